-- Titles that no library has are found by their words, characters in pairs and pinyin, and may become part of another.
alter table shelves.title add column terms text[];
alter table shelves.title add column merged_into bigint references shelves.title;
alter table shelves.title add constraint title_merged_bare check (merged_into is null or isbn is null and merged_into <> id);
create index title_stub_terms on shelves.title using gin (terms) where instance_id is null and merged_into is null;
create index title_typed_key on shelves.title (folded) where instance_id is null and isbn is null and merged_into is null;
-- To be folded anew, by the minute.
update shelves.title set folded = null where instance_id is null;

-- What somebody says a title that no library has is called, or which record is the same; a moderator decides. Without a
-- person: a library's record says the same title and author.
create table shelves.title_mending (
  id uuid primary key,
  title_id bigint not null references shelves.title,
  person_id uuid references people.person,
  main text not null check (length(main) between 1 and 300),
  author text not null default '' check (length(author) <= 200),
  isbn text check (isbn ~ '^97[89][0-9]{10}$'),
  instance_id bigint references catalogue.instance,
  state text not null check (state in ('waits', 'accepted', 'declined', 'overtaken')),
  at timestamptz not null,
  decided_at timestamptz,
  check ((state = 'waits') = (decided_at is null))
);
create unique index title_mending_once on shelves.title_mending (title_id, person_id) nulls not distinct where state = 'waits';
create index title_mending_title on shelves.title_mending (title_id);
create index title_mending_person on shelves.title_mending (person_id) where person_id is not null;
