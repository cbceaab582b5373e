create schema collections;

-- A special collection of one library. `draft` is what its curators work on; readers see `live_number`, a published
-- configuration that never changes. `live_index` is the number whose entries are searched: configurations that differ in
-- labels only share one. `building`: the configuration that objects are being indexed for; the live one serves meanwhile.
create table collections.collection (
  id uuid primary key,
  member_id smallint not null constraint collection_member references consortium.member,
  slug text not null constraint collection_slug unique
    constraint collection_slug_form check (slug ~ '^[a-z0-9][a-z0-9-]{1,58}[a-z0-9]$'),
  draft jsonb not null,
  draft_version integer not null default 1,
  live_number integer,
  live_index integer,
  building integer,
  is_withdrawn boolean not null default false,
  created_at timestamptz not null default now(),
  published_at timestamptz
);
create index collection_member on collections.collection (member_id);

-- What was published: the whole configuration, who published it and what changed.
create table collections.revision (
  collection_id uuid not null constraint revision_collection references collections.collection,
  number integer not null check (number > 0),
  config jsonb not null,
  hash bytea not null,
  index_number integer not null,
  changes jsonb not null,
  note text not null,
  author_id uuid,
  author_name text,
  created_at timestamptz not null default now(),
  primary key (collection_id, number)
);

create function collections.keep_revision() returns trigger language plpgsql as $$
begin
  if new.config is distinct from old.config or new.hash <> old.hash or new.number <> old.number
    or new.changes is distinct from old.changes or new.created_at <> old.created_at then
    raise exception 'a published configuration never changes' using constraint = 'revision_immutable';
  end if;
  return new;
end $$;
create trigger keep_revision before update on collections.revision
  for each row execute function collections.keep_revision();

-- Who works on a collection beside the cataloguers of its library.
create table collections.worker (
  collection_id uuid not null constraint worker_collection references collections.collection,
  person_id uuid not null,
  login text not null,
  name text not null,
  role text not null check (role in ('curator', 'editor', 'contributor')),
  primary key (collection_id, person_id)
);
create index worker_person on collections.worker (person_id);

-- An object: its values by the keys of fields, as they were entered. `number` is its address and stays for ever.
create table collections.object (
  id uuid primary key,
  number bigint generated always as identity constraint object_number unique,
  collection_id uuid not null constraint object_collection references collections.collection,
  identifier text not null constraint object_identifier_given check (identifier ~ '\S'),
  data jsonb not null,
  state text not null default 'draft' check (state in ('draft', 'review', 'published', 'withdrawn')),
  access text check (access in ('everyone', 'readers', 'campus')),
  embargo_until date,
  version integer not null default 1,
  author_id uuid,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  constraint object_once unique (collection_id, identifier)
);
create index object_in_state on collections.object (collection_id, state, number);

-- The pages and other files of an object, in order, with the text on them.
create table collections.page (
  object_id uuid not null constraint page_object references collections.object,
  place integer not null check (place > 0),
  file_id uuid not null constraint page_file references assets.file,
  label text not null default '',
  text text not null default '',
  words tsvector,
  primary key (object_id, place)
);
create index page_file on collections.page (file_id);
create index page_words on collections.page using gin (words);

-- What is searched and shown in lists of a published object, under one configuration's index.
create table collections.entry (
  collection_id uuid not null,
  index_number integer not null,
  object_id uuid not null constraint entry_object references collections.object,
  number bigint not null,
  brief jsonb not null,
  words tsvector not null,
  title_words tsvector not null,
  facets text[] not null,
  title_key text not null,
  year_from integer,
  year_to integer,
  added_at timestamptz not null,
  primary key (collection_id, index_number, object_id)
);
create index entry_words on collections.entry using gin (words);
create index entry_facets on collections.entry using gin (facets);
create index entry_object on collections.entry (object_id);
create index entry_title on collections.entry (collection_id, index_number, title_key, number);
create index entry_added on collections.entry (collection_id, index_number, added_at desc, number desc);

-- A file that objects are made of: what it holds, how its columns are read, and how far it is.
create table collections.import_run (
  id uuid primary key,
  collection_id uuid not null constraint import_run_collection references collections.collection,
  file_name text not null,
  kind text not null check (kind in ('table', 'archive')),
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  columns jsonb not null,
  sample jsonb not null,
  mapping jsonb,
  dry_run boolean not null default false,
  publish boolean not null default false,
  rows_total integer not null,
  rows_done integer not null default 0,
  created integer not null default 0,
  updated integer not null default 0,
  refused integer not null default 0,
  files integer not null default 0,
  problem text,
  files_from uuid constraint import_run_files_from references collections.import_run,
  author_id uuid,
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
create index import_run_of on collections.import_run (collection_id, created_at desc);

create table collections.import_error (
  run_id uuid not null constraint import_error_run references collections.import_run,
  row_number integer not null,
  field text not null,
  code text not null,
  detail text not null,
  row jsonb not null,
  primary key (run_id, row_number, field, code)
);
