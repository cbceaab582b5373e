create schema audience;

-- A library's rules in their order: the first that fits a record or a copy says for whom it is.
create table audience.rule (
  member_id smallint not null references consortium.member,
  position smallint not null check (position >= 0),
  kind text not null check (kind in ('field', 'location', 'item-class', 'call-number')),
  place text not null default '',
  value text not null check (value <> ''),
  audience text not null check (audience in ('region', 'readers', 'staff')),
  primary key (member_id, position),
  constraint rule_place_of_field check ((kind = 'field') = (place <> ''))
);

-- An audience as a number: 0 everybody, m readers and staff of member m, -m its staff only.
create function audience.number_of(audience text, member_id smallint) returns integer
  language sql immutable parallel safe
  return case audience when 'readers' then member_id when 'staff' then -member_id else 0 end;

-- For whom a copy is: what a person chose (`chosen`), else what the first rule that fits says.
create function audience.of_item(member_id smallint, chosen text, location text, item_class text, call_number text)
  returns integer language sql stable parallel safe
  return audience.number_of(coalesce(chosen, (
    select r.audience from audience.rule r
    where r.member_id = of_item.member_id and case r.kind
      when 'location' then r.value = of_item.location
      when 'item-class' then r.value = of_item.item_class
      when 'call-number' then starts_with(of_item.call_number, r.value)
      else false end
    order by r.position limit 1), 'region'), of_item.member_id);

create view audience.rule_line as
  select r.member_id, r.position, r.kind, r.place, r.value, r.audience from audience.rule r;
