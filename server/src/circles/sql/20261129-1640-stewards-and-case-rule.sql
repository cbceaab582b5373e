-- How a quarrel about a loan that came through the circle ends when nobody decided it; null: by the region's rule.
alter table circles.circle
  add column case_outcome text check (case_outcome in ('compensated', 'forgiven', 'written-off')),
  -- Nobody looks after it and nobody was left to ask: it takes no new members until the office names a steward.
  add column resting_since timestamptz;

-- Members who were asked, the eldest first, whether they would look after a circle whose last steward is gone.
create table circles.steward_call (
  circle_id uuid not null references circles.circle on delete cascade,
  person_id uuid not null references people.person,
  asked_at timestamptz not null,
  primary key (circle_id, person_id)
);
create index steward_call_person on circles.steward_call (person_id);
create index membership_steward on circles.membership (circle_id) where role = 'steward' and state = 'active';
