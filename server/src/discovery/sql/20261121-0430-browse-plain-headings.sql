-- Most headings are written in one way and lead nowhere: null says so without being read, parsed and kept.
alter table discovery.heading alter column forms drop not null, alter column variants drop not null;
update discovery.heading set forms = null where forms = jsonb_build_object(display, titles);
update discovery.heading set variants = null where variants = '{}';
