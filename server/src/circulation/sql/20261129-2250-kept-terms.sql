-- A loan keeps what it was made under: each value with the rule that decided it and those that would have come next
-- (policies, `KeptTerms`); null: of loans from before, and of those taken over from other systems. `due_at`: the moment, where
-- a loan ends before its day does. `home_member_id`: the library whose reader borrowed, for what libraries have agreed.
alter table circulation.loan
  add column terms jsonb,
  add column due_at timestamptz,
  add column home_member_id smallint references consortium.member;
create index loan_guests on circulation.loan (home_member_id) where returned_at is null and home_member_id is not null;
