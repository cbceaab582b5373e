create schema circulation;

create table circulation.hold (
  id uuid primary key,
  person_id uuid not null references people.person,
  instance_id bigint not null references catalogue.instance,
  pickup_branch_id integer not null references consortium.branch,
  -- States and their transitions: hold-states.ts.
  state text not null check (state in
    ('waiting', 'targeted', 'in-transit', 'on-shelf', 'fulfilled', 'cancelled', 'expired', 'unfilled')),
  -- The item the hold is targeted to, or that was captured for it.
  item_id bigint references catalogue.item,
  placed_at timestamptz not null,
  targeted_at timestamptz,
  shelf_until date,
  closed_at timestamptz,
  version integer not null default 1,
  check ((state in ('targeted', 'in-transit', 'on-shelf', 'fulfilled')) <= (item_id is not null)),
  check ((state in ('fulfilled', 'cancelled', 'expired', 'unfilled')) = (closed_at is not null))
);
create unique index hold_live_per_person on circulation.hold (person_id, instance_id)
  where state in ('waiting', 'targeted', 'in-transit', 'on-shelf');
create unique index hold_live_per_item on circulation.hold (item_id)
  where state in ('targeted', 'in-transit', 'on-shelf');
create index hold_queue on circulation.hold (instance_id, placed_at)
  where state in ('waiting', 'targeted', 'in-transit', 'on-shelf');
create index hold_person on circulation.hold (person_id, placed_at);
create index hold_pickup on circulation.hold (pickup_branch_id, state)
  where state in ('waiting', 'targeted', 'in-transit', 'on-shelf');

-- Every item considered for a hold: what it would cost, or why it was passed over.
create table circulation.hold_candidate (
  hold_id uuid not null references circulation.hold,
  item_id bigint not null references catalogue.item,
  minutes integer not null,
  -- Null: eligible. Otherwise on-loan, in-transit, held, declined, not-for-loan, missing …
  rejected text,
  considered_at timestamptz not null,
  primary key (hold_id, item_id)
);
create index hold_candidate_item on circulation.hold_candidate (item_id);

create table circulation.transit (
  id uuid primary key,
  item_id bigint not null references catalogue.item,
  from_branch_id integer not null references consortium.branch,
  to_branch_id integer not null references consortium.branch,
  reason text not null check (reason in ('hold', 'home')),
  hold_id uuid references circulation.hold,
  sent_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('received', 'cancelled', 'lost')),
  check ((ended_at is null) = (outcome is null)),
  check ((reason = 'hold') = (hold_id is not null))
);
create unique index transit_live_per_item on circulation.transit (item_id) where ended_at is null;
create index transit_to on circulation.transit (to_branch_id) where ended_at is null;
create index transit_from on circulation.transit (from_branch_id) where ended_at is null;

create table circulation.loan (
  id uuid primary key,
  item_id bigint not null references catalogue.item,
  person_id uuid not null references people.person,
  hold_id uuid references circulation.hold,
  checkout_branch_id integer not null references consortium.branch,
  loaned_at timestamptz not null,
  -- A date in the owner's zone and calendar.
  due_on date not null,
  renewals smallint not null default 0,
  returned_at timestamptz,
  return_branch_id integer references consortium.branch,
  check ((returned_at is null) = (return_branch_id is null))
);
create unique index loan_open_per_item on circulation.loan (item_id) where returned_at is null;
create index loan_person on circulation.loan (person_id, loaned_at);
create index loan_due on circulation.loan (due_on) where returned_at is null;

-- Messages to a person: the inbox, and mail where a mail server is set. Wording comes from the catalogues.
create table circulation.notice (
  id uuid primary key,
  person_id uuid not null references people.person,
  kind text not null,
  params jsonb not null,
  created_at timestamptz not null,
  read_at timestamptz,
  mailed_at timestamptz
);
create index notice_person on circulation.notice (person_id, created_at);

-- Where an item is in its life, derived, never stored.
create view circulation.item_state as
select
  i.id as item_id,
  i.record_id,
  i.member_id,
  case
    when l.id is not null then 'on-loan'
    when i.condition <> 'good' then i.condition
    when t.id is not null then 'in-transit'
    when h.state = 'on-shelf' then 'on-hold-shelf'
    when not i.for_loan then 'reference-only'
    when h.id is not null then 'requested'
    else 'available'
  end as status,
  l.id as loan_id, l.due_on, t.id as transit_id, h.id as hold_id
from catalogue.item i
left join circulation.loan l on l.item_id = i.id and l.returned_at is null
left join circulation.transit t on t.item_id = i.id and t.ended_at is null
left join circulation.hold h on h.item_id = i.id and h.state in ('targeted', 'in-transit', 'on-shelf');
