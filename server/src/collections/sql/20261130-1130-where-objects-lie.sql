-- Where an object lies, in degrees (WGS 84): of those that say so, those of before as well.
alter table collections.entry add column lat double precision, add column lon double precision;
update collections.entry e set lat = p.at[1]::double precision, lon = p.at[2]::double precision
from (
  select o.id, regexp_match(v.text, '^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$') as at
  from collections.object o
  cross join lateral (
    select t.text from jsonb_each(o.data) d, jsonb_array_elements_text(d.value) t(text)
    where t.text ~ '^\s*-?\d{1,2}(?:\.\d+)?\s*[,;\s]\s*-?\d{1,3}(?:\.\d+)?\s*$'
      and exists (select 1 from jsonb_array_elements((select c.draft->'fields' from collections.collection c
        where c.id = o.collection_id)) f where f->>'type' = 'place' and f->>'key' = d.key)
    limit 1
  ) v
) p
where p.id = e.object_id and abs(p.at[1]::double precision) <= 90 and abs(p.at[2]::double precision) <= 180;
create index entry_place on collections.entry (collection_id, index_number) where lat is not null;
