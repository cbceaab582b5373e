-- What people call a shelving location; its code stays as the records spell it.
alter table consortium.location add column name jsonb not null default '{}';
