-- An empty region begins with records described by the present rules.
update catalogue.derivation set version = 13 where not exists (select from catalogue.record);
