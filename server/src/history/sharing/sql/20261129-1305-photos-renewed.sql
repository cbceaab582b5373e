-- Pictures are written anew when they come. Those that were kept as they came wait for a job, and nobody is sent them.
alter table sharing.photo add column is_renewed boolean not null default false;
create index photo_old on sharing.photo (id) where not is_renewed;
