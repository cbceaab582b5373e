-- Items a library lends another way for a while: into circles of readers (sharing). They are lent at no desk meanwhile.
create table circulation.set_aside (
  item_id bigint primary key references catalogue.item,
  since timestamptz not null,
  by_id uuid not null
);

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
left join circulation.set_aside sa on sa.item_id = i.id;
