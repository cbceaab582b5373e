-- Several owners and the libraries asked at the same time: such ways stand beside each other, any other is tried alone.
alter table fulfilment.attempt add column at_once boolean not null default false;
drop index fulfilment.attempt_trying_once;
create unique index attempt_trying_once on fulfilment.attempt (request_id) where state = 'trying' and not at_once;
create unique index attempt_hold_once on fulfilment.attempt (request_id) where state = 'trying' and kind = 'hold';
