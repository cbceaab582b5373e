-- What a desk reads of a card, and affiliations in the order they were made.
create or replace view people.card_fact as
  select c.person_id, c.member_id, c.barcode, c.barcode_key, c.blocked_at from people.card c;
create or replace view people.affiliation_fact as
  select a.person_id, a.member_id, a.patron_group, a.valid_until, a.number, p.name, a.status, a.email, a.phone_key, a.phone, a.id
  from people.affiliation a join people.person p on p.id = a.person_id;
