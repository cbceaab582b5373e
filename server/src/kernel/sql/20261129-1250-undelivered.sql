-- Messages one subscriber could not take: tried again in their order, and set aside after some attempts.
create table kernel.undelivered (
  id bigint generated always as identity primary key,
  message_id bigint not null,
  topic text not null,
  subscriber text not null,
  payload jsonb not null,
  published_at timestamptz not null,
  attempts integer not null default 0,
  error text,
  next_at timestamptz not null default now(),
  set_aside_at timestamptz,
  unique (subscriber, topic, message_id)
);
create index undelivered_waiting on kernel.undelivered (topic, subscriber, message_id) where set_aside_at is null;
create index undelivered_set_aside on kernel.undelivered (set_aside_at, id) where set_aside_at is not null;
