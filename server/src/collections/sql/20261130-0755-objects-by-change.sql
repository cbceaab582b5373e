-- Feeds tell of objects in the order in which they changed.
create index object_changed on collections.object (changed_at, number) where state in ('published', 'withdrawn');
