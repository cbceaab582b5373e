create schema salons;

-- Readers meet about books: in a circle, or for everybody who is signed in.
create table salons.salon (
  id uuid primary key,
  host_id uuid references people.person,
  circle_id uuid references circles.circle on delete cascade,
  title text not null check (length(title) between 2 and 120),
  about text not null default '' check (length(about) <= 2000),
  branch_id integer references consortium.branch,
  place text not null check (length(place) between 2 and 200),
  starts_at timestamptz not null,
  minutes smallint not null check (minutes between 15 and 720),
  -- Null: room for everybody.
  seats smallint check (seats between 2 and 1000),
  state text not null check (state in ('planned', 'cancelled')),
  words_public boolean not null,
  version integer not null default 1,
  created_at timestamptz not null,
  reminded_at timestamptz
);
create index salon_when on salons.salon (starts_at) where state = 'planned';
create index salon_circle on salons.salon (circle_id) where circle_id is not null;
create index salon_host on salons.salon (host_id) where host_id is not null;

-- Who comes: with a seat, or waiting for one in this order.
create table salons.seat (
  salon_id uuid not null references salons.salon on delete cascade,
  person_id uuid not null references people.person,
  state text not null check (state in ('going', 'waiting')),
  at timestamptz not null,
  checked_in_at timestamptz,
  primary key (salon_id, person_id),
  check (checked_in_at is null or state = 'going')
);
create index seat_person on salons.seat (person_id);
create index seat_line on salons.seat (salon_id, at, person_id) where state = 'waiting';

-- What was said, by whoever was there.
create table salons.note (
  id uuid primary key,
  salon_id uuid not null references salons.salon on delete cascade,
  person_id uuid not null references people.person,
  text text not null check (length(text) between 1 and 4000),
  is_public boolean not null,
  at timestamptz not null
);
create index note_salon on salons.note (salon_id, at);
create index note_person on salons.note (person_id);
