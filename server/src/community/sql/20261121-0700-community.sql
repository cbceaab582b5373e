create schema community;

-- What a person is to other readers: a name of their own choosing, never their card or number; and whether the
-- region may keep a history of what they read, which it may not unless they said so.
create table community.profile (
  person_id uuid primary key references people.person,
  display_name text check (length(display_name) between 1 and 40),
  -- The name folded, so that nobody takes the same name in other characters.
  name_key text constraint profile_name_taken unique,
  history_since timestamptz,
  check ((display_name is null) = (name_key is null))
);

create table community.list (
  id uuid primary key,
  owner_id uuid not null references people.person,
  kind text not null check (kind in ('list', 'course')),
  title text not null check (length(title) between 1 and 200),
  description text not null default '' check (length(description) <= 4000),
  visibility text not null check (visibility in ('private', 'link', 'public')),
  -- Opens a list shared by link; a new one shuts the old addresses.
  share_key text not null,
  -- Makes whoever brings it a co-editor; null: nobody is invited.
  editor_key text,
  course_code text not null default '' check (length(course_code) <= 40),
  term text not null default '' check (length(term) <= 40),
  teacher text not null default '' check (length(teacher) <= 100),
  cover_instance_id bigint references catalogue.instance,
  -- Taken from other readers' sight by a moderator.
  hidden_at timestamptz,
  created_at timestamptz not null,
  changed_at timestamptz not null
);
create index list_owner on community.list (owner_id, changed_at desc);
create index list_public on community.list (changed_at desc, id desc) where visibility = 'public' and hidden_at is null;

create table community.list_editor (
  list_id uuid not null references community.list on delete cascade,
  person_id uuid not null references people.person,
  joined_at timestamptz not null,
  primary key (list_id, person_id)
);
create index list_editor_person on community.list_editor (person_id);

create table community.list_section (
  id uuid primary key,
  list_id uuid not null references community.list on delete cascade,
  title text not null check (length(title) between 1 and 200),
  position integer not null
);
create index list_section_list on community.list_section (list_id, position);

create table community.list_entry (
  list_id uuid not null references community.list on delete cascade,
  instance_id bigint not null references catalogue.instance,
  -- Null: before the first section.
  section_id uuid references community.list_section on delete set null,
  position integer not null,
  -- What the list says about the title: a teacher's remark.
  note text not null default '' check (length(note) <= 2000),
  requirement text check (requirement in ('required', 'optional')),
  added_by uuid references people.person,
  added_at timestamptz not null,
  primary key (list_id, instance_id)
);
create index list_entry_instance on community.list_entry (instance_id);
create index list_entry_section on community.list_entry (section_id) where section_id is not null;
create index list_entry_added_by on community.list_entry (added_by);

create table community.rating (
  person_id uuid not null references people.person,
  instance_id bigint not null references catalogue.instance,
  stars smallint not null check (stars between 1 and 5),
  rated_at timestamptz not null,
  primary key (person_id, instance_id)
);
create index rating_instance on community.rating (instance_id);

-- A reader's review. Only `published` ones are seen by others; states and transitions: review-states.ts.
create table community.review (
  id uuid primary key,
  person_id uuid not null references people.person,
  instance_id bigint not null references catalogue.instance,
  -- Member whose staff decide: the writer's own. Null: the consortium's.
  member_id smallint references consortium.member,
  text text not null check (length(text) between 1 and 2000),
  state text not null check (state in ('pending', 'published', 'rejected', 'appealed')),
  -- What the rules found, by the rules' notes at that moment.
  findings text[] not null default '{}',
  submitted_at timestamptz not null,
  -- Why it was rejected, for the writer: a code and the moderator's words.
  reason text,
  reason_words text not null default '' check (length(reason_words) <= 500),
  appeal text not null default '' check (length(appeal) <= 1000),
  decided_by uuid references people.person,
  decided_at timestamptz,
  check ((state = 'rejected') <= (reason is not null)),
  constraint review_once_per_reader unique (person_id, instance_id)
);
create index review_instance on community.review (instance_id) where state = 'published';
create index review_queue on community.review (submitted_at, id) where state in ('pending', 'appealed');

create table community.tag (
  person_id uuid not null references people.person,
  instance_id bigint not null references catalogue.instance,
  label text not null check (length(label) between 1 and 40),
  -- Folded: 民国 and 民國 are one tag.
  label_key text not null check (label_key <> ''),
  is_public boolean not null,
  hidden_at timestamptz,
  created_at timestamptz not null,
  primary key (person_id, instance_id, label_key)
);
create index tag_instance on community.tag (instance_id) where is_public and hidden_at is null;
create index tag_label on community.tag (label_key) where is_public and hidden_at is null;

-- Private: nobody but its reader ever sees it.
create table community.note (
  person_id uuid not null references people.person,
  instance_id bigint not null references catalogue.instance,
  text text not null check (length(text) between 1 and 10000),
  changed_at timestamptz not null,
  primary key (person_id, instance_id)
);
create index note_instance on community.note (instance_id);

-- Loans that ended while their reader wanted a history. Private.
create table community.reading (
  person_id uuid not null references people.person,
  loan_id uuid not null,
  instance_id bigint not null references catalogue.instance,
  loaned_at timestamptz not null,
  returned_at timestamptz not null,
  primary key (person_id, loan_id)
);
create index reading_person on community.reading (person_id, returned_at desc);
create index reading_instance on community.reading (instance_id);

-- What the region does not want in public texts. `phrase`: words, compared folded and without what stands between
-- characters; the shapes need no pattern.
create table community.text_rule (
  id uuid primary key,
  kind text not null check (kind in ('phrase', 'web-address', 'e-mail', 'long-number')),
  pattern text not null default '' check (length(pattern) <= 100),
  pattern_key text not null default '',
  -- `flag`: a moderator sees why; `refuse`: the text is not taken.
  action text not null check (action in ('flag', 'refuse')),
  note text not null default '' check (length(note) <= 200),
  created_at timestamptz not null default now(),
  check ((kind = 'phrase') = (pattern_key <> '')),
  constraint text_rule_once unique (kind, pattern_key)
);
insert into community.text_rule (id, kind, action) values
  ('0199f000-0000-7000-8000-000000000001', 'web-address', 'flag'),
  ('0199f000-0000-7000-8000-000000000002', 'e-mail', 'flag'),
  ('0199f000-0000-7000-8000-000000000003', 'long-number', 'flag');

-- Somebody says that a public text should not be public. One open report per reader and subject.
create table community.abuse_report (
  id uuid primary key,
  list_id uuid references community.list on delete cascade,
  review_id uuid references community.review on delete cascade,
  tag_person_id uuid,
  tag_instance_id bigint,
  tag_label_key text,
  member_id smallint references consortium.member,
  reason text not null,
  words text not null default '' check (length(words) <= 1000),
  reported_by uuid references people.person,
  reported_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'upheld', 'dismissed')),
  decided_by uuid references people.person,
  decided_at timestamptz,
  foreign key (tag_person_id, tag_instance_id, tag_label_key) references community.tag on delete cascade on update cascade,
  check (num_nonnulls(list_id, review_id, tag_label_key) = 1)
);
create unique index abuse_report_open on community.abuse_report
  (reported_by, list_id, review_id, tag_person_id, tag_instance_id, tag_label_key) nulls not distinct
  where state = 'open' and reported_by is not null;
create index abuse_report_queue on community.abuse_report (reported_at, id) where state = 'open';
create index abuse_report_list on community.abuse_report (list_id) where list_id is not null;
create index abuse_report_review on community.abuse_report (review_id) where review_id is not null;
create index abuse_report_tag on community.abuse_report (tag_person_id, tag_instance_id, tag_label_key)
  where tag_label_key is not null;

-- A search somebody comes back to: its address, and the same as a query tree for the job that looks for new titles.
create table community.saved_search (
  id uuid primary key,
  person_id uuid not null references people.person,
  name text not null check (length(name) between 1 and 200),
  query text not null check (length(query) <= 4000),
  request jsonb not null,
  frequency text not null check (frequency in ('off', 'daily', 'weekly')),
  feed_key text not null constraint saved_search_feed_key_unique unique,
  stop_key text not null constraint saved_search_stop_key_unique unique,
  created_at timestamptz not null,
  -- Instances up to `seen_id` were there when it was saved or at the last run; those after `floor_id` are looked at
  -- once more, because titles of two imports at once appear out of order.
  base_id bigint not null,
  floor_id bigint not null,
  seen_id bigint not null,
  next_run_at timestamptz,
  last_run_at timestamptz,
  check ((frequency = 'off') = (next_run_at is null)),
  constraint saved_search_once unique (person_id, query)
);
create index saved_search_due on community.saved_search (next_run_at) where next_run_at is not null;

-- One run that found something new: one message in the inbox, at most one mail.
create table community.alert (
  id uuid primary key,
  saved_search_id uuid not null references community.saved_search on delete cascade,
  found integer not null,
  made_at timestamptz not null,
  -- Set before the mail goes out and committed: a run that is killed and repeated never sends twice.
  mail_claimed_at timestamptz,
  mailed_at timestamptz
);
create index alert_search on community.alert (saved_search_id, made_at desc);

create table community.alert_hit (
  saved_search_id uuid not null references community.saved_search on delete cascade,
  instance_id bigint not null references catalogue.instance,
  alert_id uuid not null references community.alert on delete cascade,
  found_at timestamptz not null,
  primary key (saved_search_id, instance_id)
);
create index alert_hit_alert on community.alert_hit (alert_id);
create index alert_hit_instance on community.alert_hit (instance_id);
