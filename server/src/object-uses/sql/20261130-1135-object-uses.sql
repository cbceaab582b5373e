create schema object_uses;

-- How often an object was looked at on a day of the region.
create table object_uses.day_count (
  number bigint not null,
  day date not null,
  views integer not null default 0,
  leaves integer not null default 0,
  embeds integer not null default 0,
  primary key (number, day)
);
create index day_count_day on object_uses.day_count (day);

-- What readers of one library (null: of none that is known) looked at in collections of another, by the month.
create table object_uses.month_count (
  month date not null check (extract(day from month) = 1),
  owner_id smallint not null constraint month_count_owner references consortium.member,
  taker_id smallint constraint month_count_taker references consortium.member,
  views integer not null default 0,
  leaves integer not null default 0,
  embeds integer not null default 0,
  constraint month_count_once unique nulls not distinct (month, owner_id, taker_id)
);

-- What each library had open to readers at the end of a month; of the current one: last night.
create table object_uses.stock (
  month date not null check (extract(day from month) = 1),
  owner_id smallint not null constraint stock_owner references consortium.member,
  objects integer not null,
  pages integer not null,
  primary key (month, owner_id)
);
