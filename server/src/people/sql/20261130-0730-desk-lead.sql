-- Somebody at the desk who may lend although a block, a limit or a rule says no.
alter table people.role_grant drop constraint role_grant_role_check;
alter table people.role_grant add constraint role_grant_role_check
  check (role in ('circulation', 'desk-lead', 'cataloguer', 'member-admin', 'consortium-admin'));
