create schema matching;

-- Two records that look alike, each pair twice, once from either side. Kept from review_at upwards, so that the records
-- which hang together are found without comparing again. `record` ids of the room above; a record's row never goes.
create table matching.pair (
  from_id bigint not null,
  to_id bigint not null constraint pair_of_two check (to_id <> from_id),
  score real not null,
  -- Alike enough to join by the thresholds of the two sources.
  joins boolean not null,
  primary key (from_id, to_id)
);

-- What a person said of two records: it outlives every load and every new decision. The row without `lifted_at` is in force.
create table matching.pin (
  id bigint generated always as identity primary key,
  low_id bigint not null,
  high_id bigint not null,
  verdict text not null check (verdict in ('same', 'apart')),
  why text not null default '' constraint pin_why_length check (length(why) <= 1000),
  pinned_by uuid not null,
  pinned_at timestamptz not null default now(),
  lifted_at timestamptz,
  constraint pin_in_order check (low_id < high_id)
);
create unique index pin_in_force on matching.pin (low_id, high_id) where lifted_at is null;
create index pin_high on matching.pin (high_id) where lifted_at is null;
create index pin_by on matching.pin (pinned_by);

-- Pairs that wait for a person: alike, and yet apart. `deferred_at`: somebody looked and could not say.
create table matching.doubt (
  low_id bigint not null,
  high_id bigint not null,
  score real not null,
  since timestamptz not null default now(),
  deferred_at timestamptz,
  primary key (low_id, high_id),
  constraint doubt_in_order check (low_id < high_id)
);
create index doubt_high on matching.doubt (high_id);
create index doubt_queue on matching.doubt (coalesce(deferred_at, '-infinity'), score desc, low_id, high_id);

-- From which score records of a source join, and from which a person is asked; of two sources the stricter counts.
create table matching.source_threshold (
  member_id smallint primary key constraint source_threshold_member references consortium.member,
  join_at real not null constraint source_threshold_join check (join_at between 4 and 12),
  review_at real not null constraint source_threshold_review check (review_at between 2 and 12),
  set_by uuid not null,
  set_at timestamptz not null default now(),
  constraint source_threshold_order check (review_at <= join_at)
);
