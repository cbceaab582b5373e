-- A label's secret is used up by a find: the number counts them, the next is shown to the finder (secrets.ts).
alter table drifting.journey add column secret_number integer not null default 0;
alter table drifting.journey add column held_since timestamptz;
-- Who has it without an account: the key of their network, for as long as they have it.
alter table drifting.journey add column holder_network text not null default '';
update drifting.journey set held_since = last_at where holder_id is not null;
alter table drifting.journey drop column attempts, drop column attempted_at;

-- Somebody says they found a book that somebody else has, or with a secret that is used up: whoever had it last is asked.
create table drifting.claim (
  id uuid primary key,
  journey_id uuid not null references drifting.journey,
  claimed_by uuid references people.person,
  -- Of somebody without an account: the key of their network.
  network text not null default '',
  is_current boolean not null,
  asked_id uuid not null references people.person,
  at timestamptz not null,
  answered_at timestamptz,
  granted boolean,
  check ((answered_at is null) = (granted is null))
);
create unique index claim_open_once on drifting.claim (journey_id, claimed_by, network) nulls not distinct
  where answered_at is null;
create index claim_open on drifting.claim (at) where answered_at is null;
create index claim_asked on drifting.claim (asked_id) where answered_at is null;
create index claim_by on drifting.claim (claimed_by) where claimed_by is not null;
