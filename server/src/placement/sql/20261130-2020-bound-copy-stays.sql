-- What was said of a copy hangs on it: a load that would take its row away leaves it, as with loans.
alter table placement.bound_with drop constraint bound_with_item_id_fkey,
  add constraint bound_with_item_id_fkey foreign key (item_id) references catalogue.item;
