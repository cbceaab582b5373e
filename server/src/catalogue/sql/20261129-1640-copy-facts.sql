-- What other rooms may know of a copy that a list of another system names, and of a record.
create view catalogue.copy_fact as
  select i.id, i.member_id, i.barcode_key, r.instance_id, i.home_branch_id, i.current_branch_id, i.part
  from catalogue.item i join catalogue.record r on r.id = i.record_id where i.condition <> 'withdrawn';
create view catalogue.record_fact as
  select r.id, r.member_id, r.control_number, r.instance_id from catalogue.record r where r.deleted_at is null;
