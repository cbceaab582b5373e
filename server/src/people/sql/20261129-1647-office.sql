-- Who works at the consortium's office, for what nobody else can be told.
create view people.office as
  select g.person_id from people.role_grant g where g.role = 'consortium-admin' and g.member_id is null;
