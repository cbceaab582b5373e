-- Until when changes are in the files of a schedule that were made: from there on the next one takes them. A file that failed
-- moves nothing, and what a transaction wrote that still ran when the file was asked for lies behind it.
alter table loads.export add column covers_to timestamptz;
alter table loads.export_schedule add column covered_to timestamptz;
update loads.export_schedule set covered_to = last_at;
