-- Files whose pictures everybody sees small; large, and with everything that is no picture, signed-in readers.
alter table assets.file drop constraint file_open_to_check;
alter table assets.file add constraint file_open_to_check
  check (open_to in ('nobody', 'everyone', 'readers', 'campus', 'low-resolution'));
