-- Browse lists are a room of their own: its tables follow it. What a rebuild that was cut off left behind is dropped.
create schema browse_lists;
drop table if exists discovery.heading_fresh, discovery.instance_heading_fresh, discovery.shelf_fresh;
alter table discovery.heading set schema browse_lists;
alter table discovery.instance_heading set schema browse_lists;
alter table discovery.shelf set schema browse_lists;
alter table discovery.browse_state set schema browse_lists;
