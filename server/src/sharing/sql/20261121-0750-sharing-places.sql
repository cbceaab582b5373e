-- Copies by where they stand.
create index copy_place on sharing.copy (place_id) where place_id is not null;
