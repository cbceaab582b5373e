-- What other rooms may know of a branch; `path` names it in the region: JINHE/MAIN. Of a member also its own figures.
create view consortium.branch_fact as
  select b.id, b.member_id, m.code as member, m.code || '/' || b.code as path, b.is_pickup
  from consortium.branch b join consortium.member m on m.id = b.member_id;
create or replace view consortium.member_fact as
  select m.id, m.code, m.time_zone, m.loan_days, m.renewals_max, m.shelf_days, m.name from consortium.member m;
