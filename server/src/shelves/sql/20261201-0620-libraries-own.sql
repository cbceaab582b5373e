-- A copy is a person's, a library's or nobody's (the commons).
alter table shelves.copy add column owner_member smallint references consortium.member,
  add constraint copy_one_owner check (owner_id is null or owner_member is null);
alter table shelves.offer add column owner_member smallint references consortium.member,
  add constraint offer_one_owner check (owner_id is null or owner_member is null);
alter table shelves.custody_event add column owner_member smallint;

-- Until now a library had a person made for it, in whose name its copies were offered.
update shelves.copy c set owner_id = null, owner_member = l.member_id
  from shelves.library_person l where l.person_id = c.owner_id;
update shelves.copy c set custodian_id = null from shelves.library_person l where l.person_id = c.custodian_id;
update shelves.offer o set owner_id = null, owner_member = l.member_id, cell = null, pt = null
  from shelves.library_person l where l.person_id = o.owner_id;
update shelves.custody_event e set owner_id = null, owner_member = l.member_id
  from shelves.library_person l where l.person_id = e.owner_id;
update shelves.custody_event e set custodian_id = null from shelves.library_person l where l.person_id = e.custodian_id;
update shelves.custody_event e set actor_id = '00000000-0000-7000-8000-000000000000'
  from shelves.library_person l where l.person_id = e.actor_id;

create or replace view shelves.copy_fact as
  select id, region_id, title_id, owner_id, custodian_id, place_kind, place_id, travels, state, created_at, owner_member
  from shelves.copy;
create or replace view shelves.offer_fact as
  select copy_id, title_id, instance_id, owner_id, modes, loan_days, deposit, state, is_free, published_at, owner_member
  from shelves.offer;
