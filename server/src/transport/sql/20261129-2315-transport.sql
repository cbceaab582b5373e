create schema transport;

-- How books drive from branch to branch.
create table transport.route (
  id integer generated always as identity primary key,
  code text not null constraint route_code_unique unique constraint route_code_form check (code ~ '^[A-Z0-9-]{1,20}$'),
  name jsonb not null,
  -- Whose it is; null: the consortium's.
  member_id smallint references consortium.member,
  -- The days it drives, 0 = Sunday.
  days smallint[] not null constraint route_days check (cardinality(days) > 0 and days <@ '{0,1,2,3,4,5,6}')
);
create table transport.stop (
  route_id integer not null references transport.route on delete cascade,
  position smallint not null,
  branch_id integer not null references consortium.branch,
  primary key (route_id, position),
  constraint stop_once unique (route_id, branch_id)
);

create sequence transport.crate_number start 100001;

-- Items that travel together. States and their transitions: crate-states.ts.
create table transport.crate (
  id uuid primary key,
  code text not null unique,
  from_branch_id integer not null references consortium.branch,
  to_branch_id integer not null references consortium.branch,
  state text not null check (state in ('open', 'packed', 'on-the-road', 'received', 'lost')),
  route_id integer references transport.route on delete set null,
  -- Where it was scanned last.
  at_branch_id integer not null references consortium.branch,
  opened_at timestamptz not null,
  closed_at timestamptz,
  expected_on date,
  check (from_branch_id <> to_branch_id),
  check ((state in ('received', 'lost')) = (closed_at is not null)),
  check (state <> 'on-the-road' or expected_on is not null)
);
create index crate_from on transport.crate (from_branch_id, opened_at);
create index crate_to on transport.crate (to_branch_id, opened_at);
create index crate_live on transport.crate (expected_on) where state = 'on-the-road';

create table transport.crate_item (
  crate_id uuid not null references transport.crate,
  transit_id uuid not null references circulation.transit,
  item_id bigint not null references catalogue.item,
  put_at timestamptz not null,
  primary key (crate_id, transit_id),
  -- A way of an item is made in one crate.
  constraint crate_item_once unique (transit_id)
);

-- Who had the crate, from hand to hand.
create table transport.custody (
  crate_id uuid not null references transport.crate,
  at timestamptz not null,
  event text not null check (event in ('opened', 'packed', 'unpacked', 'handed-over', 'passed-on', 'received', 'lost')),
  branch_id integer not null references consortium.branch,
  primary key (crate_id, at, event)
);

-- An item that did not arrive is looked for at both ends of its way.
create table transport.search (
  id uuid primary key,
  transit_id uuid not null constraint search_once unique references circulation.transit,
  item_id bigint not null references catalogue.item,
  from_branch_id integer not null references consortium.branch,
  to_branch_id integer not null references consortium.branch,
  opened_at timestamptz not null,
  from_looked_at timestamptz,
  to_looked_at timestamptz,
  given_up_at timestamptz
);
create index search_from on transport.search (from_branch_id, opened_at);
create index search_to on transport.search (to_branch_id, opened_at);
create index search_item on transport.search (item_id);
