-- Where nothing is stored there is nothing to describe anew by the rules for names, meetings and keywords.
update catalogue.derivation set version = 8 where not exists (select from catalogue.record);
