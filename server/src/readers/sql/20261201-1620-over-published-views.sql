-- Persons as their room publishes them.
create or replace function readers.follow_merge() returns trigger language plpgsql as $$
declare
  kept uuid;
begin
  perform 1 from people.person_fact p where p.id = new.person_id for key share;
  loop
    select m.keep_id into kept from readers.merge m where m.away_id = new.person_id and m.undone_at is null;
    exit when kept is null;
    new.person_id := kept;
  end loop;
  return new;
end $$;
