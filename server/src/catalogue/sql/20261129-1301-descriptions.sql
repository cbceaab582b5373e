-- A number printed on the thing and wrong is kept as it stands, so that readers find by it what they type.
alter table catalogue.identifier drop constraint identifier_status_check;
alter table catalogue.identifier add constraint identifier_status_check
  check (status in ('current', 'cancelled', 'invalid')) not valid;

-- By which rules descriptions, match profiles and displays were made from the stored records, and how far a newer
-- program has come in making them anew. One row.
create table catalogue.derivation (
  only_row boolean primary key default true check (only_row),
  version integer not null,
  position bigint not null default 0
);
insert into catalogue.derivation (version) select case when exists (select 1 from catalogue.record) then 0 else 1 end;
