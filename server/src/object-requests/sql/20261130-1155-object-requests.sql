create schema object_requests;

-- A reader asks for the original of an object on a day, or for a reproduction.
create table object_requests.request (
  id uuid primary key,
  number bigint not null,
  kind text not null check (kind in ('viewing', 'reproduction')),
  person_id uuid constraint request_person references people.person,
  words text not null,
  purpose text check (purpose in ('study', 'teaching', 'publication', 'exhibition', 'other')),
  pages text not null default '',
  wish_on date,
  agreed_on date,
  place text not null default '',
  answer text not null default '',
  state text not null check (state in ('asked', 'agreed', 'handed-out', 'returned', 'missed', 'sent', 'declined',
    'taken-back')),
  version integer not null default 1,
  asked_at timestamptz not null,
  changed_at timestamptz not null,
  constraint request_kind check ((kind = 'viewing') = (wish_on is not null) and (kind = 'reproduction') = (purpose is not null)),
  constraint request_agreed check (kind = 'reproduction' or state not in ('agreed', 'handed-out') or agreed_on is not null)
);
-- An original is in one pair of hands at a time, and promised to one reader a day.
create unique index request_in_hand on object_requests.request (number) where state = 'handed-out';
create unique index request_day on object_requests.request (number, agreed_on) where kind = 'viewing' and state in ('agreed', 'handed-out');
create unique index request_open_once on object_requests.request (number, kind, person_id) where state in ('asked', 'agreed');
create index request_of on object_requests.request (number, state);
create index request_by_person on object_requests.request (person_id, asked_at desc);
