-- What other rooms may know of the kind of a copy, also of one that was withdrawn while it is on loan.
create view catalogue.item_fact as select i.id, i.member_id, i.item_class, i.for_loan from catalogue.item i;
