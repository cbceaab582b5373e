create schema readers;

-- Two records of one reader that became one. The row that was emptied stays, so that the merge can be undone.
create table readers.merge (
  id uuid primary key,
  keep_id uuid not null references people.person,
  away_id uuid not null references people.person,
  member_id smallint references consortium.member,
  by_id uuid not null,
  merged_at timestamptz not null,
  undone_at timestamptz,
  undone_by uuid,
  constraint merge_two check (keep_id <> away_id)
);
create unique index merge_live on readers.merge (away_id) where undone_at is null;
create index merge_keep on readers.merge (keep_id);

-- Which rows went along: `place` is `schema.table.column`, `key` the rest of the primary key.
create table readers.merged_row (
  merge_id uuid not null references readers.merge on delete cascade,
  place text not null,
  key jsonb not null
);
create index merged_row_merge on readers.merged_row (merge_id, place);

-- A loan or request that a rival was writing for the emptied record goes to the one that was kept.
create function readers.follow_merge() returns trigger language plpgsql as $$
declare
  kept uuid;
begin
  perform 1 from people.person p where p.id = new.person_id for key share;
  loop
    select m.keep_id into kept from readers.merge m where m.away_id = new.person_id and m.undone_at is null;
    exit when kept is null;
    new.person_id := kept;
  end loop;
  return new;
end $$;
create trigger follow_merge before insert on circulation.loan for each row execute function readers.follow_merge();
create trigger follow_merge before insert on circulation.hold for each row execute function readers.follow_merge();

-- What a library's staff keep for each other about a reader; other libraries see nothing of it.
create table readers.note (
  id uuid primary key,
  person_id uuid not null references people.person,
  member_id smallint not null references consortium.member,
  text text not null constraint note_given check (text <> ''),
  by_id uuid not null,
  at timestamptz not null
);
create index note_reader on readers.note (person_id, member_id, at);

-- Who answers to a library for a reader.
create table readers.guarantor (
  id uuid primary key,
  person_id uuid not null references people.person,
  member_id smallint not null references consortium.member,
  name text not null constraint guarantor_named check (name <> ''),
  contact text not null,
  until_on date,
  added_at timestamptz not null
);
create index guarantor_reader on readers.guarantor (person_id, member_id);

-- The reader's picture as a library keeps it; its files have the row's id. The newest is the one that is shown.
create table readers.photo (
  id uuid primary key,
  person_id uuid not null references people.person,
  member_id smallint not null references consortium.member,
  taken_at timestamptz not null
);
create index photo_reader on readers.photo (person_id, member_id, taken_at);
