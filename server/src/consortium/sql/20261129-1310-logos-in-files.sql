-- A logo is written anew and kept as a file named by its hash. Those in the table wait for a job, which empties `logo`.
alter table consortium.face drop constraint face_check;
alter table consortium.face add constraint face_logo_old
  check ((logo is null) = (logo_type is null) and (logo is null or logo_hash is not null));
