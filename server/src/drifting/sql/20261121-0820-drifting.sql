create schema drifting;

-- A book on its way from hand to hand. The book itself is a copy that belongs to nobody; its label carries two codes:
-- `code` is public, the secret is made from the journey's id (secrets.ts) and stands only in the book.
create table drifting.journey (
  id uuid primary key,
  code text not null constraint journey_code_unique unique,
  region_id integer not null,
  copy_id uuid not null constraint journey_copy_unique unique references sharing.copy,
  title_id bigint not null references sharing.title,
  kind text not null check (kind in ('ray', 'ring')),
  message text not null default '' check (length(message) <= 500),
  message_public boolean not null default true,
  started_by uuid references people.person,
  started_at timestamptz not null,
  -- States and their transitions: journey-states.ts.
  state text not null check (state in ('in-hand', 'released', 'in-nest', 'passed', 'presumed-lost', 'retired')),
  holder_id uuid references people.person,
  -- Whom it is on its way to.
  to_id uuid references people.person,
  nest_id uuid references nests.nest,
  place text not null default '' check (length(place) <= 120),
  cell bigint,
  last_at timestamptz not null,
  asked_at timestamptz,
  finds integer not null default 0,
  attempts smallint not null default 0,
  attempted_at timestamptz,
  check ((state = 'in-nest') = (nest_id is not null)),
  check ((state = 'passed') = (to_id is not null))
);
create index journey_title on drifting.journey (title_id);
create index journey_holder on drifting.journey (holder_id) where holder_id is not null;
create index journey_started on drifting.journey (started_by, started_at desc) where started_by is not null;
create index journey_stale on drifting.journey (last_at) where state in ('in-hand', 'released', 'in-nest', 'passed');

-- The readers of a ring in their order; the book comes home to whoever started it.
create table drifting.ring_stop (
  journey_id uuid not null references drifting.journey,
  position smallint not null,
  person_id uuid not null references people.person,
  reached_at timestamptz,
  primary key (journey_id, position),
  constraint ring_stop_once unique (journey_id, person_id)
);

-- Append-only: where a book went. `actor_id` null: somebody without an account, or who is gone.
create table drifting.event (
  id bigint generated always as identity primary key,
  region_id integer not null,
  journey_id uuid not null references drifting.journey,
  at timestamptz not null,
  kind text not null check (kind in ('started', 'released', 'to-nest', 'passed', 'found', 'lost', 'home', 'kept', 'worn')),
  actor_id uuid references people.person,
  place text not null default '',
  place_public boolean not null default true,
  cell bigint,
  nest_id uuid references nests.nest
);
create index event_journey on drifting.event (journey_id, id);
create index event_actor on drifting.event (actor_id, at) where actor_id is not null;

-- What readers thought of a travelling book; shown on its journey and on its title's page once it may be.
create table drifting.thought (
  id uuid primary key,
  journey_id uuid not null references drifting.journey,
  title_id bigint not null references sharing.title,
  person_id uuid references people.person,
  name text not null default '' check (length(name) <= 30),
  text text not null constraint thought_text_form check (length(text) between 1 and 1000),
  is_public boolean not null,
  at timestamptz not null
);
create index thought_journey on drifting.thought (journey_id, at);
create index thought_title on drifting.thought (title_id, at desc) where is_public;
