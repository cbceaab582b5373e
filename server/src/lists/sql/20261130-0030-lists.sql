-- Lists are a room of their own.
create schema lists;
alter table community.list set schema lists;
alter table community.list_editor set schema lists;
alter table community.list_section set schema lists;
alter table community.list_entry set schema lists;
