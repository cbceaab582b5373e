-- What other rooms may read: how an organisation is called, and who speaks for it.
create view alliance.organisation_name as
  select o.id, o.name from alliance.organisation o where o.state = 'member' and o.words_public;
create view alliance.organisation_steward as
  select s.organisation_id, s.person_id from alliance.steward s
  join alliance.organisation o on o.id = s.organisation_id and o.state = 'member';
