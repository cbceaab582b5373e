create schema object_edits;

-- One change of many objects of a collection: which objects, what is done to one field, how far it is. It is tried before it is
-- done, and undone as one.
create table object_edits.edit (
  id uuid primary key,
  collection_id uuid not null constraint edit_collection references collections.collection,
  filter jsonb not null,
  action jsonb not null,
  state text not null default 'tried' check (state in ('tried', 'running', 'done', 'undoing', 'undone')),
  objects integer not null,
  changed integer not null default 0,
  refused integer not null default 0,
  kept integer not null default 0,
  author_id uuid,
  author_name text,
  created_at timestamptz not null default now(),
  ended_at timestamptz
);
create index edit_of on object_edits.edit (collection_id, created_at desc);

-- What an object's field said before and after; what was changed again since is not undone.
create table object_edits.edit_item (
  edit_id uuid not null constraint edit_item_edit references object_edits.edit,
  object_number bigint not null,
  before jsonb not null,
  after jsonb not null,
  undone boolean not null default false,
  primary key (edit_id, object_number)
);
