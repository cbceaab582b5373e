-- In which language whoever writes to several people writes to each.
create or replace view people.person_fact as
  select p.id, p.name, p.email, p.erased_at, p.language from people.person p;
