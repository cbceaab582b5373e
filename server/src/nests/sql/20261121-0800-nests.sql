create schema nests;

-- A place where books stand for anybody: public, so its position is exact (longitude, latitude, WGS-84).
create table nests.nest (
  id uuid primary key,
  -- Printed at the nest and part of its address.
  code text not null constraint nest_code_unique unique,
  region_id integer not null,
  name text not null constraint nest_name_form check (length(name) between 2 and 80),
  kind text not null constraint nest_kind_known check (kind in ('shelf', 'wooden-cabinet', 'metal-cabinet',
    'glass-cabinet', 'reading-box', 'phone-box', 'locker', 'building', 'other')),
  pt point not null,
  address text not null default '' check (length(address) <= 200),
  -- As people write it, or opening_hours of OpenStreetMap.
  opening text not null default '' check (length(opening) <= 200),
  access text not null default 'public' check (access in ('public', 'customers', 'members')),
  for_children boolean not null default false,
  capacity smallint constraint nest_capacity_range check (capacity between 1 and 5000),
  -- States and their transitions: nest-states.ts.
  state text not null check (state in ('unverified', 'active', 'closed')),
  -- The last count, and what was put in and taken out since: stock.ts makes an estimate of them.
  counted smallint check (counted >= 0),
  counted_at timestamptz,
  put_in integer not null default 0,
  taken_out integer not null default 0,
  seen_at timestamptz,
  burst_told_at timestamptz,
  -- False while moderators look at its name and words, or have not let them through.
  words_public boolean not null default true,
  -- Its object in OpenStreetMap, such as node/123.
  osm_id text constraint nest_osm_unique unique constraint nest_osm_form check (osm_id ~ '^(node|way|relation)/[0-9]{1,15}$'),
  founded_by uuid references people.person,
  created_at timestamptz not null,
  version integer not null default 1,
  check ((counted is null) = (counted_at is null))
);
create index nest_near on nests.nest using gist (pt) where state <> 'closed';

-- Who looks after a nest; asked, and once an existing steward has agreed, one of them.
create table nests.steward (
  nest_id uuid not null references nests.nest,
  person_id uuid not null references people.person,
  asked_at timestamptz not null,
  agreed_at timestamptz,
  primary key (nest_id, person_id)
);
create index steward_person on nests.steward (person_id);

-- What people did or saw at a nest, append-only; who it was is forgotten after thirty days.
create table nests.visit (
  id bigint generated always as identity primary key,
  region_id integer not null,
  nest_id uuid not null references nests.nest,
  at timestamptz not null,
  person_id uuid references people.person,
  kind text not null constraint visit_kind_known check (kind in ('took', 'left', 'saw', 'counted', 'gone')),
  books smallint not null check (books between 0 and 5000),
  copy_id uuid references sharing.copy
);
create index visit_nest on nests.visit (nest_id, at desc);
create index visit_person on nests.visit (person_id, at) where person_id is not null;

-- The picture of a count; the newest stands on the nest's page.
create table nests.photo (
  id uuid primary key,
  nest_id uuid not null references nests.nest,
  media_type text not null check (media_type in ('image/jpeg', 'image/png', 'image/webp')),
  state text not null default 'pending' check (state in ('pending', 'published', 'rejected')),
  taken_by uuid references people.person,
  created_at timestamptz not null
);
create index photo_nest on nests.photo (nest_id, created_at desc);
