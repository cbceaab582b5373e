-- Records that what readers wrote was written under.
alter table community.rating add column made_under bigint[];
alter table community.review add column made_under bigint[];
alter table community.note add column made_under bigint[];
alter table community.tag add column made_under bigint[];
alter table community.reading add column made_under bigint[];
update community.rating set made_under = catalogue.known_records_of(instance_id);
update community.review set made_under = catalogue.known_records_of(instance_id);
update community.note set made_under = catalogue.known_records_of(instance_id);
update community.tag set made_under = catalogue.known_records_of(instance_id);
update community.reading set made_under = catalogue.known_records_of(instance_id);
create trigger made_under before insert on community.rating for each row execute function catalogue.keep_made_under();
create trigger made_under before insert on community.review for each row execute function catalogue.keep_made_under();
create trigger made_under before insert on community.note for each row execute function catalogue.keep_made_under();
create trigger made_under before insert on community.tag for each row execute function catalogue.keep_made_under();
create trigger made_under before insert on community.reading for each row execute function catalogue.keep_made_under();
