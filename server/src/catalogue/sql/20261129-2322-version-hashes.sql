-- By what each version was known to later loads, so that a version that is returned to is known by it again.
alter table catalogue.record_version add column content_hash bigint, add column loaded_hash bigint;

-- A copy that a cataloguer keeps by hand keeps its record as well.
create or replace view catalogue.item_origin as
  select i.id, i.record_id, i.member_id, i.barcode, i.run_id, i.desk_condition, i.placed_at_desk, i.condition, i.kept_by_hand
  from catalogue.item i;
