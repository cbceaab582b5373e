-- Records that a request was made under: that of the copy it names, those whose copies bear the part it names (written
-- with the request), else those of the title.
alter table circulation.hold add column made_under bigint[];
create function circulation.keep_made_under() returns trigger language plpgsql as $$
begin
  if new.made_under is not null then return new; end if;
  if new.wanted_item_id is not null then
    new.made_under := (select array[i.record_id] from catalogue.item i where i.id = new.wanted_item_id);
  end if;
  new.made_under := coalesce(new.made_under, catalogue.records_of(new.instance_id));
  return new;
end
$$;
create trigger made_under before insert on circulation.hold for each row execute function circulation.keep_made_under();
update circulation.hold set made_under = coalesce(
    (select array[i.record_id] from catalogue.item i where i.id = wanted_item_id), catalogue.known_records_of(instance_id))
  where closed_at is null;
-- The title a request that waits belongs to: where the records stand it was made under; where no copy is left to it, where
-- those of them stand that have copies. Null: it stays, or follows its title.
create function circulation.belongs_to(h circulation.hold) returns bigint language sql stable as $$
  select coalesce(
    case when not h.any_edition then nullif(catalogue.stands_in(h.made_under), h.instance_id) end,
    case when not exists (select 1 from catalogue.item_fact c
        where c.instance_id = h.instance_id and c.for_loan and c.condition = 'good')
      then catalogue.stands_in(array(select c.record_id from catalogue.item_line c
        where c.record_id = any(h.made_under) and c.for_loan and c.condition = 'good')) end)
$$;
