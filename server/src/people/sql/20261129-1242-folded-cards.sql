-- One folded form decides whose card a number is. Cards that were issued as two because their numbers differed in case or
-- width stay two: their exact spelling tells them apart.
alter table people.card add column barcode_key text generated always as (kernel.folded_code(barcode)) stored;
alter table people.card add column shares_key boolean not null default false;
update people.card c set shares_key = true from people.card o
where o.member_id = c.member_id and o.barcode_key = c.barcode_key and o.barcode < c.barcode;
create unique index card_key_unique on people.card (member_id, barcode_key) where not shares_key;
drop index people.card_barcode;
create index card_barcode on people.card (barcode_key);
