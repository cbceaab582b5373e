-- A load that is shown before it counts: its file is kept, and what it would do to every record, until somebody accepts it
-- or throws it away.
create table loads.staged (
  run_id uuid primary key references catalogue.import_run,
  state text not null default 'staged' check (state in ('staged', 'accepted', 'discarded')),
  -- The load it became.
  accepted_as uuid references catalogue.import_run,
  created_at timestamptz not null default now(),
  check ((state = 'accepted') = (accepted_as is not null))
);
create index staged_open on loads.staged (created_at) where state = 'staged';

create table loads.staged_record (
  run_id uuid not null references loads.staged on delete cascade,
  line bigint generated always as identity,
  record_index integer not null,
  control_number text not null,
  title text not null,
  change text not null check (change in ('created', 'changed', 'withdrawn')),
  -- The record it would change.
  record_id bigint,
  -- The instance whose other records it would join.
  instance_id bigint,
  -- A warning of the report is about it.
  is_doubtful boolean not null,
  -- The record as the file has it; null for one that goes.
  marc json,
  primary key (run_id, line)
);

-- How a member's files are loaded: which fields hold, what becomes of records that are here already.
create table loads.import_profile (
  member_id smallint not null references consortium.member,
  name text not null,
  definition jsonb not null,
  changed_by uuid not null,
  changed_at timestamptz not null default now(),
  primary key (member_id, name)
);
