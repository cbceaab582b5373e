-- `claimed_at`: the reader says it was returned; the loan stays open while the item is searched for.
-- `is_lost`: the loan ended because the item was declared lost. `reminder`: the last reminder sent for the present due
-- date (reminders.ts).
alter table circulation.loan
  add column claimed_at timestamptz,
  add column is_lost boolean not null default false,
  add column reminder smallint not null default 0;

update circulation.loan l set reminder = 1 where l.returned_at is null and exists (
  select 1 from circulation.notice n where n.person_id = l.person_id and n.kind = 'loan-due-soon'
    and n.params ->> 'loanId' = l.id::text and n.params ->> 'dueOn' = l.due_on::text);
update circulation.loan l set reminder = 2 where l.returned_at is null and exists (
  select 1 from circulation.notice n where n.person_id = l.person_id and n.kind = 'loan-overdue'
    and n.params ->> 'loanId' = l.id::text and n.params ->> 'dueOn' = l.due_on::text);

-- After this day, in the zone of the pickup branch, the reader has no use for it any more.
alter table circulation.hold add column needed_until date;
create index hold_needed on circulation.hold (needed_until)
  where needed_until is not null and state in ('waiting', 'targeted');

-- When the mail for a notice was put into the queue; what was never queued is looked for by its age.
alter table circulation.notice add column queued_at timestamptz;
update circulation.notice set queued_at = created_at;
create index notice_unqueued on circulation.notice (created_at) where queued_at is null;

create index transit_item on circulation.transit (item_id, sent_at);
create index loan_item on circulation.loan (item_id, loaned_at);

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
    when not i.for_loan then 'reference-only'
    when h.id is not null then 'requested'
    else 'available'
  end as status,
  l.id as loan_id, l.due_on, t.id as transit_id, h.id as hold_id
from catalogue.item i
left join circulation.loan l on l.item_id = i.id and l.returned_at is null
left join circulation.transit t on t.item_id = i.id and t.ended_at is null
left join circulation.hold h on h.item_id = i.id and h.state in ('targeted', 'in-transit', 'on-shelf');
