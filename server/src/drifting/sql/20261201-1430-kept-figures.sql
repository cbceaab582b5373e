-- What travelling came to when it was last counted (kept-figures.ts): one row, written by a job.
create table drifting.kept_figures (
  only_one boolean primary key default true check (only_one),
  counted_at timestamptz not null,
  finds integer not null,
  under_way integer not null
);

-- The network that has the book has it because whoever was asked agreed: its label still bears a used secret.
alter table drifting.journey add column holder_agreed boolean not null default false;
