create schema people;

-- One person, however many libraries know them.
create table people.person (
  id uuid primary key,
  name text not null constraint person_name_given check (name <> ''),
  email text constraint person_email_form check (email like '%_@_%'),
  language text not null default 'zh-Hans' check (language in ('zh-Hans', 'zh-Hant', 'en')),
  created_at timestamptz not null default now()
);

-- What a person is to a member: patron group, number, until when.
create table people.affiliation (
  id uuid primary key,
  person_id uuid not null references people.person,
  member_id smallint not null references consortium.member,
  patron_group text not null constraint affiliation_group_given check (patron_group <> ''),
  number text not null constraint affiliation_number_given check (number <> ''),
  valid_until date,
  constraint affiliation_number_unique unique (member_id, number)
);
create index affiliation_person on people.affiliation (person_id);

-- A barcode is unique inside one member only.
create table people.card (
  member_id smallint not null references consortium.member,
  barcode text not null constraint card_barcode_form check (barcode ~ '^\S{1,64}$'),
  person_id uuid not null references people.person,
  blocked_at timestamptz,
  constraint card_barcode_unique primary key (member_id, barcode)
);
create index card_barcode on people.card (barcode);
create index card_person on people.card (person_id);

create table people.credential (
  person_id uuid primary key references people.person,
  login text not null constraint credential_login_unique unique
    constraint credential_login_form check (login ~ '^[a-z0-9][a-z0-9._@+-]{1,63}$'),
  password_hash text not null,
  changed_at timestamptz not null default now()
);

-- Roles beyond being a reader. `member_id` null: the whole consortium.
create table people.role_grant (
  person_id uuid not null references people.person,
  role text not null check (role in ('circulation', 'cataloguer', 'member-admin', 'consortium-admin')),
  member_id smallint references consortium.member,
  constraint role_grant_scope check ((role = 'consortium-admin') = (member_id is null)),
  constraint role_grant_unique unique nulls not distinct (person_id, role, member_id)
);

-- Only the hash of a session's token is kept.
create table people.session (
  token_hash bytea primary key,
  person_id uuid not null references people.person,
  csrf_token text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  -- Moves on with use: 30 days idle for readers, 12 hours for staff.
  expires_at timestamptz not null,
  -- Branch a member of staff works at in this session.
  branch_id integer references consortium.branch
);
create index session_person on people.session (person_id);
create index session_expiry on people.session (expires_at);

-- Failed sign-ins, for slowing guessers down by login and by address. A login is kept as its SHA-256 only: people
-- type passwords into the wrong field.
create table people.failed_sign_in (
  id bigint generated always as identity primary key,
  subject text not null,
  at timestamptz not null default now()
);
create index failed_sign_in_subject on people.failed_sign_in (subject, at);
