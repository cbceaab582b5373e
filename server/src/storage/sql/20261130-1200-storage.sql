create schema storage;

-- A branch that keeps books of several libraries on dense shelves.
create table storage.store (
  branch_id integer primary key references consortium.branch,
  shelf_metres numeric(9, 1) not null check (shelf_metres > 0),
  -- How much shelf a volume takes on the average.
  volume_mm integer not null check (volume_mm between 1 and 500)
);

-- What a library gives into a store at once.
create table storage.deposit (
  id uuid primary key,
  store_branch_id integer not null references storage.store,
  member_id smallint not null references consortium.member,
  -- True: what arrives belongs to the store's library from then on.
  transfers boolean not null,
  note text not null default '',
  begun_at timestamptz not null,
  sent_at timestamptz
);
create index deposit_store on storage.deposit (store_branch_id, begun_at);
create index deposit_member on storage.deposit (member_id, begun_at);

create table storage.deposit_item (
  deposit_id uuid not null references storage.deposit,
  item_id bigint not null references catalogue.item on delete cascade,
  -- Null: to be decided when the store has it already; sent when it does not.
  decision text check (decision in ('deposit', 'withdraw', 'leave')),
  -- The store's copy of the same when it was sent off or kept back.
  held_item_id bigint references catalogue.item on delete set null,
  shelved_at timestamptz,
  -- The store's own copy that it became.
  new_item_id bigint references catalogue.item on delete set null,
  -- It was withdrawn, left where it was, given over, or called back.
  closed_at timestamptz,
  primary key (deposit_id, item_id)
);
-- A copy is in one deposit at a time.
create unique index deposit_item_open on storage.deposit_item (item_id) where closed_at is null;
create index deposit_item_held on storage.deposit_item (held_item_id);
create index deposit_item_new on storage.deposit_item (new_item_id);
