-- What other rooms may know of what desks did with an item, and of titles somebody waits for: when, never who.
create view circulation.item_use as
  select l.item_id, l.loaned_at as used_at, 'loan' as use from circulation.loan l
  union all
  select t.item_id, t.sent_at, 'transit' from circulation.transit t where t.ended_at is null
  union all
  select h.item_id, h.placed_at, 'hold' from circulation.hold h where h.state in ('targeted', 'in-transit', 'on-shelf');
create view circulation.title_wanted as
  select h.instance_id, h.placed_at from circulation.hold h
  where h.state in ('waiting', 'targeted', 'in-transit', 'on-shelf');
