-- What a record of several 006 and 007 is on is read anew; an empty catalogue has nothing to describe anew.
update catalogue.derivation set version = 11 where not exists (select from catalogue.record);
