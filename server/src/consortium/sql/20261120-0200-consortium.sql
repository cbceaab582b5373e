create schema consortium;

-- One row per member library. `id` is small because it is on every row a member owns.
create table consortium.member (
  id smallint generated always as identity primary key,
  code text not null constraint member_code_unique unique check (code ~ '^[A-Z][A-Z0-9]{1,15}$'),
  name jsonb not null,
  import_profile text,
  time_zone text not null default 'Asia/Shanghai',
  -- Circulation defaults of the owner, until policies replace them.
  loan_days smallint not null default 30 check (loan_days between 1 and 365),
  renewals_max smallint not null default 2 check (renewals_max between 0 and 20),
  shelf_days smallint not null default 7 check (shelf_days between 1 and 60),
  created_at timestamptz not null default now()
);

create table consortium.branch (
  id integer generated always as identity primary key,
  member_id smallint not null references consortium.member,
  code text not null check (code ~ '^[A-Z0-9-]{1,24}$'),
  name jsonb not null,
  address jsonb not null default '{}',
  is_pickup boolean not null default true,
  is_main boolean not null default false,
  constraint branch_code_unique unique (member_id, code)
);
create unique index branch_one_main on consortium.branch (member_id) where is_main;

-- Shelving locations as the members' records name them, and the branch each one stands in.
create table consortium.location (
  member_id smallint not null references consortium.member,
  code text not null,
  branch_id integer not null references consortium.branch,
  primary key (member_id, code)
);

-- Opening hours by weekday (0 = Sunday); a weekday without a row is closed. A branch without any row is open every day.
create table consortium.opening (
  branch_id integer not null references consortium.branch,
  weekday smallint not null check (weekday between 0 and 6),
  opens time not null,
  closes time not null check (closes > opens),
  primary key (branch_id, weekday)
);

-- Days a member is closed, both ends included.
create table consortium.closure (
  id integer generated always as identity primary key,
  member_id smallint not null references consortium.member,
  first_on date not null,
  last_on date not null check (last_on >= first_on),
  reason jsonb not null default '{}'
);
create index closure_member on consortium.closure (member_id, last_on);

-- Cost of carrying an item from branch to branch, in minutes on the road. A pair without a row costs the default of the room.
create table consortium.distance (
  from_branch_id integer not null references consortium.branch,
  to_branch_id integer not null references consortium.branch,
  minutes integer not null check (minutes >= 0),
  primary key (from_branch_id, to_branch_id)
);
