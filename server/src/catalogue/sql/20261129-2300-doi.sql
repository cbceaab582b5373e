-- Digital object identifiers are kept with the other numbers of a record.
alter table catalogue.identifier drop constraint identifier_type_check;
alter table catalogue.identifier add constraint identifier_type_check
  check (type in ('isbn', 'issn', 'lccn', 'oclc', 'national', 'ismn', 'ean', 'doi')) not valid;
-- What is stored is described anew for them; a region without records has nothing to describe.
update catalogue.derivation set version = 3 where not exists (select 1 from catalogue.record);
