-- What other rooms may know of what somebody is to a library.
create view people.affiliation_fact as
select a.person_id, a.member_id, a.patron_group, a.valid_until from people.affiliation a;
