-- A request for one item, for any edition of the work, or one that rests until a day with its place in the queue.
alter table circulation.hold
  add column wanted_item_id bigint references catalogue.item,
  add column any_edition boolean not null default false,
  add column suspended_until date;
create index hold_any_edition on circulation.hold (placed_at) where any_edition and state = 'waiting';
create index hold_suspended on circulation.hold (suspended_until) where suspended_until is not null and state = 'waiting';

-- What a copy costs a request beside the road: `{ load, fairness, tries }` in minutes; `cost`: all together.
alter table circulation.hold_candidate
  add column cost integer,
  add column extra jsonb not null default '{}';

-- When the owner asked for it back before its day, for another reader.
alter table circulation.loan add column recalled_at timestamptz;

-- What each library has sent to others' readers in ninety days, and how many copies it lends: counted every night.
create table circulation.member_share (
  member_id smallint primary key references consortium.member,
  sent integer not null,
  copies integer not null
);

create or replace view circulation.candidate_fact as
  select c.hold_id, c.item_id, c.minutes, c.rejected, c.considered_at, c.cost, c.extra from circulation.hold_candidate c;
create or replace view circulation.hold_line as
  select h.id, h.person_id, h.instance_id, h.part, h.part_key, h.pickup_branch_id, h.state, h.placed_at, h.item_id,
    h.suspended_until, h.any_edition, h.wanted_item_id
  from circulation.hold h where h.closed_at is null;
