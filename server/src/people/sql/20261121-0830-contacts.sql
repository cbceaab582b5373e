-- An address somebody proved to read: they sign in by a code sent there. Only a keyed hash is kept, and what is shown
-- of it to its owner.
create table people.contact (
  address_hash bytea primary key,
  person_id uuid not null references people.person,
  channel text not null check (channel in ('email', 'phone')),
  hint text not null,
  verified_at timestamptz not null
);
create index contact_person on people.contact (person_id);

-- A code on its way; one per address.
create table people.code (
  address_hash bytea primary key,
  channel text not null check (channel in ('email', 'phone')),
  hint text not null,
  code_hash bytea not null,
  expires_at timestamptz not null,
  attempts smallint not null default 0,
  sent smallint not null default 1,
  first_sent_at timestamptz not null
);
create index code_expiry on people.code (expires_at);

-- Codes asked for from a network, against flooding somebody's phone.
create table people.code_asked (
  id bigint generated always as identity primary key,
  network text not null,
  at timestamptz not null
);
create index code_asked_network on people.code_asked (network, at);

-- Somebody who asked to be forgotten: the row stays so that others' records stay whole, without anything of theirs.
alter table people.person add column erased_at timestamptz;

-- Stands in closed library loans for everybody who was erased, so that nothing ties them together.
insert into people.person (id, name, erased_at) values ('00000000-0000-7000-8000-0000000000ff', '—', now());
