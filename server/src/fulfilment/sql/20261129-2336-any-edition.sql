-- Whichever edition of the work has a copy first will do.
alter table fulfilment.request add column any_edition boolean not null default false;
