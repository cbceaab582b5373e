create table kernel.outbox (
  id bigint generated always as identity primary key,
  topic text not null,
  payload jsonb not null,
  created_at timestamptz not null default now()
);
create index outbox_topic on kernel.outbox (topic, id);

create table kernel.audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor_id uuid not null,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  scope integer,
  detail jsonb not null
);
create index audit_subject on kernel.audit (subject_kind, subject_id, id);
create index audit_scope on kernel.audit (scope, id);

-- Keys made at first start, such as the one that signs paging cursors.
create table kernel.secret (
  name text primary key,
  value bytea not null
);
