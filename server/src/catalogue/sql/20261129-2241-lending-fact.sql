-- What rules of lending ask about an item. `format`: as the description says it (book, video …); `added_at`: when its
-- record came into the region.
create or replace view catalogue.item_fact as
  select i.id, i.member_id, i.item_class, i.for_loan, i.part, h.location, x.brief ->> 'type' as format,
    r.created_at as added_at, r.instance_id, i.current_branch_id, i.condition,
    i.barcode
  from catalogue.item i join catalogue.holding h on h.id = i.holding_id
  join catalogue.record r on r.id = i.record_id join catalogue.instance x on x.id = r.instance_id;
