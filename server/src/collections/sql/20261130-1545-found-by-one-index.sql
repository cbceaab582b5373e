-- A collection's own number in marks of the index: short, for it stands in every entry.
alter table collections.collection add column mark integer generated always as identity constraint collection_mark unique;

-- What an entry is found by is one vector: beside its words the index it belongs to, the values of its facets and its
-- number (marks.ts), so that one index answers "these words in this collection with these values". Titles are part of it.
update collections.entry e set words = e.words || e.title_words || array_to_tsvector(
  array[chr(1) || c.mark || '/' || e.index_number, chr(3) || e.number]
  || array(select distinct chr(2) || left(f, 241) from unnest(e.facets) f))
from collections.collection c where c.id = e.collection_id;
drop index collections.entry_facets;
-- What was written last is searched row by row until it is sorted in: a little of it at most.
alter index collections.entry_words set (gin_pending_list_limit = 256);
create index entry_number on collections.entry (number);

-- How many objects of an index bear each value of a facet, all of them (field '@') and those of each decade ('@decade').
-- `folded`: what a value is found by while it is typed.
create table collections.facet_value (
  collection_id uuid not null,
  index_number integer not null,
  field text not null,
  value text not null,
  folded text not null,
  n integer not null constraint facet_value_counted check (n >= 0),
  primary key (collection_id, index_number, field, value)
);
insert into collections.facet_value (collection_id, index_number, field, value, folded, n)
  select e.collection_id, e.index_number, split_part(f, '=', 1), substr(f, strpos(f, '=') + 1, 200),
    lower(substr(f, strpos(f, '=') + 1, 200)), count(distinct e.object_id)
  from collections.entry e, unnest(e.facets) f group by 1, 2, 3, 4, 5;
insert into collections.facet_value (collection_id, index_number, field, value, folded, n)
  select e.collection_id, e.index_number, '@', '', '', count(*) from collections.entry e group by 1, 2;
insert into collections.facet_value (collection_id, index_number, field, value, folded, n)
  select e.collection_id, e.index_number, '@decade', (floor(e.year_from / 10.0)::int * 10)::text, '', count(*)
  from collections.entry e where e.year_from is not null group by 1, 2, 4;

-- How far an index that is being built has come: the number of the last object.
alter table collections.collection add column built_to bigint not null default 0;

-- What rooms above look for among objects: words and titles as they are indexed.
create or replace view collections.shown_object as
  select e.number, e.object_id, e.collection_id, e.brief, e.facets, e.year_from, e.year_to, e.added_at, c.slug, c.member_id,
    e.words, e.title_words
  from collections.entry e
  join collections.collection c on c.id = e.collection_id and c.live_index = e.index_number
  where not c.is_withdrawn;
