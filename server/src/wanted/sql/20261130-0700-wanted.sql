create schema wanted;

-- Somebody looks for a book, in their own words: among the members of one circle, or among those who live near, the
-- nearest first (rings.ts). Where they live is asked of `neighbours` each time; nothing of it is kept here.
create table wanted.post (
  id uuid primary key,
  person_id uuid not null references people.person,
  words text not null check (length(words) between 2 and 200),
  more text not null default '' check (length(more) <= 500),
  -- Null: among those who live near.
  circle_id uuid references circles.circle on delete cascade,
  state text not null check (state in ('open', 'found', 'closed', 'expired')),
  -- False while a moderator has it.
  words_public boolean not null,
  -- As far as people with such a book were told of it, in kilometres.
  told_km smallint not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  ended_at timestamptz,
  check ((state = 'open') = (ended_at is null))
);
create index post_person on wanted.post (person_id, created_at desc);
create index post_open on wanted.post (created_at desc) where state = 'open';
create index post_circle on wanted.post (circle_id) where circle_id is not null;

-- What somebody can do for them: a book of theirs, an address, or what their library said.
create table wanted.answer (
  id uuid primary key,
  post_id uuid not null references wanted.post on delete cascade,
  person_id uuid not null references people.person,
  kind text not null check (kind in ('copy', 'link', 'library')),
  copy_id uuid references shelves.copy on delete cascade,
  link text check (length(link) <= 500),
  words text not null default '' check (length(words) <= 300),
  words_public boolean not null,
  helped boolean not null default false,
  at timestamptz not null,
  check ((kind = 'copy') = (copy_id is not null)),
  check ((kind = 'link') = (link is not null)),
  constraint answer_once unique nulls not distinct (post_id, person_id, kind, copy_id)
);
create index answer_person on wanted.answer (person_id);
create index answer_copy on wanted.answer (copy_id) where copy_id is not null;
