-- What the owner asks to be held while a copy is out, in fen; none unless the region has a provider of deposits.
alter table sharing.offer add column deposit integer not null default 0
  constraint offer_deposit_range check (deposit between 0 and 50000);

-- The deposit of a loan. The money is the provider's: here is only how it stands.
create table sharing.deposit (
  loan_id uuid primary key references sharing.loan,
  amount integer not null check (amount > 0),
  captured integer not null default 0 check (captured between 0 and amount),
  state text not null check (state in ('wanted', 'held', 'declined', 'captured', 'released')),
  reference text,
  changed_at timestamptz not null
);

-- The provider for trying out: no money moves.
create table sharing.local_deposit (
  reference text primary key,
  amount integer not null,
  captured integer not null default 0,
  state text not null check (state in ('held', 'captured', 'released'))
);
