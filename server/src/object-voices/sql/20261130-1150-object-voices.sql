create schema object_voices;

-- What a reader says of an object: a word to find it by, a comment for all, a correction for those who work on it.
create table object_voices.voice (
  id uuid primary key,
  number bigint not null,
  kind text not null check (kind in ('tag', 'comment', 'correction')),
  person_id uuid constraint voice_person references people.person,
  text text not null check (text ~ '\S'),
  is_public boolean not null,
  state text check (state in ('open', 'done', 'declined')),
  answer text not null default '',
  at timestamptz not null,
  settled_at timestamptz,
  constraint voice_correction check ((kind = 'correction') = (state is not null) and not (kind = 'correction' and is_public))
);
create unique index voice_tag_once on object_voices.voice (number, person_id, lower(text)) where kind = 'tag';
create index voice_of on object_voices.voice (number, kind, at);
create index voice_by_person on object_voices.voice (person_id);
create index voice_open on object_voices.voice (number) where state = 'open';

-- The text of a page as a reader puts it right. `before`: what stood there when it was written.
create table object_voices.reading (
  id uuid primary key,
  number bigint not null,
  place integer not null,
  file_id uuid not null,
  person_id uuid constraint reading_person references people.person,
  before bytea not null,
  text text not null check (text ~ '\S'),
  state text not null check (state in ('waiting', 'taken', 'overtaken', 'turned-down')),
  at timestamptz not null
);
create index reading_of on object_voices.reading (file_id, at);
create index reading_by_person on object_voices.reading (person_id);
create unique index reading_waiting on object_voices.reading (file_id, person_id) where state = 'waiting';
