create schema stocktaking;

-- A stretch of shelf that is scanned book by book.
create table stocktaking.count (
  id uuid primary key,
  member_id smallint not null references consortium.member,
  branch_id integer not null references consortium.branch,
  -- Shelving location; null: all of the branch.
  location text,
  -- Call numbers, both ends included; null: from the first, to the last.
  from_call text,
  to_call text,
  begun_at timestamptz not null,
  closed_at timestamptz
);
create index count_branch on stocktaking.count (branch_id, begun_at);

-- What stood there, with what was wrong with it; null: nothing.
create table stocktaking.seen (
  count_id uuid not null references stocktaking.count,
  item_id bigint not null references catalogue.item,
  seen_at timestamptz not null,
  verdict text not null check (verdict in ('right', 'misplaced', 'other-branch', 'wrong-status')),
  status text not null,
  primary key (count_id, item_id)
);
create index seen_item on stocktaking.seen (item_id);

-- Books that were read in the house and put back.
create table stocktaking.use (
  id bigint generated always as identity primary key,
  item_id bigint not null references catalogue.item,
  branch_id integer not null references consortium.branch,
  at timestamptz not null
);
create index use_item on stocktaking.use (item_id, at);
create index use_branch on stocktaking.use (branch_id, at);

-- For figures.
create view stocktaking.use_fact as select u.item_id, u.branch_id, u.at from stocktaking.use u;
