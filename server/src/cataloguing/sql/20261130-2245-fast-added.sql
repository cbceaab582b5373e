-- Records that a desk began with a title and a label only, for a book in hand that is in no catalogue: cataloguers see them as
-- work that waits until one of them has saved the record.
create table cataloguing.fast_added (
  record_id bigint primary key references catalogue.record on delete cascade,
  member_id smallint not null references consortium.member,
  added_at timestamptz not null
);
create index fast_added_waiting on cataloguing.fast_added (member_id, added_at, record_id);
