-- Copies by where they stand.
create index copy_place on sharing.copy (place_id) where place_id is not null;

-- A copy of the commons that is to go from hand to hand, not to be kept by whoever takes it from a nest.
alter table sharing.copy add column travels boolean not null default false;
