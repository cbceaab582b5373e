create schema alliance;

-- A member organisation of the sharing alliance, of any kind; a library of the consortium may be one too.
create table alliance.organisation (
  id uuid primary key,
  kind text not null check (kind in ('library', 'student-society', 'community', 'bookshop', 'media', 'school', 'other')),
  name text not null constraint organisation_name_form check (length(name) between 2 and 80),
  about text not null default '' check (length(about) <= 2000),
  contact text not null default '' check (length(contact) <= 200),
  -- States and their transitions: organisation-states.ts.
  state text not null check (state in ('proposed', 'member', 'refused', 'left')),
  reason text not null default '' check (length(reason) <= 500),
  member_id smallint references consortium.member,
  created_by uuid not null references people.person,
  created_at timestamptz not null,
  decided_at timestamptz
);
create unique index organisation_name_once on alliance.organisation (lower(name)) where state in ('proposed', 'member');
create index organisation_waiting on alliance.organisation (created_at) where state = 'proposed';

create table alliance.steward (
  organisation_id uuid not null references alliance.organisation,
  person_id uuid not null references people.person,
  since timestamptz not null,
  primary key (organisation_id, person_id)
);
create index steward_person on alliance.steward (person_id);

-- What an organisation stands for among readers: the circles it runs. A circle belongs to one organisation at most.
create table alliance.organisation_circle (
  circle_id uuid primary key references sharing.circle,
  organisation_id uuid not null references alliance.organisation,
  since timestamptz not null
);
create index organisation_circle_of on alliance.organisation_circle (organisation_id);

-- Something an organisation calls its readers to, from a day to a day.
create table alliance.campaign (
  id uuid primary key,
  organisation_id uuid not null references alliance.organisation,
  title text not null check (length(title) between 2 and 100),
  about text not null default '' check (length(about) <= 2000),
  starts_on date not null,
  ends_on date not null,
  created_at timestamptz not null,
  constraint campaign_days check (starts_on <= ends_on)
);
create index campaign_of on alliance.campaign (organisation_id, ends_on);
create index campaign_ends on alliance.campaign (ends_on);

-- Told to everybody: by an organisation, or by the region's office (no organisation).
create table alliance.announcement (
  id uuid primary key,
  organisation_id uuid references alliance.organisation,
  title text not null check (length(title) between 2 and 100),
  body text not null check (length(body) between 1 and 4000),
  published_at timestamptz not null,
  until date not null,
  withdrawn_at timestamptz
);
create index announcement_live on alliance.announcement (until, published_at desc) where withdrawn_at is null;

-- A reader's question or complaint to the service centre, and the talk about it.
create table alliance.help_case (
  id uuid primary key,
  person_id uuid not null references people.person,
  subject text not null check (length(subject) between 2 and 120),
  state text not null check (state in ('open', 'answered', 'closed')),
  opened_at timestamptz not null,
  changed_at timestamptz not null
);
create index help_case_person on alliance.help_case (person_id, changed_at desc);
create index help_case_waiting on alliance.help_case (changed_at) where state = 'open';

create table alliance.help_message (
  id bigint generated always as identity primary key,
  case_id uuid not null references alliance.help_case on delete cascade,
  -- Null: the author has erased the account.
  author_id uuid references people.person,
  by_office boolean not null,
  body text not null check (length(body) between 1 and 4000),
  at timestamptz not null
);
create index help_message_case on alliance.help_message (case_id, id);
