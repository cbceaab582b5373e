-- How a member shows itself over the one index.
create table consortium.face (
  member_id smallint primary key references consortium.member,
  -- As chosen; what is used of it is made legible (face-colour.ts).
  accent text not null constraint face_accent_form check (accent ~ '^#[0-9a-f]{6}$'),
  logo bytea check (length(logo) <= 204800),
  logo_type text check (logo_type in ('image/jpeg', 'image/png', 'image/webp')),
  logo_hash text,
  -- What a search begins with: everything, or this member's holdings.
  scope text not null default 'region' check (scope in ('region', 'own')),
  facet_order text[] not null default '{}',
  languages text[] not null default '{}',
  intro jsonb not null default '{}',
  host text constraint face_host_form check (host ~ '^[a-z0-9-]+(\.[a-z0-9-]+)*$'),
  constraint face_host_once unique (host),
  check ((logo is null) = (logo_type is null) and (logo is null) = (logo_hash is null))
);

create table consortium.news (
  id integer generated always as identity primary key,
  member_id smallint not null references consortium.member,
  title jsonb not null,
  body jsonb not null default '{}',
  from_on date not null,
  until_on date not null,
  constraint news_days_order check (from_on <= until_on)
);
create index news_member on consortium.news (member_id, until_on);
