-- Titles lent to the same readers have a room of their own.
create schema lent_together;
alter table circulation.borrowed_together set schema lent_together;
