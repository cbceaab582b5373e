-- A library among readers: the person in whose name its copies are offered to circles.
create table sharing.library_person (
  member_id smallint primary key references consortium.member,
  person_id uuid not null unique references people.person
);

-- The item behind a copy that a library offers to circles.
create table sharing.library_copy (
  copy_id uuid primary key references sharing.copy,
  member_id smallint not null references consortium.member,
  item_id bigint not null references catalogue.item,
  offered_at timestamptz not null,
  ended_at timestamptz
);
create unique index library_copy_once on sharing.library_copy (item_id) where ended_at is null;
create index library_copy_member on sharing.library_copy (member_id, offered_at desc) where ended_at is null;
