-- Rules that a library keeps under a name, to be run on a record while it is written, or on many at once.
create table loads.macro (
  member_id smallint not null references consortium.member,
  name text not null check (name <> ''),
  rules jsonb not null,
  primary key (member_id, name)
);
