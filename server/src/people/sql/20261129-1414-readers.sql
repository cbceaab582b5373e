-- What a library knows of its reader: how to reach them, and whether they are still its reader. Somebody whose time
-- there is over stays, because their loans and their past do.
alter table people.affiliation
  add column status text not null default 'active' constraint affiliation_status check (status in ('active', 'ended')),
  add column email text constraint affiliation_email_form check (email like '%_@_%'),
  add column phone text constraint affiliation_phone_form check (phone ~ '^[0-9+() /.-]{5,40}$'),
  add column phone_key text generated always as (right(regexp_replace(phone, '\D', '', 'g'), 11)) stored,
  add column number_key text generated always as (kernel.folded_code(number)) stored;
create index affiliation_number on people.affiliation (number_key);
create index affiliation_phone on people.affiliation (member_id, phone_key) where phone_key is not null;

-- What a name is found by: beginnings of its words, and of its readings in pinyin. `keyed_name` is the name they were made
-- of; where it is another one, a job makes them anew.
alter table people.person add column name_key tsvector, add column keyed_name text;
create index person_name_key on people.person using gin (name_key);
create index person_unkeyed on people.person (id) where keyed_name is distinct from name;

-- Cards that are no longer good: nobody borrows with them, and their number is free again.
create table people.former_card (
  id uuid primary key,
  member_id smallint not null references consortium.member,
  barcode text not null,
  barcode_key text generated always as (kernel.folded_code(barcode)) stored,
  person_id uuid not null references people.person,
  reason text not null check (reason in ('lost', 'replaced')),
  ended_at timestamptz not null
);
create index former_card_barcode on people.former_card (barcode_key);
create index former_card_person on people.former_card (person_id);

-- A reader who may not borrow anywhere for a while, whatever card they bring. Both days included, by the calendar of the
-- library that set it; that library lifts it.
create table people.block (
  id uuid primary key,
  person_id uuid not null references people.person,
  member_id smallint not null references consortium.member,
  kind text not null check (kind in ('overdue', 'debt', 'damage', 'conduct', 'address', 'other')),
  from_on date not null,
  until_on date,
  set_at timestamptz not null,
  lifted_at timestamptz,
  constraint block_days_order check (until_on >= from_on)
);
create index block_live on people.block (person_id) where lifted_at is null;

-- The card is blocked because its holder is, and free again when they are.
alter table people.card add column is_held boolean not null default false;

-- A password a desk handed out: it opens nothing but the choice of another one, and only for some days.
alter table people.credential add column opens_until timestamptz;
