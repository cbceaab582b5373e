create schema assets;

-- An original as it was handed in: kept unchanged in the store under `key`, known by its SHA-256. What is made of it
-- (pyramid, tiles) is disposable and stands in no table. `open_to`: who may open it; until `embargo_until` only the
-- library's own staff may, whatever `open_to` says.
create table assets.file (
  id uuid primary key,
  member_id smallint not null constraint file_member references consortium.member,
  key text not null constraint file_key unique,
  name text not null,
  media_type text not null,
  bytes bigint not null check (bytes > 0),
  sha256 bytea not null check (octet_length(sha256) = 32),
  width integer check (width > 0),
  height integer check (height > 0),
  open_to text not null default 'nobody' check (open_to in ('nobody', 'everyone', 'readers', 'campus')),
  embargo_until date,
  created_at timestamptz not null default now(),
  checked_at timestamptz not null default now(),
  damage text check (damage in ('missing', 'changed'))
);
create index file_to_check on assets.file (checked_at);
create index file_damaged on assets.file (member_id) where damage is not null;

-- Networks whose computers count as being on a member's campus.
create table assets.network (
  member_id smallint not null constraint network_member references consortium.member,
  network cidr not null,
  primary key (member_id, network)
);

-- What rooms above know of a file beside its own tables.
create view assets.file_fact as
  select f.id, f.member_id, f.name, f.media_type, f.bytes, f.width, f.height, f.open_to, f.embargo_until, f.damage
  from assets.file f;
