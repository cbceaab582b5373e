-- Background work that does not succeed: what an operator must look at, until it succeeds again.
create table kernel.trouble (
  name text primary key,
  since timestamptz not null default now(),
  last_at timestamptz not null default now(),
  times integer not null default 1,
  error text not null
);
