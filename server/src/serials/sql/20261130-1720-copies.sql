-- A copy that goes (a load made it twice) is looked for among issues and volumes.
create index issue_item on serials.issue (item_id) where item_id is not null;
create index volume_item on serials.volume (item_id);
