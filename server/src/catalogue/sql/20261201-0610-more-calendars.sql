-- Dates, roles and names are read in more ways: stored records are described anew by themselves. Without records there is nothing to do.
update catalogue.derivation set version = 10 where not exists (select from catalogue.record);
