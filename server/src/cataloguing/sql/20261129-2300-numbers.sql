create schema cataloguing;

-- Which record a call number was allotted to: of one member, one shelf ('' : all its locations together) and one class.
create table cataloguing.call_number (
  member_id smallint not null references consortium.member,
  shelf text not null,
  class text not null check (class <> ''),
  -- What tells the titles of a class apart: 种次号 or 著者号.
  mark text not null check (mark <> ''),
  record_id bigint not null references catalogue.record,
  allotted_at timestamptz not null,
  primary key (member_id, shelf, class, mark),
  constraint call_number_once unique (record_id, shelf, class)
);

-- Numbers for labels, given out one after another.
create table cataloguing.number_range (
  id integer generated always as identity primary key,
  member_id smallint not null references consortium.member,
  name text not null check (name <> ''),
  prefix text not null,
  digits smallint not null check (digits between 1 and 14),
  next_number bigint not null check (next_number >= 0),
  last_number bigint not null,
  constraint number_range_name unique (member_id, name),
  constraint number_range_order check (last_number >= 0 and length(last_number::text) <= digits)
);
