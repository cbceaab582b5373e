-- False while moderators look at a text, or have not let it through; its owner sees it all the same.
alter table sharing.copy add column note_public boolean not null default true;
-- Pictures of a copy a moderator turned down are shown to its owner only.
alter table sharing.copy add column photos_public boolean not null default true;
alter table sharing.circle add column words_public boolean not null default true;
-- What somebody would like to be called; `nickname` is empty until it may be seen.
alter table sharing.person add column wanted_nickname text check (length(wanted_nickname) <= 30);
