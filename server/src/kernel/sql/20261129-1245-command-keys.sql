-- One table of keys for the commands of all rooms: a command sent again answers what it answered and does nothing.
create table kernel.command (
  actor_id uuid not null,
  key text not null check (length(key) between 8 and 100),
  name text not null,
  -- Empty only for keys of versions before 0.7, whose inputs were counted otherwise.
  fingerprint bytea,
  answer jsonb,
  at timestamptz not null,
  primary key (actor_id, key)
);
create index command_at on kernel.command (at);
