-- What other rooms may know of a reader: the name they chose.
create view community.public_name as select p.person_id, p.display_name from community.profile p;
