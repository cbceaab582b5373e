create schema notices;

-- Messages to a person: the inbox, and mail where a mail server is set. Wording comes from the message catalogues.
create table notices.notice (
  id uuid primary key,
  person_id uuid not null references people.person,
  kind text not null,
  params jsonb not null,
  -- The page about it, below the language; opening it reads the notice.
  link text,
  created_at timestamptz not null,
  read_at timestamptz,
  -- When its mail was put into the queue, or it was decided that there is none; when it was sent.
  queued_at timestamptz,
  mailed_at timestamptz
);
create index notice_person on notices.notice (person_id, created_at desc, id desc);
create index notice_unread on notices.notice (person_id, link) where read_at is null;
create index notice_unqueued on notices.notice (created_at) where queued_at is null;

-- How somebody wants to hear by mail; absent: each notice at once.
create table notices.wish (
  person_id uuid primary key references people.person,
  mail text not null check (mail in ('each', 'daily', 'none')),
  digested_at timestamptz
);

-- What a person has not read yet, by the page it is about: for counts in other rooms.
create view notices.unread as
  select n.person_id, n.link, count(*)::integer as notices from notices.notice n
  where n.read_at is null group by n.person_id, n.link;
