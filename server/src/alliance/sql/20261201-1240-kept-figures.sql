-- What the alliance comes to, as last counted: its pages read this one row, whatever has been lent and shared.
create table alliance.kept_figures (
  only_one boolean primary key default true check (only_one),
  counted_at timestamptz not null,
  region jsonb not null,
  saved jsonb not null,
  organisations jsonb not null
);
