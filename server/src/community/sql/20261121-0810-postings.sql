-- Texts of other rooms that wait before they are public, or were reported. The room that owns a text keeps its words;
-- it hears of the decision (topic `posting-decided`) and shows or hides it. `subject` is that room's own key.
create table community.posting (
  id uuid primary key,
  kind text not null check (kind ~ '^[a-z]+(-[a-z]+)*$'),
  subject text not null,
  -- Null: somebody without an account.
  person_id uuid references people.person,
  member_id smallint references consortium.member,
  text text not null check (length(text) between 1 and 4000),
  -- As reviews: review-states.ts.
  state text not null check (state in ('pending', 'published', 'rejected', 'appealed')),
  findings text[] not null default '{}',
  reported_by uuid references people.person,
  reported_words text not null default '' check (length(reported_words) <= 500),
  submitted_at timestamptz not null,
  reason text,
  reason_words text not null default '' check (length(reason_words) <= 500),
  appeal text not null default '' check (length(appeal) <= 1000),
  decided_by uuid references people.person,
  decided_at timestamptz,
  constraint posting_once unique (kind, subject),
  check ((state = 'rejected') <= (reason is not null))
);
create index posting_queue on community.posting (submitted_at, id) where state in ('pending', 'appealed');
create index posting_person on community.posting (person_id, submitted_at desc) where person_id is not null;
