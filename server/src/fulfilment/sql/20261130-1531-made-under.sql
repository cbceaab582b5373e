-- Records that a title was asked or waited for under; whoever takes any edition means the work.
alter table fulfilment.request add column made_under bigint[];
alter table fulfilment.wanted add column made_under bigint[];
update fulfilment.request set made_under = catalogue.known_records_of(instance_id) where not any_edition;
update fulfilment.wanted set made_under = catalogue.known_records_of(instance_id);
create trigger made_under before insert on fulfilment.request for each row when (not new.any_edition)
  execute function catalogue.keep_made_under();
create trigger made_under before insert on fulfilment.wanted for each row execute function catalogue.keep_made_under();
