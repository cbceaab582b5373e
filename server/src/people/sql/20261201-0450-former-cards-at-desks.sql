-- A card that is scanned and good no longer: desks tell since when and why.
create view people.former_card_fact as
  select f.person_id, f.member_id, f.barcode_key, f.reason, f.ended_at from people.former_card f;
