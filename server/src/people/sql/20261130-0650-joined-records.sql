-- What rooms above may know of a person, and lock: `select … for update` reaches the row.
create view people.person_fact as
  select p.id, p.name, p.email, p.erased_at from people.person p;
-- A password goes along when two records of one reader become one.
alter table people.demo_account drop constraint demo_account_person_id_fkey;
alter table people.demo_account add constraint demo_account_person_id_fkey
  foreign key (person_id) references people.credential on update cascade on delete cascade;
-- How to reach a library's reader, for who looks for the same person twice.
create or replace view people.affiliation_fact as
select a.person_id, a.member_id, a.patron_group, a.valid_until, a.number, p.name, a.status, a.email, a.phone_key, a.phone
from people.affiliation a join people.person p on p.id = a.person_id;
create view people.card_fact as select c.person_id, c.member_id, c.barcode from people.card c;
