create schema object_harvests;

-- Where objects of a collection come from by themselves. `mapping`: where the columns of its records go.
create table object_harvests.source (
  id integer generated always as identity primary key,
  collection_id uuid not null constraint source_collection references collections.collection,
  name text not null check (name <> ''),
  kind text not null check (kind in ('oai', 'iiif')),
  url text not null,
  prefix text not null default '',
  set_spec text not null default '',
  mapping jsonb not null,
  agreement text not null default '',
  every text not null check (every in ('hand', 'night', 'week')),
  active boolean not null default true,
  harvested_until timestamptz,
  constraint source_name unique (collection_id, name)
);

create table object_harvests.run (
  id uuid primary key,
  source_id integer not null constraint run_source references object_harvests.source on delete cascade,
  is_whole boolean not null,
  state text not null default 'running' check (state in ('running', 'done', 'failed')),
  started_at timestamptz not null,
  ended_at timestamptz,
  token text,
  pages integer not null default 0,
  server_time timestamptz,
  records integer not null default 0,
  deletions integer not null default 0,
  refused integer not null default 0,
  refused_lines jsonb not null default '[]',
  error text,
  detail text
);
create unique index run_one on object_harvests.run (source_id) where state = 'running';
create index run_of on object_harvests.run (source_id, started_at desc);

-- What the source calls its records, and whether it has them still.
create table object_harvests.seen (
  source_id integer not null constraint seen_source references object_harvests.source on delete cascade,
  identifier text not null,
  deleted boolean not null,
  is_taken boolean not null,
  run_id uuid not null,
  primary key (source_id, identifier)
);
