-- Titles that are in a copy of another one: bound with it, or printed behind it.
create table placement.bound_with (
  item_id bigint not null references catalogue.item on delete cascade,
  record_id bigint not null references catalogue.record,
  added_by uuid not null,
  added_at timestamptz not null,
  primary key (item_id, record_id)
);
create index bound_with_record on placement.bound_with (record_id);
create view placement.bound_line as select b.item_id, b.record_id from placement.bound_with b;
