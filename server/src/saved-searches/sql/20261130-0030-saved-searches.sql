-- Saved searches are a room of their own, above the index that they ask.
create schema saved_searches;
alter table community.saved_search set schema saved_searches;
alter table community.alert set schema saved_searches;
alter table community.alert_hit set schema saved_searches;
