-- Sections of an object begin at pages: 函, 册, 卷, 篇 and what else parts it; the outer ones first, each with how deep it stands,
-- what it is and what it is called. A section ends where the next begins that is not inside it.
alter table collections.page add column starts jsonb not null default '[]';

-- Pages change places with each other in one statement: no two of an object have one place at its end.
alter table collections.page drop constraint page_pkey;
alter table collections.page add constraint page_pkey primary key (object_id, place) deferrable initially immediate;

create or replace view collections.page_fact as
  select p.object_id, p.place, p.file_id, p.label, p.text, p.starts
  from collections.page p;
