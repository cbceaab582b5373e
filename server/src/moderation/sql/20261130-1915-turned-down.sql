-- What a writer was told not to publish, as numbers of its pieces: known again elsewhere, and readable by nobody. The posting
-- itself may be gone; `posting_id` is only its name.
create table moderation.turned_down (
  posting_id uuid primary key,
  person_id uuid not null references people.person,
  pieces int[] not null check (cardinality(pieces) between 6 and 4000),
  at timestamptz not null
);
create index turned_down_person on moderation.turned_down (person_id, at);
