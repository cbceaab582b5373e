create schema api_keys;

-- A key that lets another system ask more than an unknown network. What was given out is shown once; here is its hash.
create table api_keys.key (
  id uuid primary key,
  hash bytea not null constraint key_hash_once unique,
  beginning text not null,
  name text not null check (name <> ''),
  contact text not null check (contact <> ''),
  member_id smallint constraint key_member references consortium.member,
  origins text[] not null,
  daily integer not null check (daily > 0),
  issued_at timestamptz not null,
  revoked_at timestamptz
);
create index key_member on api_keys.key (member_id, id);

-- How often a key was used on a day of the region, and how often it was refused for having been used up.
create table api_keys.day_use (
  key_id uuid not null references api_keys.key on delete cascade,
  day date not null,
  requests integer not null default 0,
  refused integer not null default 0,
  primary key (key_id, day)
);
create index day_use_day on api_keys.day_use (day);
