create schema collection_fronts;

-- What a curator is changing, unsaved: shown to them alone.
create table collection_fronts.trial (
  collection_id uuid not null constraint trial_collection references collections.collection,
  person_id uuid not null constraint trial_person references people.person,
  config jsonb not null,
  at timestamptz not null,
  primary key (collection_id, person_id)
);

-- A short path and a host name under which a collection is met.
create table collection_fronts.address (
  collection_id uuid primary key constraint address_collection references collections.collection,
  path text constraint address_path unique constraint address_path_form check (path ~ '^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$'),
  host text constraint address_host unique
    constraint address_host_form check (host ~ '^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$'
      and length(host) <= 253)
);
