-- The part of a set a reader asks for: as written where it was chosen, and the key by which parts are compared. Null:
-- whatever copy comes. `stalled_at`: since when every copy is searched for, which its reader has been told.
alter table circulation.hold
  add column part text,
  add column part_key text,
  add column stalled_at timestamptz,
  add constraint hold_part check ((part is null) = (part_key is null));
drop index circulation.hold_live_per_person;
create unique index hold_live_per_person on circulation.hold (person_id, instance_id, coalesce(part_key, ''))
  where state in ('waiting', 'targeted', 'in-transit', 'on-shelf');
create index hold_stalled on circulation.hold (pickup_branch_id, stalled_at)
  where stalled_at is not null and state = 'waiting';

-- Items that lie where nobody needs them any more: on the hold shelf, on a pull cart, away from home. A scan takes them
-- off the list; until then they are lent to nobody from afar, targeted for nobody and on no way.
create table circulation.take_down (
  item_id bigint primary key references catalogue.item on delete cascade,
  branch_id integer not null references consortium.branch,
  reason text not null check (reason in ('hold-shelf', 'pull-cart', 'away')),
  since timestamptz not null
);
create index take_down_branch on circulation.take_down (branch_id, since);

-- What another branch than the owner's sees of an item it holds or expects; the owner decides.
create table circulation.item_report (
  id uuid primary key,
  item_id bigint not null references catalogue.item on delete cascade,
  kind text not null check (kind in ('damaged', 'missing', 'not-arrived')),
  branch_id integer not null references consortium.branch,
  by_id uuid not null,
  reported_at timestamptz not null,
  decided_at timestamptz,
  -- The owner found it so.
  is_true boolean,
  check ((decided_at is null) = (is_true is null))
);
create unique index item_report_open on circulation.item_report (item_id, kind) where decided_at is null;

create or replace view circulation.item_state as
select
  i.id as item_id,
  i.record_id,
  i.member_id,
  case
    when l.claimed_at is not null then 'claimed-returned'
    when l.id is not null then 'on-loan'
    when i.condition <> 'good' then i.condition
    when t.id is not null then 'in-transit'
    when h.state = 'on-shelf' then 'on-hold-shelf'
    when td.item_id is not null then 'take-down'
    when sa.item_id is not null then 'set-aside'
    when not i.for_loan then 'reference-only'
    when h.id is not null then 'requested'
    else 'available'
  end as status,
  l.id as loan_id, l.due_on, t.id as transit_id, h.id as hold_id
from catalogue.item i
left join circulation.loan l on l.item_id = i.id and l.returned_at is null
left join circulation.transit t on t.item_id = i.id and t.ended_at is null
left join circulation.hold h on h.item_id = i.id and h.state in ('targeted', 'in-transit', 'on-shelf')
left join circulation.set_aside sa on sa.item_id = i.id
left join circulation.take_down td on td.item_id = i.id;
