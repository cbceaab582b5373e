-- A request may be for one part of a set; one person may ask for several parts of one title.
alter table fulfilment.request add column part text;
drop index fulfilment.request_open_once;
create unique index request_open_once on fulfilment.request (person_id, instance_id, coalesce(part, ''))
  where state = 'open';
