create schema off_line;

-- What desks did without a network, as their devices kept it. `open`: it could not be done as it stands, and somebody has to
-- say what is to become of it.
create table off_line.act (
  -- Made by the device: sent again, it is the same act.
  id uuid primary key,
  member_id smallint not null references consortium.member,
  branch_id integer not null references consortium.branch,
  kind text not null check (kind in ('check-out', 'check-in')),
  at timestamptz not null,
  item_barcode text not null,
  patron_barcode text,
  patron_member_id smallint references consortium.member,
  -- Whose card it is, where that is certain.
  person_id uuid references people.person,
  -- Who sent it.
  by_id uuid not null references people.person,
  received_at timestamptz not null,
  state text not null check (state in ('done', 'open', 'let-go')),
  code text,
  params jsonb not null default '{}',
  settled_at timestamptz,
  settled_by uuid references people.person,
  check ((kind = 'check-out') = (patron_barcode is not null)),
  check (state <> 'open' or (code is not null and settled_at is null)),
  check ((settled_at is null) = (settled_by is null))
);
create index act_open on off_line.act (branch_id, at, id) where state = 'open';
create index act_received on off_line.act (received_at);
create index act_person on off_line.act (person_id) where person_id is not null;
create index act_by on off_line.act (by_id);
create index act_settled_by on off_line.act (settled_by) where settled_by is not null;
