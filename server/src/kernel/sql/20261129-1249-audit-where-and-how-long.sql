-- Where it happened, by which door, whom it concerns, and until when it is kept.
alter table kernel.audit
  add column place integer,
  add column via text not null default '',
  add column person_id uuid,
  add column keep_until timestamptz;
update kernel.audit set keep_until = at + interval '1095 days';
alter table kernel.audit alter column keep_until set not null;
create index audit_actor on kernel.audit (actor_id, action, at);
create index audit_person on kernel.audit (person_id, id) where person_id is not null;
create index audit_keep on kernel.audit (keep_until);
