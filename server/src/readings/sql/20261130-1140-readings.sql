create schema readings;

-- Readers read one book together, to a plan of parts that each take the same number of days: in a circle, or whoever is
-- signed in. Days are those of its zone.
create table readings.reading (
  id uuid primary key,
  leader_id uuid references people.person,
  circle_id uuid references circles.circle on delete cascade,
  -- The title where the libraries have it; its words stay when that goes.
  instance_id bigint,
  title text not null check (length(title) between 1 and 300),
  author text not null default '' check (length(author) <= 200),
  about text not null default '' check (length(about) <= 2000),
  parts_are text not null check (parts_are in ('chapters', 'pages')),
  days_each smallint not null check (days_each between 1 and 60),
  starts_on date not null,
  ends_on date not null check (ends_on >= starts_on),
  zone text not null,
  state text not null check (state in ('open', 'ended')),
  words_public boolean not null,
  -- Its circle was told of it; and of which part its readers were reminded last.
  told boolean not null default false,
  reminded_part smallint not null default 0,
  created_at timestamptz not null
);
create index reading_days on readings.reading (ends_on) where state = 'open';
create index reading_circle on readings.reading (circle_id) where circle_id is not null;
create index reading_leader on readings.reading (leader_id) where leader_id is not null;
create index reading_instance on readings.reading (instance_id) where instance_id is not null;

create table readings.part (
  reading_id uuid not null references readings.reading on delete cascade,
  number smallint not null check (number > 0),
  name text not null check (length(name) between 1 and 120),
  primary key (reading_id, number)
);

-- Who reads along. Whoever was sent away does not come back.
create table readings.reader (
  reading_id uuid not null references readings.reading on delete cascade,
  person_id uuid not null references people.person,
  joined_at timestamptz not null,
  is_reminded boolean not null default true,
  sent_away_at timestamptz,
  primary key (reading_id, person_id)
);
create index reader_person on readings.reader (person_id);

-- A day on which somebody read, and how far they had come: one row a day.
create table readings.day (
  reading_id uuid not null,
  person_id uuid not null,
  on_date date not null,
  part smallint not null,
  primary key (reading_id, person_id, on_date),
  foreign key (reading_id, person_id) references readings.reader on delete cascade
);

-- What somebody thought of a part; for those who read along.
create table readings.note (
  id uuid primary key,
  reading_id uuid not null,
  person_id uuid not null,
  part smallint not null,
  text text not null check (length(text) between 1 and 2000),
  is_public boolean not null,
  at timestamptz not null,
  foreign key (reading_id, person_id) references readings.reader on delete cascade
);
create index note_reading on readings.note (reading_id, at);
create index note_person on readings.note (person_id);
