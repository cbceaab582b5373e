-- When a copy came: a second copy bought today is new, however old its record is. Null: with its record.
alter table catalogue.item add column added_at timestamptz;
alter table catalogue.item alter column added_at set default now();

create or replace view catalogue.item_fact as
  select i.id, i.member_id, i.item_class, i.for_loan, i.part, h.location, x.brief ->> 'type' as format,
    coalesce(i.added_at, r.created_at) as added_at, r.instance_id, i.current_branch_id, i.condition,
    i.barcode
  from catalogue.item i join catalogue.holding h on h.id = i.holding_id
  join catalogue.record r on r.id = i.record_id join catalogue.instance x on x.id = r.instance_id;
