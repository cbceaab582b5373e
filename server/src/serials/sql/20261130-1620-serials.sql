create schema serials;

-- What one library has of a serial at one place.
create table serials.run (
  id uuid primary key,
  record_id bigint not null references catalogue.record,
  member_id smallint not null references consortium.member,
  branch_id integer not null references consortium.branch,
  location text not null,
  call_number text not null,
  volume_caption text not null,
  issue_caption text not null,
  -- Null: nothing is foretold.
  issues_per_year smallint check (issues_per_year between 1 and 366),
  -- What its record states in words (MARC 21 866).
  stated text[] not null default '{}',
  opened_at timestamptz not null,
  constraint run_place_unique unique (record_id, branch_id, location, call_number)
);
create index run_branch on serials.run (branch_id);

-- Issues bound into one copy.
create table serials.volume (
  id bigint generated always as identity primary key,
  run_id uuid not null references serials.run,
  label text not null,
  item_id bigint not null references catalogue.item,
  bound_at timestamptz not null
);
create index volume_run on serials.volume (run_id);

create table serials.issue (
  id bigint generated always as identity primary key,
  run_id uuid not null references serials.run,
  year smallint not null check (year between 1400 and 2200),
  volume text not null,
  number text not null,
  state text not null check (state in ('expected', 'received', 'missing', 'bound')),
  expected_on date,
  received_at timestamptz,
  item_id bigint references catalogue.item,
  claims smallint not null default 0,
  claimed_at timestamptz,
  volume_id bigint references serials.volume,
  constraint issue_unique unique (run_id, year, volume, number),
  check ((state = 'bound') = (volume_id is not null)),
  check (claims >= 0 and (claims = 0) = (claimed_at is null))
);
create index issue_awaited on serials.issue (expected_on) where state in ('expected', 'missing');
