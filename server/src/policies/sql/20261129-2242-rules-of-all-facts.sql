-- Rules name any of the facts that decide and say any of the values (words.ts): a fact that is absent is whichever, a value
-- that is absent is left to other rules. A rule holds from `valid_from` until `valid_until`; a changed rule is a new row.
alter table policies.loan_rule
  add column facts jsonb not null default '{}',
  add column says jsonb not null default '{}',
  add column valid_from timestamptz not null default '2000-01-01',
  add column valid_until timestamptz;
update policies.loan_rule set
  facts = jsonb_strip_nulls(jsonb_build_object('patronGroup', patron_group, 'itemClass', item_class)),
  says = jsonb_strip_nulls(jsonb_build_object('period', 'P' || loan_days || 'D', 'renewalsMax', renewals_max,
    'loansMax', loans_max, 'holdsMax', holds_max));
alter table policies.loan_rule
  drop constraint loan_rule_once,
  drop constraint loan_rule_says_something,
  drop constraint loan_rule_holds_of_no_class,
  drop column patron_group, drop column item_class, drop column loan_days, drop column renewals_max,
  drop column loans_max, drop column holds_max,
  add constraint loan_rule_facts_object check (jsonb_typeof(facts) = 'object'),
  add constraint loan_rule_says_something check (jsonb_typeof(says) = 'object' and says <> '{}'),
  -- Requests are for titles, which have no class and stand nowhere.
  add constraint loan_rule_holds_of_no_item
    check (not says ? 'holdsMax' or not facts ?| array['itemClass', 'location', 'format', 'newerThanDays']),
  add constraint loan_rule_valid_order check (valid_until > valid_from);
create unique index loan_rule_once on policies.loan_rule (coalesce(member_id, 0), lower(facts::text), valid_from);

-- Every change of the rules, by whom and from when: the history that is shown.
create table policies.rule_change (
  id integer generated always as identity primary key,
  member_id smallint references consortium.member,
  name text not null default '',
  effective_at timestamptz not null,
  made_at timestamptz not null,
  by_id uuid not null,
  -- `[{ set: rule } | { removed: rule }]`
  changes jsonb not null
);
create index rule_change_member on policies.rule_change (member_id, id);

-- Rules being prepared: changes that take effect together, on a day, when the examples pass.
create table policies.rule_draft (
  id integer generated always as identity primary key,
  member_id smallint constraint rule_draft_member references consortium.member,
  name text not null constraint rule_draft_name check (name ~ '\S' and length(name) <= 200),
  changes jsonb not null default '[]',
  by_id uuid not null,
  made_at timestamptz not null
);

-- Cases with what must come out: while one fails, rules are not published.
create table policies.rule_example (
  id integer generated always as identity primary key,
  member_id smallint constraint rule_example_member references consortium.member,
  name text not null constraint rule_example_name check (name ~ '\S' and length(name) <= 200),
  facts jsonb not null,
  says jsonb not null constraint rule_example_says check (says <> '{}')
);

-- Terms of the year (semesters); a library's own in place of the consortium's of the same days.
create table policies.term (
  id integer generated always as identity primary key,
  member_id smallint constraint term_member references consortium.member,
  name jsonb not null constraint term_name_given check (jsonb_path_exists(name, '$.* ? (@ like_regex "\\S")')),
  first_on date not null,
  last_on date not null,
  constraint term_days_order check (last_on >= first_on and last_on < first_on + 366)
);
create unique index term_once on policies.term (coalesce(member_id, 0), first_on);

-- What one library lends to another's readers (`borrower_id` null: to those of all others): whether at all, for how long,
-- how many at once, and when not. Kept after its end, for the loans made under it.
create table policies.agreement (
  id integer generated always as identity primary key,
  lender_id smallint not null constraint agreement_lender references consortium.member,
  borrower_id smallint constraint agreement_borrower references consortium.member,
  facts jsonb not null default '{}',
  says jsonb not null default '{}',
  lends boolean not null default true,
  -- Open loans of the lender's books with such readers at once.
  quota integer constraint agreement_quota_range check (quota between 0 and 100000),
  -- Such readers who have the lender's books at once.
  guests_max integer constraint agreement_guests_range check (guests_max between 0 and 100000),
  -- So many days of a request the borrower's own copies are asked first; of the lender's, its own readers.
  local_first_days smallint not null default 0 constraint agreement_local_range check (local_first_days between 0 and 60),
  valid_from date not null,
  valid_until date,
  -- `[{ from, until }]`: days, both included, on which nothing goes out.
  blackouts jsonb not null default '[]',
  constraint agreement_not_itself check (borrower_id is distinct from lender_id),
  constraint agreement_days_order check (valid_until >= valid_from)
);
create unique index agreement_once on policies.agreement
  (lender_id, coalesce(borrower_id, 0), lower(facts::text), valid_from);

-- Settings of the consortium (no member), a member, or one of its branches; the nearest holds, a locked one over all below.
create table policies.setting (
  key text not null,
  member_id smallint references consortium.member,
  branch_id integer references consortium.branch,
  value jsonb not null,
  locked boolean not null default false,
  constraint setting_branch_of_member check (branch_id is null or member_id is not null)
);
create unique index setting_once on policies.setting (key, coalesce(member_id, 0), coalesce(branch_id, 0));

-- One row that every change of the above raises; changes wait for each other, so that a higher number has seen the lower.
create table policies.book_version (n bigint not null);
insert into policies.book_version values (1);
create function policies.raise_book_version() returns trigger language plpgsql as $$
begin
  update policies.book_version set n = n + 1;
  return null;
end $$;
create trigger loan_rule_raises after insert or update or delete on policies.loan_rule
  for each statement execute function policies.raise_book_version();
create trigger term_raises after insert or update or delete on policies.term
  for each statement execute function policies.raise_book_version();
create trigger agreement_raises after insert or update or delete on policies.agreement
  for each statement execute function policies.raise_book_version();
create trigger setting_raises after insert or update or delete on policies.setting
  for each statement execute function policies.raise_book_version();

-- After how many days overdue of its books a library's readers get nothing more: the setting `overdueBlockDays` as inherited.
create view policies.overdue_block as
  select m.id as member_id, coalesce(case when c.locked then c.value end, o.value, c.value, '30'::jsonb)::int as days
  from consortium.member m
  left join policies.setting c on c.key = 'overdueBlockDays' and c.member_id is null
  left join policies.setting o on o.key = 'overdueBlockDays' and o.member_id = m.id and o.branch_id is null;
