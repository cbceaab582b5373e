create schema catalogue;

-- What readers see: one per manifestation in the region. Derived from the records joined in it.
create table catalogue.instance (
  id bigint generated always as identity primary key,
  -- Display description merged from the member records; see schema.ts `InstanceBrief`.
  brief json not null,
  -- Raised with every change of the description, its records or holders; the index compares it.
  version bigint not null default 1,
  -- Where this instance went when it was joined with another, or when its records moved away.
  merged_into bigint references catalogue.instance,
  record_count integer not null default 0,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
create index instance_changed on catalogue.instance (changed_at, id);

-- A member's own MARC, as that member sent it. `marc` is the compact form of packages/marc.
create table catalogue.record (
  id bigint generated always as identity primary key,
  member_id smallint not null references consortium.member,
  control_number text not null check (control_number <> ''),
  instance_id bigint not null references catalogue.instance,
  flavour text not null check (flavour in ('marc21', 'unimarc')),
  marc json not null,
  -- First 8 bytes of SHA-256 over the compact form and the profile that read its items.
  content_hash bigint not null,
  version integer not null default 1,
  changed_by uuid not null,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint record_control_number_unique unique (member_id, control_number)
);
create index record_instance on catalogue.record (instance_id);
create index record_changed on catalogue.record (changed_at, id);

-- Every earlier version: the content, and who made it when.
create table catalogue.record_version (
  record_id bigint not null references catalogue.record,
  version integer not null,
  marc json not null,
  changed_by uuid not null,
  changed_at timestamptz not null,
  deleted_at timestamptz,
  primary key (record_id, version)
);

-- Derived from the record, rebuildable: what it says in one shape for all MARC (description.ts), and what matching
-- compares (match-profile.ts). `json`, not `jsonb`: read whole, never searched.
create table catalogue.description (
  record_id bigint primary key,
  description json not null,
  profile json not null
);

-- Ways to find candidates: hashes of identifiers and of folded title + part keys.
create table catalogue.match_key (
  key bigint not null,
  record_id bigint not null
);
create index match_key_key on catalogue.match_key (key) include (record_id);
create index match_key_record on catalogue.match_key (record_id);

-- Typed, normalised identifiers, for looking records up and for explaining matches.
create table catalogue.identifier (
  record_id bigint not null,
  type text not null check (type in ('isbn', 'issn', 'lccn', 'oclc', 'national')),
  value text not null,
  status text not null check (status in ('current', 'cancelled'))
);
create index identifier_record on catalogue.identifier (record_id);

-- Why a record stands where it stands. The newest row per record is in force.
create table catalogue.match_decision (
  id bigint generated always as identity primary key,
  record_id bigint not null references catalogue.record,
  instance_id bigint not null references catalogue.instance,
  outcome text not null check (outcome in ('joined', 'alone')),
  score real,
  reasons jsonb not null,
  decided_at timestamptz not null default now()
);
create index match_decision_record on catalogue.match_decision (record_id, id);

create table catalogue.holding (
  id bigint generated always as identity primary key,
  record_id bigint not null references catalogue.record,
  branch_id integer not null references consortium.branch,
  location text not null default '',
  call_number text not null default '',
  summary text not null default '',
  constraint holding_place_unique unique (record_id, branch_id, location, call_number)
);

-- Owner, home and current place are three facts. Availability is never stored: see circulation.item_state.
create table catalogue.item (
  id bigint generated always as identity primary key,
  record_id bigint not null references catalogue.record,
  holding_id bigint not null references catalogue.holding,
  member_id smallint not null references consortium.member,
  -- What identifies the item inside its record when the member sends the record again.
  source_key text not null,
  barcode text,
  home_branch_id integer not null references consortium.branch,
  current_branch_id integer not null references consortium.branch,
  part text not null default '',
  item_class text not null default 'book',
  condition text not null default 'good' check (condition in ('good', 'missing', 'lost', 'damaged', 'withdrawn')),
  for_loan boolean not null default true,
  version integer not null default 1,
  constraint item_source_key_unique unique (record_id, source_key)
);
create unique index item_barcode_unique on catalogue.item (member_id, barcode) where barcode is not null;
create index item_barcode on catalogue.item (barcode) where barcode is not null;
create index item_holding on catalogue.item (holding_id);

create table catalogue.import_run (
  id uuid primary key,
  member_id smallint not null references consortium.member,
  profile text not null,
  file_name text not null,
  -- Identifies the bytes: the same member, profile and file continue an interrupted run.
  fingerprint text not null,
  dry_run boolean not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed')),
  started_by uuid not null,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  -- Records of the file that are done, counted in whole batches.
  position integer not null default 0,
  bytes_total bigint,
  bytes_done bigint not null default 0,
  counts jsonb not null default '{"read":0,"created":0,"updated":0,"unchanged":0,"matched":0,"rejected":0,"items":0}',
  error text
);
create index import_run_member on catalogue.import_run (member_id, started_at);
create unique index import_run_unfinished on catalogue.import_run (member_id, profile, fingerprint)
  where state in ('waiting', 'running', 'failed') and not dry_run;

create table catalogue.import_reject (
  run_id uuid not null references catalogue.import_run,
  record_index integer not null,
  byte_offset bigint not null,
  control_number text,
  reason text not null,
  message text not null,
  primary key (run_id, record_index)
);
