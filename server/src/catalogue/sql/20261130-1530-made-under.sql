-- What readers make of a title is made under the records that stand in it then (`made_under` of their tables): when records
-- are parted it goes with those it was made under. Null: not known, it stays with the title.
create function catalogue.records_of(instance bigint) returns bigint[] language sql stable as $$
  select array_agg(r.id order by r.id) from catalogue.record r where r.instance_id = instance and r.deleted_at is null
$$;
-- The title in which all of these records stand that live and are for everybody; null: none, or several.
create function catalogue.stands_in(records bigint[]) returns bigint language sql stable as $$
  select case when count(distinct r.instance_id) = 1 then min(r.instance_id) end
  from catalogue.record r where r.id = any(records) and r.deleted_at is null and r.audience = 0
$$;
create function catalogue.keep_made_under() returns trigger language plpgsql as $$
begin
  if new.made_under is null then new.made_under := catalogue.records_of(new.instance_id); end if;
  return new;
end
$$;
-- What was made before is known where the title never took another in.
create function catalogue.known_records_of(instance bigint) returns bigint[] language sql stable as $$
  select case when not exists (select 1 from catalogue.instance i where i.merged_into = instance)
    then catalogue.records_of(instance) end
$$;
