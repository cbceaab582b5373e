create schema loads;

-- How far the undo of a load, or a bulk change, has come: behind which record its next batch begins.
create table loads.progress (
  run_id uuid primary key references catalogue.import_run,
  after_id bigint not null default 0
);
