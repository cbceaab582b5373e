-- Whether the words of an organisation, a campaign, an announcement may be seen: doubted ones wait for a moderator.
alter table alliance.organisation add column words_public boolean not null default true;
alter table alliance.campaign add column words_public boolean not null default true;
alter table alliance.announcement add column words_public boolean not null default true;
