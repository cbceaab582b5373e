-- Whose word counts in what readers see of a title, field by field: records of these libraries (null: any) and levels
-- (leader/17, null: any) before the others, in this order. `alone`: of a field that lists, only what the first of them says.
create table catalogue.survivorship (
  field text primary key,
  members smallint[] not null,
  levels text[] not null,
  alone boolean not null default false,
  check (cardinality(members) = cardinality(levels) and cardinality(members) > 0)
);
create view catalogue.survivorship_line as select s.field, s.members, s.levels, s.alone from catalogue.survivorship s;
-- What other rooms may know of the publishers a record names, as matching compares them.
create view catalogue.record_publisher as
  select d.record_id, d.profile::jsonb -> 'publishers' as han, d.profile::jsonb -> 'publisherLatin' as latin
  from catalogue.description d;
