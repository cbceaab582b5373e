-- A withdrawn copy keeps its barcode as a memory; a new copy may bear the same one.
drop index catalogue.item_barcode_unique;
create unique index item_barcode_unique on catalogue.item (member_id, barcode)
  where barcode is not null and condition <> 'withdrawn';
