-- What other rooms may know of where an instance went: the one it was joined into, and whether anything is left of it.
create view catalogue.instance_trail as
  select i.id, i.merged_into, i.record_count from catalogue.instance i;
