-- What cataloguers do at the bench: why a version came to be, and the content hash of the last load under an edited record.
alter table catalogue.record
  add column reason text not null default '',
  add column loaded_hash bigint;
alter table catalogue.record_version add column reason text not null default '';
-- Items that a cataloguer looks after: loads neither rewrite, move nor withdraw them.
alter table catalogue.item
  add column kept_by_hand boolean not null default false,
  add column note text not null default '',
  add column price_minor integer check (price_minor >= 0),
  add column price_currency text check (price_currency ~ '^[A-Z]{3}$'),
  add constraint item_price_whole check ((price_minor is null) = (price_currency is null));
create index holding_call_number on catalogue.holding (branch_id, call_number text_pattern_ops) where call_number <> '';
-- Numbers of records that begin at the bench.
create sequence catalogue.bench_number;

-- What other rooms may know of a record, of all its versions, of its copies, and of loads.
create view catalogue.record_line as
  select r.id, r.member_id, r.control_number, r.instance_id, r.flavour, r.marc, r.version, r.changed_by, r.changed_at,
    r.deleted_at, r.run_id, r.reason from catalogue.record r;
create view catalogue.record_history as
  select r.id, r.version, r.marc, r.changed_by, r.changed_at, r.deleted_at, r.run_id, r.reason from catalogue.record r
  union all
  select v.record_id, v.version, v.marc, v.changed_by, v.changed_at, v.deleted_at, v.run_id, v.reason
  from catalogue.record_version v;
create view catalogue.held_item as
  select i.id, i.record_id, r.instance_id, i.member_id, i.barcode, i.barcode_key, i.item_number, h.branch_id, h.location,
    h.call_number, i.part, i.item_class, i.for_loan, i.condition, i.current_branch_id, i.note, i.price_minor,
    i.price_currency, i.kept_by_hand, i.version
  from catalogue.item i join catalogue.holding h on h.id = i.holding_id join catalogue.record r on r.id = i.record_id;
create view catalogue.call_number_line as
  select h.record_id, h.branch_id, h.location, h.call_number from catalogue.holding h;
create view catalogue.load_line as
  select u.id, u.member_id, u.file_name, u.profile, u.started_at from catalogue.import_run u;
