create or replace view assets.file_fact as
  select f.id, f.member_id, f.name, f.media_type, f.bytes, f.width, f.height, f.open_to, f.embargo_until, f.damage, f.seconds,
    f.key, encode(f.sha256, 'hex') as sha256
  from assets.file f;
