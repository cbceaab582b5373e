-- Accounts of the demo region, whose password is printed. One whose password was changed is nobody's demo any more.
create table people.demo_account (
  person_id uuid primary key references people.credential on delete cascade,
  -- The credential's hash while the printed password opens it, and while nothing does.
  open_hash text not null,
  closed_hash text
);
-- Regions that were loaded before this table was there; a changed password is younger than its person.
insert into people.demo_account (person_id, open_hash)
select c.person_id, c.password_hash from people.credential c join people.person p on p.id = c.person_id
where exists (select 1 from kernel.secret s where s.name = 'demo-region-loaded') and c.changed_at = p.created_at
  and (c.login in ('reader', 'reader2', 'reader3', 'reader4', 'cataloguer', 'admin', 'consortium') or c.login like 'desk-%');
