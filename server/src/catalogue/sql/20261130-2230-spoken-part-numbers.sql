-- Where nothing is stored there is nothing to describe anew by the rules for part numbers that are spelled by their sound.
update catalogue.derivation set version = 9 where not exists (select from catalogue.record);
