create schema placement;

-- Branches among which copies float: what is returned at one of them stays there.
create table placement.float_group (
  id bigint generated always as identity primary key,
  code text not null unique check (code = upper(code)),
  name jsonb not null,
  -- Whose; null: the consortium's.
  member_id smallint references consortium.member,
  -- Kinds of items and shelving locations that float; empty: all.
  item_classes text[] not null default '{}',
  locations text[] not null default '{}',
  -- Copies of one title that may stand at one branch; null: any number.
  most_per_title integer check (most_per_title >= 1)
);
create table placement.float_branch (
  group_id bigint not null references placement.float_group on delete cascade,
  branch_id integer not null references consortium.branch,
  -- Copies from elsewhere that may stay here.
  most integer not null check (most >= 0),
  primary key (group_id, branch_id)
);
create index float_branch_branch on placement.float_branch (branch_id);

-- A set of books that goes from branch to branch.
create table placement.tour (
  id bigint generated always as identity primary key,
  code text not null unique check (code = upper(code)),
  name jsonb not null,
  member_id smallint not null references consortium.member,
  -- The last day; afterwards its books go home.
  ends_on date not null
);
-- From this day on it is at this branch.
create table placement.stop (
  tour_id bigint not null references placement.tour,
  starts_on date not null,
  branch_id integer not null references consortium.branch,
  primary key (tour_id, starts_on)
);

-- Where a copy belongs while it does not belong at home: one place at a time.
create table placement.place (
  item_id bigint primary key references catalogue.item on delete cascade,
  kind text not null check (kind in ('temporary', 'tour', 'store', 'float')),
  -- Null: where its tour is on the day.
  branch_id integer references consortium.branch,
  -- Shelf there; empty: its own.
  location text not null default '',
  note text not null default '',
  -- The last day; null: until somebody ends it.
  until date,
  tour_id bigint references placement.tour,
  -- What lets it float; null when that group is gone.
  group_id bigint references placement.float_group on delete set null,
  -- Where a scan has set it down by this; null: it has not got there.
  settled_branch_id integer references consortium.branch,
  settled_at timestamptz,
  since timestamptz not null,
  constraint place_of_tour check ((kind = 'tour') = (tour_id is not null) and (kind = 'tour') = (branch_id is null)),
  constraint place_of_group check (group_id is null or kind = 'float'),
  constraint place_ends check ((kind = 'temporary') <= (until is not null)),
  constraint place_settled check ((settled_branch_id is null) = (settled_at is null))
);
create index place_settled_branch on placement.place (settled_branch_id);
create index place_branch on placement.place (branch_id);
create index place_tour on placement.place (tour_id);
create index place_group on placement.place (group_id);

-- Places as they are on a day. `branch_id` null: its tour has not begun; `is_over`: a scan sends it home.
create function placement.place_on(day date) returns table (item_id bigint, kind text, branch_id integer, location text,
  note text, until date, is_over boolean, settled_branch_id integer, tour_id bigint, since timestamptz)
  language sql stable as $$
  select p.item_id, p.kind, coalesce(p.branch_id, s.branch_id), p.location, p.note, coalesce(t.ends_on, p.until),
    coalesce(coalesce(t.ends_on, p.until) < day, false) or (p.kind = 'float' and p.group_id is null),
    p.settled_branch_id, p.tour_id, p.since
  from placement.place p
  left join placement.tour t on t.id = p.tour_id
  left join lateral (select x.branch_id from placement.stop x
    where x.tour_id = p.tour_id and x.starts_on <= day order by x.starts_on desc limit 1) s on true
$$;

-- Where copies stand that are not at home, for lists and pages: a scan has set them down there.
create view placement.item_place as
  select p.item_id, p.kind, p.settled_branch_id as branch_id, p.location, p.until, p.note, p.settled_at
  from placement.place p where p.settled_branch_id is not null;
-- Copies that belong at a joint store, also those on their way there.
create view placement.stored_item as
  select p.item_id, p.branch_id, p.location, p.settled_branch_id is not distinct from p.branch_id as is_there, p.settled_at
  from placement.place p where p.kind = 'store' and p.until is null;
