-- For whom records, copies and titles are (room `audience`): 0 everybody, m readers and staff of member m, -m its staff only.
-- `audience_chosen`: what a person said; it outlives rules and loads. A record that is not for everybody stands in a title
-- of its own, whose audience is the record's.
alter table catalogue.instance add column audience integer not null default 0;
alter table catalogue.record
  add column audience integer not null default 0,
  add column audience_chosen text check (audience_chosen in ('region', 'readers', 'staff'));
alter table catalogue.item
  add column audience integer not null default 0,
  add column audience_chosen text check (audience_chosen in ('region', 'readers', 'staff'));
create index instance_not_for_all on catalogue.instance (id) where audience <> 0;

create or replace view catalogue.record_fact as
  select r.id, r.member_id, r.control_number, r.instance_id, r.audience from catalogue.record r where r.deleted_at is null;
create or replace view catalogue.record_line as
  select r.id, r.member_id, r.control_number, r.instance_id, r.flavour, r.marc, r.version, r.changed_by, r.changed_at,
    r.deleted_at, r.run_id, r.reason, r.audience, r.audience_chosen from catalogue.record r;
create or replace view catalogue.record_state as
  select r.id, r.member_id, r.control_number, r.instance_id, r.flavour, r.marc, r.version, r.run_id, r.changed_by,
    r.created_at, r.changed_at, r.deleted_at, r.audience
  from catalogue.record r;
create or replace view catalogue.held_item as
  select i.id, i.record_id, r.instance_id, i.member_id, i.barcode, i.barcode_key, i.item_number, h.branch_id, h.location,
    h.call_number, i.part, i.item_class, i.for_loan, i.condition, i.current_branch_id, i.note, i.price_minor,
    i.price_currency, i.kept_by_hand, i.version, i.audience, i.audience_chosen
  from catalogue.item i join catalogue.holding h on h.id = i.holding_id join catalogue.record r on r.id = i.record_id;
create or replace view catalogue.item_shelf as
  select i.id, i.record_id, i.barcode, h.call_number, h.location, i.audience from catalogue.item i
  join catalogue.holding h on h.id = i.holding_id where i.condition <> 'withdrawn';
create or replace view catalogue.item_line as
  select i.id, i.record_id, i.holding_id, i.member_id, i.barcode, i.barcode_key, i.part, i.item_class, i.for_loan,
    i.condition, i.home_branch_id, i.current_branch_id, i.audience
  from catalogue.item i;
create or replace view catalogue.instance_trail as
  select i.id, i.merged_into, i.record_count, i.version, i.created_at, i.changed_at, i.audience from catalogue.instance i;
-- What pages that anybody may read may name a title by: nothing where it is not for everybody.
create view catalogue.public_title_line as
  select i.id, case when i.audience = 0 then i.brief -> 'title' ->> 'main' end as title,
    case when i.audience = 0 then i.brief ->> 'responsibility' end as responsibility
  from catalogue.instance i;
