-- Nests an organisation looks after; a nest belongs to one organisation at most.
create table alliance.organisation_nest (
  nest_id uuid primary key references nests.nest,
  organisation_id uuid not null references alliance.organisation,
  since timestamptz not null
);
create index organisation_nest_of on alliance.organisation_nest (organisation_id);
