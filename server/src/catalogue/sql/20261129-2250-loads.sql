-- Whatever changes records as one act is a load: an import, the undo of a load, a bulk change, a record taken over. Records,
-- versions and items know the load that made them, so each can be undone as a whole.
alter table catalogue.import_run
  add column kind text not null default 'import' check (kind in ('import', 'undo', 'bulk', 'copy')),
  -- The load that this one undoes.
  add column undoes uuid references catalogue.import_run,
  -- Names of the profiles that read its items; null: its records' items stayed as they were.
  add column item_profiles text[];
create unique index import_run_undo_unfinished on catalogue.import_run (undoes)
  where undoes is not null and state in ('waiting', 'running', 'failed');
create index import_run_undoes on catalogue.import_run (undoes) where undoes is not null;

-- The load that brought the item in.
alter table catalogue.item add column run_id uuid references catalogue.import_run;

create index record_run on catalogue.record (run_id, id) where run_id is not null;
create index record_version_run on catalogue.record_version (run_id, record_id) where run_id is not null;

-- Holdings records as they were before each change, and which load changed them.
create table catalogue.holdings_record_version (
  id bigint generated always as identity primary key,
  member_id smallint not null references consortium.member,
  control_number text not null,
  title_number text not null,
  marc json not null,
  changed_by uuid not null,
  changed_at timestamptz not null,
  run_id uuid references catalogue.import_run,
  replaced_by uuid references catalogue.import_run
);
create index holdings_record_version_number on catalogue.holdings_record_version (member_id, control_number, id);
create index holdings_record_version_replaced on catalogue.holdings_record_version (replaced_by, id)
  where replaced_by is not null;
create index holdings_record_run on catalogue.holdings_record (run_id, id) where run_id is not null;

create function catalogue.keep_holdings_version() returns trigger language plpgsql as $$
begin
  insert into catalogue.holdings_record_version
    (member_id, control_number, title_number, marc, changed_by, changed_at, run_id, replaced_by)
  values (old.member_id, old.control_number, old.title_number, old.marc, old.changed_by, old.changed_at, old.run_id,
    new.run_id);
  return null;
end $$;
create trigger holdings_version after update on catalogue.holdings_record
  for each row execute function catalogue.keep_holdings_version();

-- What rooms above may know of loads, of what they told, and of what they made.
create view catalogue.load as
  select r.id, r.member_id, r.kind, r.profile, r.file_name, r.dry_run, r.state, r.started_by, r.started_at, r.finished_at,
    r.position, r.bytes_total, r.bytes_done, r.counts, r.error, r.undoes, r.item_profiles
  from catalogue.import_run r;
create view catalogue.record_state as
  select r.id, r.member_id, r.control_number, r.instance_id, r.flavour, r.marc, r.version, r.run_id, r.changed_by,
    r.created_at, r.changed_at, r.deleted_at
  from catalogue.record r;
create view catalogue.record_past as
  select v.record_id, v.version, v.marc, v.run_id, v.changed_by, v.changed_at, v.deleted_at
  from catalogue.record_version v;
create view catalogue.item_origin as
  select i.id, i.record_id, i.member_id, i.barcode, i.run_id, i.desk_condition, i.placed_at_desk, i.condition
  from catalogue.item i;
create view catalogue.holdings_state as
  select h.id, h.member_id, h.control_number, h.title_number, h.marc, h.run_id from catalogue.holdings_record h;
create view catalogue.holdings_past as
  select v.id, v.member_id, v.control_number, v.title_number, v.marc, v.run_id, v.replaced_by
  from catalogue.holdings_record_version v;
