create schema fulfilment;

-- "I want this": one request of a reader for a title, served by whichever way can do it first.
create table fulfilment.request (
  id uuid primary key,
  person_id uuid not null references people.person,
  instance_id bigint not null references catalogue.instance,
  pickup_branch_id integer references consortium.branch,
  state text not null check (state in ('open', 'served', 'given-up', 'withdrawn')),
  created_at timestamptz not null,
  closed_at timestamptz,
  check ((state = 'open') = (closed_at is null))
);
-- A reader never asks twice at once for one title.
create unique index request_open_once on fulfilment.request (person_id, instance_id) where state = 'open';
create index request_person on fulfilment.request (person_id, created_at);

-- The ways of a request in their order: a hold at the libraries, a copy of another reader.
create table fulfilment.attempt (
  id bigint generated always as identity primary key,
  request_id uuid not null references fulfilment.request,
  position smallint not null,
  kind text not null check (kind in ('hold', 'person')),
  -- The copy of another reader; null for the libraries.
  copy_id uuid,
  mode text check (mode in ('lend', 'give')),
  -- The hold or the loan once it is tried.
  reference uuid,
  state text not null check (state in ('waiting', 'trying', 'won', 'failed', 'left')),
  -- Why it failed: a refusal's code or the state the other room ended in.
  reason text,
  changed_at timestamptz not null,
  constraint attempt_position_unique unique (request_id, position)
);
-- Never two ways at once for one request.
create unique index attempt_trying_once on fulfilment.attempt (request_id) where state = 'trying';
create index attempt_reference on fulfilment.attempt (reference) where state = 'trying';

-- Titles a reader waits for that nobody can give now.
create table fulfilment.wanted (
  person_id uuid not null references people.person,
  instance_id bigint not null references catalogue.instance,
  since timestamptz not null,
  told_at timestamptz,
  primary key (person_id, instance_id)
);
create index wanted_instance on fulfilment.wanted (instance_id) where told_at is null;
