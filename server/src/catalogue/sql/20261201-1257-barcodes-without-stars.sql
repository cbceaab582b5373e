-- What was kept with its stars is found without them too. Where both were taken in, they stay two: a scan asks which.
with told as (
  select t.id, t.member_id, kernel.folded_code(t.barcode) as key,
    row_number() over (partition by t.member_id, kernel.folded_code(t.barcode) order by t.id) as place
  from catalogue.item t where t.barcode_key ~ '^(\*.+\*|\].*)$' and t.condition <> 'withdrawn' and not t.shares_key)
update catalogue.item t set shares_key = true from told
where told.id = t.id and told.member_id = t.member_id and told.key <> t.barcode_key and (told.place > 1 or exists (select from catalogue.item o
  where o.member_id = told.member_id and o.barcode_key = told.key and o.condition <> 'withdrawn'));
update catalogue.item set barcode = barcode
where barcode_key ~ '^(\*.+\*|\].*)$' and barcode_key <> kernel.folded_code(barcode);
