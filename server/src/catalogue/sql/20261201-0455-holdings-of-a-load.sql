-- Holdings records that a load made and others changed since: an undo asks for them.
create index holdings_record_version_run on catalogue.holdings_record_version (run_id, control_number)
  where run_id is not null;
