-- A reader may say of a loan that the item was returned, or that they never had it; either way it is searched for.
alter table circulation.loan add column never_had boolean not null default false;
create index loan_claimed on circulation.loan (claimed_at) where claimed_at is not null and returned_at is null;

-- What other rooms may know of claims that are open.
create view circulation.claim_fact as
  select l.id, l.item_id, l.person_id, l.checkout_branch_id, l.loaned_at, l.due_on, l.claimed_at, l.never_had
  from circulation.loan l where l.claimed_at is not null and l.returned_at is null;
