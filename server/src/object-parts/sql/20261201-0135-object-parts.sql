create schema object_parts;

-- In which direction an object's pages are turned, where it differs from its collection's.
create table object_parts.direction (
  object_id uuid primary key constraint direction_object references collections.object,
  direction text not null check (direction in ('left-to-right', 'right-to-left'))
);

-- How an object's pages lay after each arrangement: their order, labels and sections, the texts of those that were taken out.
-- Version 0 is how they lay before the first. The last twenty can be gone back to.
create table object_parts.arrangement (
  object_id uuid not null constraint arrangement_object references collections.object,
  version integer not null check (version >= 0),
  direction text check (direction in ('left-to-right', 'right-to-left')),
  pages jsonb not null,
  taken_out jsonb not null,
  author_id uuid,
  author_name text,
  at timestamptz not null,
  primary key (object_id, version)
);
create index arrangement_author on object_parts.arrangement (author_id) where author_id is not null;

-- What rooms above read of it.
create view object_parts.direction_fact as
  select d.object_id, d.direction from object_parts.direction d;
