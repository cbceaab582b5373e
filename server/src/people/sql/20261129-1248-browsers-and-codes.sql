-- A browser (or, for programs without a cookie, a network) in which a person has signed in: attempts from there have an
-- allowance of their own, so that a stranger's guesses cost the person nothing. Both are keyed hashes.
create table people.browser (
  browser_hash bytea not null,
  person_id uuid not null references people.person,
  network_hash bytea not null,
  seen_at timestamptz not null,
  primary key (person_id, browser_hash)
);
create index browser_seen on people.browser (seen_at);

-- A code belongs to the browser that asked for it: what others ask for or type does not touch it. Codes live for ten
-- minutes, so those on their way are asked for again.
drop table people.code;
create table people.code (
  address_hash bytea not null,
  browser_hash bytea not null,
  channel text not null check (channel in ('email', 'phone')),
  hint text not null,
  code_hash bytea not null,
  expires_at timestamptz not null,
  -- Wrong ones typed for the present code, and in this hour for all of them.
  attempts smallint not null default 0,
  guesses integer not null default 0,
  -- Times this browser asked in the hour that began at `first_asked_at`.
  asked smallint not null default 1,
  first_asked_at timestamptz not null,
  -- The browser was given the newest code on its way instead of one of its own: strangers had used up the messages.
  is_shared boolean not null,
  primary key (address_hash, browser_hash)
);
create index code_expiry on people.code (expires_at);

-- Messages sent to an address for browsers that nobody had signed in from.
drop table people.code_asked;
create table people.code_asked (
  id bigint generated always as identity primary key,
  network text not null,
  address_hash bytea not null,
  is_sent boolean not null,
  at timestamptz not null
);
create index code_asked_network on people.code_asked (network, at);
create index code_asked_address on people.code_asked (address_hash, at) where is_sent;

-- `ends_at`: the end that use does not move. `confirmed_at`: when the person last proved who they are.
alter table people.session
  add column id uuid not null default gen_random_uuid() constraint session_id_unique unique,
  add column ends_at timestamptz,
  add column confirmed_at timestamptz,
  add column agent text not null default '';
update people.session s set confirmed_at = s.created_at,
  ends_at = s.created_at + case when exists (select 1 from people.role_grant g where g.person_id = s.person_id)
    then interval '12 hours' else interval '90 days' end;
update people.session s set expires_at = least(s.expires_at, s.ends_at);
alter table people.session alter column ends_at set not null, alter column confirmed_at set not null;

-- Whether the password would do for staff; null: set before this was asked, known at the next sign-in.
alter table people.credential add column is_strong boolean;
