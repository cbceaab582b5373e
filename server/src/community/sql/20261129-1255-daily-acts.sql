-- What makes work or noise for others, counted per person or network; `who`: a person's id or the key of a network.
create table community.daily_act (
  who text not null,
  act text not null,
  target text not null default '',
  at timestamptz not null
);
create index daily_act_who on community.daily_act (who, act, at);
create index daily_act_at on community.daily_act (at);
