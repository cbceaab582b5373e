create schema copying;

-- Catalogues outside the region that records may be copied from; the office says which, and only these are asked.
create table copying.target (
  code text primary key check (code ~ '^[a-z0-9][a-z0-9-]{1,29}$'),
  definition jsonb not null,
  changed_by uuid not null,
  changed_at timestamptz not null default now()
);

-- What was taken from where.
create table copying.taken (
  record_id bigint not null references catalogue.record,
  target_code text not null,
  -- Number of the record there.
  source_number text not null,
  taken_by uuid not null,
  taken_at timestamptz not null,
  was_overlay boolean not null
);
create index taken_record on copying.taken (record_id);
