-- Names are described with what tells two persons apart; a region without records has nothing to describe.
update catalogue.derivation set version = 5 where not exists (select from catalogue.record);
