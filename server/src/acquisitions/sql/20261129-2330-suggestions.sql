create schema acquisitions;

-- What readers ask their library to buy. `key`: the ISBN, or title and author as one folded text: what makes two of them
-- suggestions of the same book. `reason` and `answer`: what was said when it was decided.
create table acquisitions.suggestion (
  id uuid primary key,
  person_id uuid not null constraint suggestion_person references people.person,
  member_id smallint not null constraint suggestion_member references consortium.member,
  key text not null constraint suggestion_key_given check (key <> ''),
  isbn text,
  title text not null constraint suggestion_title_given check (title ~ '\S'),
  author text not null default '',
  publisher text not null default '',
  note text not null default '',
  search text not null default '',
  state text not null default 'waiting'
    constraint suggestion_state check (state in ('waiting', 'accepted', 'declined', 'arrived')),
  reason text,
  answer text not null default '',
  decided_by uuid,
  decided_at timestamptz,
  created_at timestamptz not null,
  constraint suggestion_decided check ((state = 'waiting') = (decided_at is null)),
  constraint suggestion_reason check ((state = 'declined') = (reason is not null))
);
-- A reader waits for a book once.
create unique index suggestion_once on acquisitions.suggestion (person_id, member_id, key)
  where state in ('waiting', 'accepted');
create index suggestion_own on acquisitions.suggestion (person_id, created_at);
create index suggestion_queue on acquisitions.suggestion (member_id, state, key);
create index suggestion_isbn on acquisitions.suggestion (isbn) where state in ('waiting', 'accepted');
