-- Names of publishers that mean another: `name` is compared as `canonical`. Keys are folded as records' own (profile.ts).
create table matching.publisher_alias (
  name_key text primary key,
  name text not null,
  canonical text not null,
  canonical_key text not null,
  set_by uuid not null,
  set_at timestamptz not null default now(),
  check (name_key <> canonical_key)
);
create index publisher_alias_canonical on matching.publisher_alias (canonical_key);
