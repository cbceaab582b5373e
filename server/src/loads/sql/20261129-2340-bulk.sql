-- A change of many records at once: which, by what rules, what it would do, and what it came to. Performed it is a load of
-- the same id, which can be undone.
create table loads.bulk_change (
  id uuid primary key,
  member_id smallint not null references consortium.member,
  made_by uuid not null,
  created_at timestamptz not null,
  selection jsonb not null,
  rules jsonb not null,
  state text not null check (state in ('selecting', 'ready', 'performed', 'failed')),
  -- Of the preview: records selected, that would change, with the first of them field by field.
  selected integer not null default 0,
  changing integer not null default 0,
  samples jsonb not null default '[]',
  error text
);
create index bulk_change_member on loads.bulk_change (member_id, created_at);

create table loads.bulk_record (
  change_id uuid not null references loads.bulk_change on delete cascade,
  record_id bigint not null references catalogue.record,
  primary key (change_id, record_id)
);
