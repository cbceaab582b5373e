-- A block of a balance belongs to the number that owes: two records of one reader that become one each keep theirs.
alter table people.block add column owing_id uuid;
update people.block b set owing_id = (select a.id from people.affiliation a
  where a.person_id = b.person_id and a.member_id = b.member_id order by a.owes desc nulls last, a.id limit 1) where b.is_of_balance;
drop index people.block_of_balance;
alter table people.block drop column is_of_balance;
create unique index block_of_balance on people.block (owing_id) where lifted_at is null;
