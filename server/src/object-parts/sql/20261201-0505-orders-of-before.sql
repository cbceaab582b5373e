-- How the parts of an object stood before each time they were put in order: the last twenty can be gone back to.
create table object_parts.part_order (
  object_id uuid not null constraint part_order_object references collections.object,
  version integer not null check (version > 0),
  numbers bigint[] not null,
  author_id uuid,
  author_name text,
  at timestamptz not null,
  primary key (object_id, version)
);
create index part_order_author on object_parts.part_order (author_id) where author_id is not null;
