-- One folded form decides which item a barcode means. Items that were taken in as two because their numbers differed in
-- case, width or blanks stay two: a scan asks which one is meant.
alter table catalogue.item add column barcode_key text generated always as (kernel.folded_code(barcode)) stored;
alter table catalogue.item add column shares_key boolean not null default false;
update catalogue.item i set shares_key = true from catalogue.item o
where o.member_id = i.member_id and o.barcode_key = i.barcode_key and o.id < i.id
  and i.condition <> 'withdrawn' and o.condition <> 'withdrawn';
drop index catalogue.item_barcode_unique;
create unique index item_barcode_unique on catalogue.item (member_id, barcode_key)
  where barcode is not null and condition <> 'withdrawn' and not shares_key;
drop index catalogue.item_barcode;
create index item_barcode on catalogue.item (barcode_key) where barcode is not null;
