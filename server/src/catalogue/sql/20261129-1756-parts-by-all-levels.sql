-- Parts are told by all their levels and names: an installation without records has nothing to describe anew.
update catalogue.derivation set version = 2 where not exists (select 1 from catalogue.record);
