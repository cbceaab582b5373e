create schema patron_sync;

-- How a university's list of its readers comes to a library every night, and how it is read.
create table patron_sync.feed (
  member_id smallint primary key references consortium.member,
  is_on boolean not null,
  -- Field -> name of the column in the university's file.
  mapping jsonb not null,
  patron_group text not null,
  number_is_card boolean not null,
  -- Readers who were in a list before and are in it no longer are ended.
  ends_missing boolean not null,
  -- More of them than this share of the list ends nobody until somebody says so.
  most_ended_percent smallint not null constraint feed_percent check (most_ended_percent between 0 and 100),
  -- Who answers for it.
  owner_id uuid not null,
  changed_at timestamptz not null
);

create table patron_sync.run (
  id uuid primary key,
  member_id smallint not null references consortium.member,
  by_id uuid,
  is_dry boolean not null,
  ends_many boolean not null default false,
  asked_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  state text not null check (state in ('waiting', 'done', 'held', 'nothing', 'failed')),
  file_name text,
  file_hash text,
  counts jsonb not null default '{}',
  -- What changes, for people to look at: the first of each kind.
  differences jsonb not null default '[]',
  error text
);
create index run_member on patron_sync.run (member_id, asked_at);

-- Readers the list has named: only these are ended when it names them no longer.
create table patron_sync.listed (
  member_id smallint not null references consortium.member,
  number text not null,
  primary key (member_id, number)
);
