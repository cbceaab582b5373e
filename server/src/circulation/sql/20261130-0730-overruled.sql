-- What a member of staff overruled when it was lent: `{ codes, reason, byId }`. The reason goes with the reader.
alter table circulation.loan add column overruled jsonb;
create index loan_overruled on circulation.loan (checkout_branch_id, loaned_at) where overruled is not null;
create view circulation.overruled_fact as
  select l.id, l.item_id, l.checkout_branch_id, l.loaned_at, l.overruled -> 'codes' as codes,
    l.overruled ->> 'reason' as reason, (l.overruled ->> 'byId')::uuid as by_id
  from circulation.loan l where l.overruled is not null;
