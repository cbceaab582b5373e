-- How long a sound or film lasts, as its file says; null: it does not say, or it is neither.
alter table assets.file add column seconds real check (seconds > 0);

create or replace view assets.file_fact as
  select f.id, f.member_id, f.name, f.media_type, f.bytes, f.width, f.height, f.open_to, f.embargo_until, f.damage, f.seconds
  from assets.file f;
