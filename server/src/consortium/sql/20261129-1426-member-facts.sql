-- What other rooms may know of a member.
create view consortium.member_fact as select m.id, m.code, m.time_zone from consortium.member m;
