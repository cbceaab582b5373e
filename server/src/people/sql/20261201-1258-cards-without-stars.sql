-- What was kept with its stars is found without them too. Where both were issued, they stay two cards.
with told as (
  select t.barcode, t.member_id, kernel.folded_code(t.barcode) as key,
    row_number() over (partition by t.member_id, kernel.folded_code(t.barcode) order by t.barcode) as place
  from people.card t where t.barcode_key ~ '^(\*.+\*|\].*)$' and not t.shares_key)
update people.card t set shares_key = true from told
where told.barcode = t.barcode and told.member_id = t.member_id and told.key <> t.barcode_key and (told.place > 1 or exists (select from people.card o
  where o.member_id = told.member_id and o.barcode_key = told.key));
update people.card set barcode = barcode
where barcode_key ~ '^(\*.+\*|\].*)$' and barcode_key <> kernel.folded_code(barcode);
update people.former_card set barcode = barcode where barcode_key <> kernel.folded_code(barcode);
update people.affiliation set number = number where number_key <> kernel.folded_code(number);
