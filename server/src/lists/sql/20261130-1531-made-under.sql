-- Records that a title was put into a list under.
alter table lists.list_entry add column made_under bigint[];
update lists.list_entry set made_under = catalogue.known_records_of(instance_id);
create trigger made_under before insert on lists.list_entry for each row execute function catalogue.keep_made_under();
