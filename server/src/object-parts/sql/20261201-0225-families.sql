-- Objects that belong to another of their collection: a 册 to its set, a file to its series, a series to its fonds. The parent is
-- named by its identifier, so that parts may come before it. `place`: where it stands among its siblings; null: after those
-- that say one, in the order in which they came.
create table object_parts.member (
  object_id uuid primary key constraint member_object references collections.object,
  collection_id uuid not null constraint member_collection references collections.collection,
  parent text not null,
  place integer check (place > 0)
);
create index member_of on object_parts.member (collection_id, parent);

-- What rooms above read of it.
create view object_parts.member_fact as
  select m.object_id, m.collection_id, m.parent, m.place from object_parts.member m;
