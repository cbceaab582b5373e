-- A block that came with a list of the system before: the list may be taken back.
alter table people.block add column is_loaded boolean not null default false;
