create schema consortium;

-- A name is jsonb by language (zh-Hans, zh-Hant, en) and says something in one of them at least.
-- One row per member library. `id` is small because it is on every row a member owns.
create table consortium.member (
  id smallint generated always as identity primary key,
  code text not null constraint member_code_unique unique
    constraint member_code_form check (code ~ '^[A-Z][A-Z0-9]{1,15}$'),
  name jsonb not null constraint member_name_given check (jsonb_path_exists(name, '$.* ? (@ like_regex "\\S")')),
  import_profile text,
  time_zone text not null default 'Asia/Shanghai',
  -- Circulation defaults of the owner, until policies replace them.
  loan_days smallint not null default 30 constraint member_loan_days_range check (loan_days between 1 and 365),
  renewals_max smallint not null default 2 constraint member_renewals_max_range check (renewals_max between 0 and 20),
  shelf_days smallint not null default 7 constraint member_shelf_days_range check (shelf_days between 1 and 60),
  created_at timestamptz not null default now()
);

create table consortium.branch (
  id integer generated always as identity primary key,
  member_id smallint not null constraint branch_member references consortium.member,
  code text not null constraint branch_code_form check (code ~ '^[A-Z0-9-]{1,24}$'),
  name jsonb not null constraint branch_name_given check (jsonb_path_exists(name, '$.* ? (@ like_regex "\\S")')),
  address jsonb not null default '{}',
  is_pickup boolean not null default true,
  is_main boolean not null default false,
  constraint branch_code_unique unique (member_id, code),
  -- What lets a location prove that its branch is one of the same member.
  constraint branch_of_member unique (id, member_id)
);
create unique index branch_one_main on consortium.branch (member_id) where is_main;

-- Shelving locations as the members' records name them, and the branch each one stands in.
create table consortium.location (
  member_id smallint not null constraint location_member references consortium.member,
  code text not null constraint location_code_given check (code <> ''),
  branch_id integer not null,
  constraint location_code_unique primary key (member_id, code),
  constraint location_branch_of_member foreign key (branch_id, member_id) references consortium.branch (id, member_id)
);

-- Opening hours by weekday (0 = Sunday); a weekday without a row is closed. A branch without any row is open every day.
create table consortium.opening (
  branch_id integer not null references consortium.branch,
  weekday smallint not null check (weekday between 0 and 6),
  opens time not null,
  closes time not null,
  constraint opening_hours_order check (closes > opens),
  constraint opening_weekday_unique primary key (branch_id, weekday)
);

-- Days a member is closed, both ends included.
create table consortium.closure (
  id integer generated always as identity primary key,
  member_id smallint not null constraint closure_member references consortium.member,
  first_on date not null,
  last_on date not null,
  constraint closure_days_order check (last_on >= first_on),
  reason jsonb not null default '{}'
);
create index closure_last_day on consortium.closure (member_id, last_on);

-- Cost of carrying an item from branch to branch, in minutes on the road. A pair without a row costs what the way
-- back costs, else the room's default (distances.ts).
create table consortium.distance (
  from_branch_id integer not null constraint distance_from references consortium.branch,
  to_branch_id integer not null constraint distance_to references consortium.branch,
  minutes integer not null constraint distance_minutes_range check (minutes between 0 and 10080),
  constraint distance_two_branches check (from_branch_id <> to_branch_id),
  primary key (from_branch_id, to_branch_id)
);
