-- A recording as browsers play it, made by ffmpeg of an original that most of them do not: kept in the region's store under
-- `key`. 'as-is': the original plays as it is. A film has a still of its own (`still_key`). What is made is disposable.
create table assets.playing (
  file_id uuid primary key constraint playing_file references assets.file,
  state text not null default 'waiting' check (state in ('waiting', 'making', 'done', 'as-is', 'failed')),
  percent smallint not null default 0 check (percent between 0 and 100),
  key text constraint playing_key unique,
  media_type text,
  still_key text constraint playing_still unique,
  problem text,
  tries smallint not null default 0,
  changed_at timestamptz not null default now(),
  constraint playing_is_there check ((state = 'done') = (key is not null) and (key is null) = (media_type is null))
);
create index playing_to_make on assets.playing (changed_at) where state in ('waiting', 'making', 'failed');

create or replace view assets.file_fact as
  select f.id, f.member_id, f.name, f.media_type, f.bytes, f.width, f.height, f.open_to, f.embargo_until, f.damage, f.seconds,
    f.key, encode(f.sha256, 'hex') as sha256, p.media_type as playing_type
  from assets.file f left join assets.playing p on p.file_id = f.id;
