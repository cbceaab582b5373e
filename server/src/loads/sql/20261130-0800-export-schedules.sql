alter table loads.export drop constraint export_format_check,
  add constraint export_format_check check (format in ('iso2709', 'marcxml', 'marcjson', 'csv', 'xlsx'));
-- Only what changed since then, with what was withdrawn since; null: everything.
alter table loads.export add column since timestamptz;

-- A file of records that is made again and again by itself.
create table loads.export_schedule (
  id integer generated always as identity primary key,
  member_id smallint references consortium.member,
  made_by uuid not null,
  selection jsonb not null,
  format text not null check (format in ('iso2709', 'marcxml', 'marcjson', 'csv', 'xlsx')),
  every text not null check (every in ('night', 'week', 'month')),
  -- Each file holds what changed since the one before.
  is_incremental boolean not null,
  last_at timestamptz,
  created_at timestamptz not null
);
create index export_schedule_made_by on loads.export_schedule (made_by);
alter table loads.export add column schedule_id integer references loads.export_schedule on delete set null;
