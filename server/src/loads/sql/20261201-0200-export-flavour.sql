-- The format all records of a file are brought into; null: each stays in its own.
alter table loads.export add column flavour text check (flavour in ('marc21', 'unimarc'));
alter table loads.export_schedule add column flavour text check (flavour in ('marc21', 'unimarc'));
