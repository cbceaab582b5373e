create schema object_guests;

-- To whom a collection lets its objects go; nothing said: to collections of its own library.
create table object_guests.lending (
  collection_id uuid primary key constraint lending_collection references collections.collection,
  lends_to text not null check (lends_to in ('nobody', 'own-library', 'region'))
);

-- What was placed in a collection by one action, from a collection's result (`source_id`) or from an object's page.
create table object_guests.placement (
  id uuid primary key,
  collection_id uuid not null constraint placing_collection references collections.collection,
  source_id uuid constraint placing_source references collections.collection,
  objects integer not null check (objects > 0),
  already integer not null,
  kept_back integer not null,
  author_id uuid,
  author_name text,
  at timestamptz not null,
  undone_at timestamptz
);
create index placing_of on object_guests.placement (collection_id, id);
create index placing_author on object_guests.placement (author_id) where author_id is not null;

create table object_guests.placed (
  placing_id uuid not null constraint placed_placing references object_guests.placement,
  number bigint not null,
  primary key (placing_id, number)
);

-- Objects that their own collection took back from another: they do not come again until it lets them.
create table object_guests.taken_back (
  collection_id uuid not null constraint taken_back_collection references collections.collection,
  number bigint not null,
  at timestamptz not null,
  primary key (collection_id, number)
);
create index taken_back_number on object_guests.taken_back (number);
