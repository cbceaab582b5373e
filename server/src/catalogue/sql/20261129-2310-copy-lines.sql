-- What lists show of a copy beside what it is found by.
create or replace view catalogue.copy_fact as
  select i.id, i.member_id, i.barcode_key, r.instance_id, i.home_branch_id, i.current_branch_id, i.part,
    i.barcode, i.condition, h.call_number, h.location, i.item_class
  from catalogue.item i join catalogue.record r on r.id = i.record_id join catalogue.holding h on h.id = i.holding_id
  where i.condition <> 'withdrawn';
