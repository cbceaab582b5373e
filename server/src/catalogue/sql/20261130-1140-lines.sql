-- What other rooms may read of copies, shelf marks, titles and how instances came and changed: one table each, so that
-- a query keeps the plan it would have on the tables. `statement`: the title with its parts and scripts.
create view catalogue.item_line as
  select i.id, i.record_id, i.holding_id, i.member_id, i.barcode, i.barcode_key, i.part, i.item_class, i.for_loan,
    i.condition, i.home_branch_id, i.current_branch_id
  from catalogue.item i;
create or replace view catalogue.call_number_line as
  select h.record_id, h.branch_id, h.location, h.call_number, h.id, h.summary from catalogue.holding h;
create or replace view catalogue.title_line as
  select i.id, i.brief -> 'title' ->> 'main' as title, i.brief ->> 'responsibility' as responsibility,
    i.brief -> 'title' as statement
  from catalogue.instance i;
create or replace view catalogue.instance_trail as
  select i.id, i.merged_into, i.record_count, i.version, i.created_at, i.changed_at from catalogue.instance i;
