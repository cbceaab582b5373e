-- Bookmarks of a document: what they are called, how deep they stand, the page they lead to.
alter table media.reading add column outline jsonb not null default '[]';
