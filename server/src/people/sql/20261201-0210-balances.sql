-- What a reader owes the library, in yuan, as its list says, and the block that comes of it and goes with it.
alter table people.affiliation add column owes numeric(9, 2) constraint affiliation_owes check (owes >= 0);
alter table people.block add column is_of_balance boolean not null default false;
create unique index block_of_balance on people.block (person_id, member_id) where is_of_balance and lifted_at is null;
create or replace view people.affiliation_fact as
  select a.person_id, a.member_id, a.patron_group, a.valid_until, a.number, p.name, a.status, a.email, a.phone_key, a.phone, a.id,
    a.owes
  from people.affiliation a join people.person p on p.id = a.person_id;
