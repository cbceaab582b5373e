-- What each of several processes must hear for what it keeps in memory. Empty while there is one process only.
create schema processes;

-- Processes that follow, by their own name: while there is one, messages are copied for all to hear.
create table processes.follower (
  name text primary key check (name ~ '^[a-z0-9][a-z0-9-]{0,19}$'),
  since timestamptz not null default now()
);

-- Messages by the transaction that left them: whoever has seen all transactions before one has seen all of theirs.
create table processes.feed (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  topic text not null,
  payload jsonb not null,
  at timestamptz not null default now()
);
create index feed_by_xid on processes.feed (xid);
create index feed_by_age on processes.feed (at);

-- Workers of jobs, by the process they belong to.
create table processes.worker (
  id text primary key,
  process text not null,
  since timestamptz not null default now()
);
create index worker_by_process on processes.worker (process);

create function processes.copy_messages() returns trigger language plpgsql as $$
begin
  if exists (select 1 from processes.follower) then
    insert into processes.feed (topic, payload) select n.topic, n.payload from new_rows n;
  end if;
  return null;
end $$;

create trigger copy_messages after insert on kernel.outbox
  referencing new table as new_rows for each statement execute function processes.copy_messages();
