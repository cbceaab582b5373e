-- Match profiles keep titles with their part still in them: an installation without records has nothing to describe anew.
update catalogue.derivation set version = 4 where not exists (select 1 from catalogue.record);
