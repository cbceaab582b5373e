-- Views and triggers read of the catalogue what it publishes, as queries do.
create or replace view circulation.item_state as
  select i.id as item_id, i.record_id, i.member_id,
    case
      when l.claimed_at is not null then 'claimed-returned'
      when l.id is not null then 'on-loan'
      when i.condition <> 'good' then i.condition
      when t.id is not null then 'in-transit'
      when h.state = 'on-shelf' then 'on-hold-shelf'
      when td.item_id is not null then 'take-down'
      when sa.item_id is not null then 'set-aside'
      when not i.for_loan then 'reference-only'
      when h.id is not null then 'requested'
      else 'available'
    end as status,
    l.id as loan_id, l.due_on, t.id as transit_id, h.id as hold_id
  from catalogue.item_line i
  left join circulation.loan l on l.item_id = i.id and l.returned_at is null
  left join circulation.transit t on t.item_id = i.id and t.ended_at is null
  left join circulation.hold h on h.item_id = i.id and h.state in ('targeted', 'in-transit', 'on-shelf')
  left join circulation.set_aside sa on sa.item_id = i.id
  left join circulation.take_down td on td.item_id = i.id;

create or replace view circulation.loan_fact as
  select l.person_id, i.member_id, i.barcode, l.due_on, x.title
  from circulation.loan l
  join catalogue.item_line i on i.id = l.item_id
  join catalogue.record_line r on r.id = i.record_id
  join catalogue.title_line x on x.id = r.instance_id
  where l.returned_at is null;

create or replace view circulation.loan_terms as
  select l.id, l.person_id, l.item_id, l.checkout_branch_id, l.loaned_at, l.due_on, l.due_at, l.renewals, l.terms, l.claimed_at,
    l.returned_at, i.member_id, i.part, r.instance_id
  from circulation.loan l
  join catalogue.item_line i on i.id = l.item_id
  join catalogue.record_line r on r.id = i.record_id;

create or replace function circulation.keep_made_under() returns trigger language plpgsql as $$
begin
  if new.made_under is not null then return new; end if;
  if new.wanted_item_id is not null then
    new.made_under := (select array[i.record_id] from catalogue.item_line i where i.id = new.wanted_item_id);
  end if;
  new.made_under := coalesce(new.made_under, catalogue.records_of(new.instance_id));
  return new;
end
$$;
