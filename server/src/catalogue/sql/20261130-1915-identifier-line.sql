-- Numbers of records, for rooms that wait for a title by its ISBN.
create view catalogue.identifier_line as select i.record_id, i.type, i.value from catalogue.identifier i;
