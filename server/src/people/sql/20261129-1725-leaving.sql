-- Somebody who leaves gets nothing new anywhere until the block is lifted.
alter table people.block drop constraint block_kind_check;
alter table people.block add constraint block_kind_check
  check (kind in ('overdue', 'debt', 'damage', 'conduct', 'address', 'leaving', 'other'));

-- What other rooms may know of blocks: those that hold today by the day of the library that set them, or will.
create view people.block_fact as
  select b.person_id, b.member_id, b.kind, b.from_on, b.until_on from people.block b where b.lifted_at is null;
create or replace view people.affiliation_fact as
select a.person_id, a.member_id, a.patron_group, a.valid_until, a.number, p.name
from people.affiliation a join people.person p on p.id = a.person_id;
