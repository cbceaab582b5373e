-- An item is the same item wherever its member's records list it. Two writers, two columns: what the records say of its
-- condition belongs to the loads, what was declared at a desk belongs to the desk; `condition` follows from both.
create function catalogue.item_condition(record_condition text, desk_condition text) returns text
  language sql immutable parallel safe
  return case
    when desk_condition is null then record_condition
    when desk_condition = 'good' then 'good'
    when record_condition = 'withdrawn' then 'withdrawn'
    else desk_condition
  end;

alter table catalogue.item
  -- Number the member's own system gives the item, where its records tell it.
  add column item_number text,
  -- What the records say; 'withdrawn' also when no record lists the item any more.
  add column record_condition text not null default 'good'
    check (record_condition in ('good', 'missing', 'lost', 'damaged', 'withdrawn')),
  -- What the desk declared last; null: nothing that the records did not say anew since.
  add column desk_condition text check (desk_condition in ('good', 'missing', 'lost', 'damaged', 'withdrawn')),
  -- The desk has seen it somewhere: its place is the desk's to tell from then on.
  add column placed_at_desk boolean not null default false,
  -- The label before the last relabelling.
  add column former_key text,
  -- A barcode the record lists and another item bears: it is given to this one, or this one to it, when that lets go.
  add column wanted_key text;

update catalogue.item i set desk_condition = i.condition
from (select distinct on (a.subject_id) a.subject_id, a.detail ->> 'condition' as condition
  from kernel.audit a where a.subject_kind = 'item' and a.action = 'item.condition' order by a.subject_id, a.id desc) a
where a.subject_id = i.id::text and a.condition = i.condition;
update catalogue.item i set record_condition = i.condition where i.desk_condition is null and i.condition <> 'good';
update catalogue.item i set placed_at_desk = true where i.current_branch_id <> i.home_branch_id;
-- Items that were kept without their barcode: their key still tells it.
update catalogue.item i set wanted_key = kernel.folded_code(i.source_key)
from catalogue.item o
where i.barcode is null and i.source_key not like '%|%' and o.member_id = i.member_id and o.id <> i.id
  and o.barcode_key = kernel.folded_code(i.source_key);

alter table catalogue.item drop constraint item_source_key_unique;
alter table catalogue.item add constraint item_source_key_unique unique (record_id, source_key) deferrable initially immediate;
create index item_number on catalogue.item (member_id, item_number) where item_number is not null;
create index item_wanted_key on catalogue.item (member_id, wanted_key) where wanted_key is not null;
create index item_former_key on catalogue.item (member_id, former_key) where former_key is not null;

-- A record's number is its 001 together with the 003 that says whose number it is (MARC 21 003; UNIMARC has none).
alter table catalogue.record
  add column control_source text not null default '',
  -- The load that made this version, and in `changed_by` who ordered it.
  add column run_id uuid references catalogue.import_run;
alter table catalogue.record_version add column run_id uuid references catalogue.import_run;
update catalogue.record r set control_source = f.source
from (select o.id, left(btrim(e ->> 1), 100) as source
  from catalogue.record o cross join lateral json_array_elements(o.marc -> 'f') e
  where json_typeof(o.marc -> 'f') = 'array' and json_array_length(e) = 2 and e ->> 0 = '003') f
where f.id = r.id and f.source <> '';

-- What a load tells of a file: refused records, warnings, repairs, with the record and the place in it.
alter table catalogue.import_reject drop constraint import_reject_pkey;
alter table catalogue.import_reject
  add column line bigint generated always as identity,
  add column severity text not null default 'refused' check (severity in ('refused', 'warning', 'note')),
  add column place text,
  add column params jsonb not null default '{}';
update catalogue.import_reject set severity = 'warning' where reason = 'barcode-taken';
alter table catalogue.import_reject add primary key (run_id, line);
