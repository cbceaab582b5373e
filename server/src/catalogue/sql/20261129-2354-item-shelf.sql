-- What rooms above may know of where copies in use stand.
create view catalogue.item_shelf as
  select i.id, i.record_id, i.barcode, h.call_number, h.location from catalogue.item i
  join catalogue.holding h on h.id = i.holding_id where i.condition <> 'withdrawn';
