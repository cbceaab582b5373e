-- What rooms above may know of what is derived from records, to compare it with them.
create view catalogue.instance_size as select i.id, i.record_count from catalogue.instance i;
create view catalogue.described as select d.record_id from catalogue.description d;
