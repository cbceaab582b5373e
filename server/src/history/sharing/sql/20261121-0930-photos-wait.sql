-- Strangers see a picture once a moderator has looked at it; friends and circles see it at once.
alter table sharing.photo add column is_public boolean not null default false;
update sharing.photo set is_public = true;
