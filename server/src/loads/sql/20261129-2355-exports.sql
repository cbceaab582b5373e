-- A file of records that somebody asked for: which, as what, and what could not be written.
create table loads.export (
  id uuid primary key,
  -- Whose records; null: those of all members.
  member_id smallint references consortium.member,
  made_by uuid not null,
  created_at timestamptz not null,
  selection jsonb not null,
  format text not null check (format in ('iso2709', 'marcxml', 'marcjson', 'csv')),
  state text not null check (state in ('waiting', 'done', 'failed')),
  records integer not null default 0,
  left_out integer not null default 0,
  -- The first of what was left out: number, field, reason.
  left_lines jsonb not null default '[]',
  error text
);
create index export_made_by on loads.export (made_by, created_at);
create index export_created on loads.export (created_at);
