-- An object whose pictures everybody sees small.
alter table collections.object drop constraint object_access_check;
alter table collections.object add constraint object_access_check
  check (access in ('everyone', 'low-resolution', 'readers', 'campus'));
