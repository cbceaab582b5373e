-- What other rooms may know of how many people a member has; readers are counted to a thousand.
create view people.member_size as
select m.id as member_id,
  (select count(distinct g.person_id) from people.role_grant g where g.member_id = m.id) as staff,
  (select count(*) from (select 1 from people.affiliation a where a.member_id = m.id limit 1000) one) as readers
from consortium.member_fact m;
