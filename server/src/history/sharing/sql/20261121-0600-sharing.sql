create extension if not exists btree_gist;
create schema sharing;

-- What sharing knows of somebody. The exact place where they live is never stored: `cell` names a square of about
-- one kilometre (cell.ts), `pt` is its centre (longitude, latitude, WGS-84).
create table sharing.person (
  person_id uuid primary key references people.person,
  nickname text constraint person_nickname_form check (length(nickname) between 1 and 30),
  is_minor boolean not null default false,
  cell bigint,
  pt point,
  region_id integer not null default 0,
  time_zone text not null default 'Asia/Shanghai',
  -- Closed loans stay readable for their own reader when they keep a diary.
  keeps_diary boolean not null default false,
  -- Requests left unanswered in a row; two pause every offer (the reader is asked first thing).
  silent_requests smallint not null default 0,
  cell_moves date[] not null default '{}',
  created_at timestamptz not null default now(),
  check ((cell is null) = (pt is null))
);

-- Squares looked at in a day, against copying the whole map.
create table sharing.cell_look (
  person_id uuid not null references people.person,
  day date not null,
  cell bigint not null,
  primary key (person_id, day, cell)
);

-- Mutual: a row in one direction hides both from each other everywhere.
create table sharing.block (
  person_id uuid not null references people.person,
  blocked_id uuid not null references people.person,
  at timestamptz not null,
  primary key (person_id, blocked_id),
  constraint block_not_oneself check (person_id <> blocked_id)
);
create index block_blocked on sharing.block (blocked_id);

-- One row per pair, the smaller id first; a friendship counts once `accepted_at` is set.
create table sharing.friendship (
  low_id uuid not null references people.person,
  high_id uuid not null references people.person,
  asked_by uuid not null references people.person,
  asked_at timestamptz not null,
  accepted_at timestamptz,
  primary key (low_id, high_id),
  constraint friendship_not_oneself check (low_id < high_id)
);
create index friendship_high on sharing.friendship (high_id);

-- A title as readers know it. `instance_id` is set once the union catalogue has it; until then it is a stub.
create table sharing.title (
  id bigint generated always as identity primary key,
  isbn text constraint title_isbn_unique unique constraint title_isbn_form check (isbn ~ '^97[89][0-9]{10}$'),
  instance_id bigint references catalogue.instance,
  main text not null,
  author text not null default '',
  -- Null: from the catalogue or from an ISBN alone. Otherwise who typed it, and only they may mend it.
  typed_by uuid references people.person,
  created_at timestamptz not null default now(),
  constraint title_given check (main <> '')
);
create index title_instance on sharing.title (instance_id) where instance_id is not null;
create index title_stub on sharing.title (isbn) where instance_id is null and isbn is not null;

-- Owner, custodian and place are three facts. Owner null: the commons (drifted and donated books).
create table sharing.copy (
  id uuid primary key,
  region_id integer not null,
  title_id bigint not null references sharing.title,
  owner_id uuid references people.person,
  custodian_id uuid references people.person,
  place_kind text check (place_kind in ('branch', 'nest', 'meeting-point')),
  place_id text,
  condition text not null default 'good' constraint copy_condition_known
    check (condition in ('new', 'fine', 'good', 'worn', 'damaged')),
  note text not null default '' check (length(note) <= 500),
  shelf text not null default '' check (length(shelf) <= 60),
  reading text not null default 'none' check (reading in ('none', 'to-read', 'reading', 'read')),
  state text not null default 'kept' check (state in ('kept', 'lost', 'retired')),
  version integer not null default 1,
  created_at timestamptz not null,
  check ((place_kind is null) = (place_id is null))
);
create index copy_owner on sharing.copy (owner_id, created_at desc, id);
create index copy_custodian on sharing.copy (custodian_id) where custodian_id is not null;
create index copy_title on sharing.copy (title_id);

-- The only row search sees. `pt` and `cell` are the owner's square, never finer.
create table sharing.offer (
  copy_id uuid primary key references sharing.copy on delete cascade,
  region_id integer not null,
  title_id bigint not null references sharing.title,
  instance_id bigint references catalogue.instance,
  owner_id uuid references people.person,
  modes text[] not null constraint offer_modes_known
    check (modes <@ array['lend', 'give', 'drift', 'read-here'] and cardinality(modes) > 0),
  loan_days smallint not null default 30 constraint offer_loan_days_range check (loan_days between 1 and 180),
  cell bigint,
  pt point,
  is_public boolean not null default false,
  radius_km smallint not null default 5 constraint offer_radius_range check (radius_km between 1 and 50),
  to_friends boolean not null default false,
  state text not null default 'open' check (state in ('open', 'paused', 'withdrawn')),
  -- False while a loan holds the copy; written in the loan's own transaction.
  is_free boolean not null default true,
  published_at timestamptz not null,
  constraint offer_public_place check (not is_public or cell is not null),
  check ((cell is null) = (pt is null))
);
create index offer_near on sharing.offer using gist (pt) where is_public and state = 'open' and is_free;
create index offer_title_near on sharing.offer using gist (instance_id, pt)
  where is_public and state = 'open' and is_free;
create index offer_instance on sharing.offer (instance_id) where instance_id is not null and state = 'open';
create index offer_title on sharing.offer (title_id);
create index offer_owner on sharing.offer (owner_id) where state = 'open';

create table sharing.photo (
  id uuid primary key,
  copy_id uuid not null references sharing.copy on delete cascade,
  media_type text not null check (media_type in ('image/jpeg', 'image/png', 'image/webp')),
  bytes integer not null,
  created_at timestamptz not null
);
create index photo_copy on sharing.photo (copy_id);

-- Where every copy went, append-only: for journeys, for evidence.
create table sharing.custody_event (
  id bigint generated always as identity primary key,
  region_id integer not null,
  copy_id uuid not null references sharing.copy on delete cascade,
  at timestamptz not null,
  kind text not null,
  actor_id uuid not null,
  owner_id uuid,
  custodian_id uuid,
  place_kind text,
  place_id text,
  loan_id uuid
);
create index custody_event_copy on sharing.custody_event (copy_id, id);

create table sharing.circle (
  id uuid primary key,
  kind text not null check (kind in ('class', 'school', 'campus', 'alliance', 'compound', 'workplace',
    'reading-group', 'wechat-group', 'qq-group', 'library', 'interest')),
  name text not null constraint circle_name_form check (length(name) between 2 and 60),
  about text not null default '' check (length(about) <= 1000),
  -- Ways in; see circle-kinds.ts.
  proofs text[] not null constraint circle_proofs_known check (proofs <@ array['account', 'email', 'roster', 'steward',
    'vouch', 'invite'] and cardinality(proofs) > 0),
  -- Library whose readers belong by their account.
  member_id smallint references consortium.member,
  email_domain text constraint circle_domain_form check (email_domain ~ '^[a-z0-9-]+(\.[a-z0-9-]+)+$'),
  vouches_needed smallint not null default 3 check (vouches_needed between 1 and 10),
  max_loan_days smallint check (max_loan_days between 1 and 180),
  max_active_loans smallint check (max_active_loans between 1 and 50),
  -- Member whose staff answer for a circle that people under age may use.
  guarded_by smallint references consortium.member,
  is_listed boolean not null default true,
  closed_at timestamptz,
  created_by uuid not null references people.person,
  created_at timestamptz not null,
  version integer not null default 1,
  constraint circle_account_member check (not ('account' = any(proofs)) or member_id is not null),
  constraint circle_email_domain check (not ('email' = any(proofs)) or email_domain is not null),
  constraint circle_guarded_proofs check (guarded_by is null or proofs <@ array['account', 'roster', 'steward'])
);
create index circle_listed on sharing.circle (kind, name) where is_listed and closed_at is null;

-- A circle inside another: its members count as members of the parent once the parent's steward has agreed.
create table sharing.circle_parent (
  circle_id uuid not null references sharing.circle,
  parent_id uuid not null references sharing.circle,
  asked_by uuid not null references people.person,
  asked_at timestamptz not null,
  agreed_at timestamptz,
  primary key (circle_id, parent_id),
  constraint circle_parent_not_itself check (circle_id <> parent_id)
);
create index circle_parent_parent on sharing.circle_parent (parent_id);

create table sharing.membership (
  circle_id uuid not null references sharing.circle,
  person_id uuid not null references people.person,
  -- States and their transitions: membership-states.ts.
  state text not null check (state in ('applied', 'active', 'refused', 'left', 'expelled')),
  role text not null default 'member' check (role in ('member', 'steward')),
  proof text check (proof in ('account', 'email', 'roster', 'steward', 'vouch', 'invite', 'founder')),
  applied_at timestamptz not null,
  joined_at timestamptz,
  ended_at timestamptz,
  words text not null default '' check (length(words) <= 300),
  primary key (circle_id, person_id),
  check (state <> 'active' or (proof is not null and joined_at is not null)),
  check (role = 'member' or state = 'active')
);
create index membership_person on sharing.membership (person_id) where state = 'active';

create table sharing.vouch (
  circle_id uuid not null references sharing.circle,
  candidate_id uuid not null references people.person,
  voucher_id uuid not null references people.person,
  at timestamptz not null,
  primary key (circle_id, candidate_id, voucher_id),
  constraint vouch_not_oneself check (candidate_id <> voucher_id)
);

create table sharing.circle_invite (
  id uuid primary key,
  circle_id uuid not null references sharing.circle,
  token_hash bytea not null constraint circle_invite_token_unique unique,
  made_by uuid not null references people.person,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  uses_left smallint not null check (uses_left >= 0)
);
create index circle_invite_circle on sharing.circle_invite (circle_id);

-- A steward's list of who belongs: keyed hashes of e-mail addresses and reader numbers only.
create table sharing.roster_entry (
  circle_id uuid not null references sharing.circle,
  key_hash bytea not null,
  taken_by uuid references people.person,
  primary key (circle_id, key_hash)
);

-- A code on its way to an address; the address itself is not kept.
create table sharing.email_proof (
  circle_id uuid not null references sharing.circle,
  person_id uuid not null references people.person,
  address_hash bytea not null,
  code_hash bytea not null,
  expires_at timestamptz not null,
  attempts smallint not null default 0,
  primary key (circle_id, person_id)
);

-- Which circles an offer is for.
create table sharing.offer_circle (
  circle_id uuid not null references sharing.circle,
  copy_id uuid not null references sharing.offer on delete cascade,
  primary key (circle_id, copy_id)
);
create index offer_circle_copy on sharing.offer_circle (copy_id);

create table sharing.loan (
  id uuid primary key,
  region_id integer not null,
  copy_id uuid not null references sharing.copy,
  mode text not null check (mode in ('lend', 'give', 'read-here')),
  lender_id uuid not null references people.person,
  borrower_id uuid not null references people.person,
  -- The circle through which the borrower saw the copy; its rules hold. Null: in public or among friends.
  via_circle_id uuid references sharing.circle,
  -- States and their transitions: loan-states.ts.
  state text not null check (state in ('requested', 'queued', 'accepted', 'on-loan', 'return-claimed', 'returned',
    'disputed', 'damage-claimed', 'declined', 'withdrawn', 'expired', 'cancelled', 'lapsed', 'given', 'passed-on',
    'closed', 'settled')),
  -- Kept with the loan: copies vanish, history must still read. Erased with the rest.
  title text,
  instance_id bigint references catalogue.instance,
  loan_days smallint not null,
  time_zone text not null,
  requested_at timestamptz not null,
  -- When the clock decides if nobody does; see loan-states.ts.
  deadline_at timestamptz,
  answered_at timestamptz,
  handed_over_at timestamptz,
  due_on date,
  renewals smallint not null default 0,
  renewal_asked_at timestamptz,
  recalled_at timestamptz,
  back_at timestamptz,
  ended_at timestamptz,
  ended_by uuid,
  outcome text check (outcome in ('returned', 'replaced', 'compensated', 'forgiven', 'written-off')),
  pass_on_agreed_at timestamptz,
  reason text,
  evidence text check (length(evidence) <= 2000),
  proposed_outcome text check (proposed_outcome in ('returned', 'replaced', 'compensated', 'forgiven', 'written-off')),
  proposed_by uuid,
  code_attempts smallint not null default 0,
  code_tried_at timestamptz,
  lender_keeps boolean not null default false,
  borrower_keeps boolean not null default false,
  reminded_on date,
  erased_at timestamptz,
  version integer not null default 1,
  constraint loan_not_oneself check (lender_id <> borrower_id),
  check ((state in ('declined', 'withdrawn', 'expired', 'cancelled', 'lapsed', 'given', 'passed-on', 'closed',
    'settled')) = (ended_at is not null)),
  check ((state in ('on-loan', 'return-claimed', 'disputed')) <= (handed_over_at is not null))
);
-- One active loan per copy.
create unique index loan_active_per_copy on sharing.loan (copy_id)
  where state in ('accepted', 'on-loan', 'return-claimed', 'disputed');
create unique index loan_open_per_borrower on sharing.loan (copy_id, borrower_id)
  where state in ('requested', 'queued', 'accepted', 'on-loan', 'return-claimed', 'disputed');
create index loan_queue on sharing.loan (copy_id, requested_at, id) where state in ('requested', 'queued');
create index loan_lender on sharing.loan (lender_id, requested_at desc);
create index loan_borrower on sharing.loan (borrower_id, requested_at desc);
create index loan_deadline on sharing.loan (deadline_at) where deadline_at is not null;
create index loan_due on sharing.loan (due_on) where state = 'on-loan';
create index loan_erase on sharing.loan (ended_at) where ended_at is not null and erased_at is null;
create index loan_via on sharing.loan (via_circle_id, borrower_id) where via_circle_id is not null;

-- Append-only: who moved a loan from where to where.
create table sharing.loan_event (
  id bigint generated always as identity primary key,
  region_id integer not null,
  loan_id uuid not null references sharing.loan,
  at timestamptz not null,
  actor_id uuid not null,
  trigger text not null,
  from_state text,
  to_state text not null
);
create index loan_event_loan on sharing.loan_event (loan_id, id);

create table sharing.appointment (
  loan_id uuid primary key references sharing.loan,
  at timestamptz not null,
  minutes smallint not null default 30 check (minutes between 5 and 240),
  place text not null constraint appointment_place_form check (length(place) between 2 and 200),
  branch_id integer references consortium.branch,
  proposed_by uuid not null references people.person,
  agreed_at timestamptz,
  reminded_at timestamptz,
  version integer not null default 1
);
create index appointment_at on sharing.appointment (at) where reminded_at is null;

create table sharing.message (
  id uuid primary key,
  loan_id uuid not null references sharing.loan on delete cascade,
  sender_id uuid not null references people.person,
  text text not null constraint message_text_form check (length(text) between 1 and 1000),
  at timestamptz not null
);
create index message_loan on sharing.message (loan_id, at, id);

create table sharing.notice (
  id uuid primary key,
  person_id uuid not null references people.person,
  kind text not null,
  params jsonb not null,
  loan_id uuid,
  created_at timestamptz not null,
  read_at timestamptz,
  mailed_at timestamptz
);
create index notice_person on sharing.notice (person_id, created_at desc);
create index notice_loan on sharing.notice (loan_id) where loan_id is not null;

-- Every line moves an amount from one account to another: the sum over all accounts is always zero. Null: the mint.
-- Hundredths of a point.
create table sharing.credit_transfer (
  id uuid primary key,
  from_person_id uuid references people.person,
  to_person_id uuid references people.person,
  amount integer not null check (amount > 0),
  reason text not null check (reason in ('lent', 'returned', 'given', 'found', 'reversed')),
  loan_id uuid,
  counterpart_id uuid,
  at timestamptz not null,
  constraint credit_two_accounts check (from_person_id is distinct from to_person_id)
);
create unique index credit_once_per_loan on sharing.credit_transfer (loan_id, to_person_id, reason)
  where loan_id is not null;
create index credit_to on sharing.credit_transfer (to_person_id, at);
create index credit_from on sharing.credit_transfer (from_person_id, at) where from_person_id is not null;

-- What a command answered, so that a client may send it again.
create table sharing.command (
  actor_id uuid not null,
  key text not null check (length(key) between 8 and 100),
  name text not null,
  fingerprint bytea not null,
  answer jsonb,
  at timestamptz not null,
  primary key (actor_id, key)
);
create index command_at on sharing.command (at);

-- Circles somebody counts in: their own, and those their circles belong to.
create function sharing.circles_of(who uuid, guarded_only boolean) returns setof uuid
language sql stable as $$
  with recursive mine(id, depth) as (
    select m.circle_id, 0 from sharing.membership m where m.person_id = who and m.state = 'active'
    union
    select p.parent_id, mine.depth + 1 from mine join sharing.circle_parent p on p.circle_id = mine.id
    where p.agreed_at is not null and mine.depth < 4
  )
  select distinct c.id from mine join sharing.circle c on c.id = mine.id
  where c.closed_at is null and (not guarded_only or c.guarded_by is not null)
  limit 64
$$;

create function sharing.blocked(a uuid, b uuid) returns boolean
language sql stable as $$
  select exists (select 1 from sharing.block x where x.person_id = a and x.blocked_id = b)
    or exists (select 1 from sharing.block x where x.person_id = b and x.blocked_id = a)
$$;

create function sharing.befriended(a uuid, b uuid) returns boolean
language sql stable as $$
  select exists (select 1 from sharing.friendship f
    where f.low_id = least(a, b) and f.high_id = greatest(a, b) and f.accepted_at is not null)
$$;

-- Great-circle kilometres between two points (longitude, latitude), on a sphere of 6371 km.
create function sharing.kilometres(a point, b point) returns double precision
language sql immutable strict as $$
  select 2 * 6371 * asin(least(1, sqrt(
    sin(radians(b[1] - a[1]) / 2) ^ 2
    + cos(radians(a[1])) * cos(radians(b[1])) * sin(radians(b[0] - a[0]) / 2) ^ 2)))
$$;
