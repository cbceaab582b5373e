-- Where nothing is stored there is nothing to describe anew.
update catalogue.derivation set version = 7 where not exists (select from catalogue.record);
