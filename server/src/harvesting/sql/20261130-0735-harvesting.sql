create schema harvesting;

-- Where a member's records come from by themselves: a server that speaks OAI-PMH, or a folder that files are put into.
create table harvesting.source (
  id integer generated always as identity primary key,
  member_id smallint not null references consortium.member,
  name text not null check (name <> ''),
  kind text not null check (kind in ('oai', 'folder')),
  -- Of a server.
  url text not null default '',
  prefix text not null default '',
  set_spec text not null default '',
  -- How its records are loaded; '': as the member's files are.
  profile text not null default '',
  every text not null default 'night' check (every in ('hand', 'hour', 'night', 'week')),
  active boolean not null default true,
  -- The server's time up to which all changes have been received.
  harvested_until timestamptz,
  created_by uuid not null,
  constraint source_name unique (member_id, name),
  constraint source_whole check ((kind = 'oai') = (url <> ''))
);

create table harvesting.run (
  id uuid primary key,
  source_id integer not null references harvesting.source on delete cascade,
  -- Everything the source has, or what changed since.
  is_whole boolean not null,
  state text not null default 'running' check (state in ('running', 'done', 'failed')),
  started_by uuid not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  -- Where it is: the next page's token, pages that are kept, the server's time when it began.
  token text,
  pages integer not null default 0,
  server_time timestamptz,
  records integer not null default 0,
  deletions integer not null default 0,
  unreadable integer not null default 0,
  -- The first of what could not be read: [{identifier, reason}].
  unreadable_lines jsonb not null default '[]',
  load_id uuid,
  error text,
  detail text
);
create unique index run_one on harvesting.run (source_id) where state = 'running';
create index run_source on harvesting.run (source_id, started_at);

-- What the source calls its records, and what they are called here: a deleted one comes without its number.
create table harvesting.seen (
  source_id integer not null references harvesting.source on delete cascade,
  identifier text not null,
  control_number text not null,
  control_source text not null,
  deleted boolean not null,
  run_id uuid not null,
  primary key (source_id, identifier)
);
create index seen_number on harvesting.seen (source_id, control_number);
