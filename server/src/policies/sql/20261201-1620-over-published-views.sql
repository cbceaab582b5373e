-- Members as the consortium publishes them.
create or replace view policies.overdue_block as
  select m.id as member_id,
    coalesce(case when c.locked then c.value end, o.value, c.value, '30'::jsonb)::integer as days
  from consortium.member_fact m
  left join policies.setting c on c.key = 'overdueBlockDays' and c.member_id is null
  left join policies.setting o on o.key = 'overdueBlockDays' and o.member_id = m.id and o.branch_id is null;
