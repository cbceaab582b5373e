-- Objects that are shown in a collection which is not theirs. Nothing is copied: what is found there is an entry made of the
-- object and its own collection, in that collection's index. `left_at`: it was taken out; feeds tell that as a deletion.
create table collections.guest (
  collection_id uuid not null constraint guest_collection references collections.collection,
  number bigint not null constraint guest_object references collections.object (number),
  since timestamptz not null,
  left_at timestamptz,
  primary key (collection_id, number)
);
create index guest_number on collections.guest (number);
create index guest_here on collections.guest (collection_id, number) where left_at is null;
alter table collections.entry add column is_guest boolean not null default false;

-- What rooms above read: each object once, in its own collection, and beside it where else it is shown.
create or replace view collections.shown_object as
  select e.number, e.object_id, e.collection_id, e.brief, e.facets, e.year_from, e.year_to, e.added_at, c.slug, c.member_id,
    e.words, e.title_words
  from collections.entry e
  join collections.collection c on c.id = e.collection_id and c.live_index = e.index_number
  where not c.is_withdrawn and not e.is_guest;
create view collections.shown_guest as
  select e.number, e.object_id, e.collection_id, e.brief, e.facets, c.slug, c.member_id
  from collections.entry e
  join collections.collection c on c.id = e.collection_id and c.live_index = e.index_number
  where not c.is_withdrawn and e.is_guest;
create view collections.guest_fact as
  select g.collection_id, g.number, g.since
  from collections.guest g where g.left_at is null;
create view collections.former_guest as
  select g.collection_id, g.number, g.left_at
  from collections.guest g where g.left_at is not null;
