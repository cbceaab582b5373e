-- A folder gives a load for every file that lay there, a server one for all that came.
alter table harvesting.run add column load_ids uuid[] not null default '{}';
update harvesting.run set load_ids = array[load_id] where load_id is not null;
