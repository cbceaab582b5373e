-- How a member's records list items, where none of the built-in ways fits; see items/item-rule.ts for the definition.
create table catalogue.item_profile (
  member_id smallint not null references consortium.member,
  name text not null,
  definition jsonb not null,
  changed_by uuid not null,
  changed_at timestamptz not null default now(),
  primary key (member_id, name)
);

-- A member's holdings records (MARC 21 leader/06 u, v, x, y), each under the number of its title (004): they may come
-- before the title does, or without it.
create table catalogue.holdings_record (
  id bigint generated always as identity primary key,
  member_id smallint not null references consortium.member,
  control_number text not null check (control_number <> ''),
  title_number text not null check (title_number <> ''),
  marc json not null,
  -- First 8 bytes of SHA-256 over the record.
  content_hash bigint not null,
  changed_by uuid not null,
  changed_at timestamptz not null default now(),
  run_id uuid references catalogue.import_run,
  constraint holdings_record_number_unique unique (member_id, control_number)
);
create index holdings_record_title on catalogue.holdings_record (member_id, title_number);
