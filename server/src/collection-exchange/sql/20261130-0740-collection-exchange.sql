create schema collection_exchange;

-- A collection that was exported elsewhere and is taken in: how far it is.
create table collection_exchange.take_in (
  id uuid primary key,
  member_id smallint not null constraint take_in_member references consortium.member,
  slug text not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  objects_total integer not null,
  objects_done integer not null default 0,
  problem text,
  author_id uuid,
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
create index take_in_of on collection_exchange.take_in (member_id, created_at desc);
