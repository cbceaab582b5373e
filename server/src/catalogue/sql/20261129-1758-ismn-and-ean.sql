-- Music and whatever else is sold bears an ISMN or another EAN; readers find by it what they hold in hand.
alter table catalogue.identifier drop constraint identifier_type_check;
alter table catalogue.identifier add constraint identifier_type_check
  check (type in ('isbn', 'issn', 'lccn', 'oclc', 'national', 'ismn', 'ean')) not valid;
