-- Who owes more than so many yuan gets nothing more.
alter table patron_sync.feed add column debt_over numeric(9, 2) not null default 0;
