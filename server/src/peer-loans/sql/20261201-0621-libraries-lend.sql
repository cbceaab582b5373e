-- Who lends is a person or a library.
alter table peer_loans.loan alter column lender_id drop not null,
  add column lender_member smallint references consortium.member;
update peer_loans.loan n set lender_id = null, lender_member = l.member_id
  from shelves.library_person l where l.person_id = n.lender_id;
alter table peer_loans.loan add constraint loan_one_lender check (num_nonnulls(lender_id, lender_member) = 1);
update peer_loans.loan n set ended_by = '00000000-0000-7000-8000-000000000000'
  from shelves.library_person l where l.person_id = n.ended_by;
update peer_loans.loan_event e set actor_id = '00000000-0000-7000-8000-000000000000'
  from shelves.library_person l where l.person_id = e.actor_id;

-- Points that two earn by each other have a bound: a library is one of the two by its own number. It earns none itself.
alter table peer_loans.credit_transfer add column counterpart_member smallint;
update peer_loans.credit_transfer c set counterpart_id = null, counterpart_member = l.member_id
  from shelves.library_person l where l.person_id = c.counterpart_id;
delete from peer_loans.credit_transfer c using shelves.library_person l
  where l.person_id = c.to_person_id or l.person_id = c.from_person_id;

create or replace view peer_loans.loan_fact as
  select id, copy_id, via_circle_id, lender_id, borrower_id, state, handed_over_at, back_at, lender_member from peer_loans.loan;
create or replace view peer_loans.loan_end as
  select id, lender_id, borrower_id, state, handed_over_at, back_at, ended_at, lender_member from peer_loans.loan;

-- The persons that were made for libraries are nobody: what was addressed to them goes, and then they. One that something
-- else still names stays without a name, as somebody does who is forgotten.
do $$
declare
  made uuid[] := array(select l.person_id from shelves.library_person l);
  one uuid;
begin
  drop table shelves.library_person;
  delete from regards.regard where by_id = any(made) or about_id = any(made);
  update moderation.posting set person_id = null where person_id = any(made);
  delete from notices.notice where person_id = any(made);
  delete from neighbours.block where person_id = any(made) or blocked_id = any(made);
  delete from neighbours.friendship where low_id = any(made) or high_id = any(made);
  delete from neighbours.person where person_id = any(made);
  foreach one in array made loop
    begin
      delete from people.person where id = one;
    exception when foreign_key_violation then
      update people.person set name = '—', email = null, name_key = null, keyed_name = '—', erased_at = now() where id = one;
    end;
  end loop;
end $$;
