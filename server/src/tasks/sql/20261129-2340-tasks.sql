create schema tasks;

-- Who has taken a task of a branch on.
create table tasks.owner (
  branch_id integer not null references consortium.branch,
  task text not null,
  person_id uuid not null references people.person,
  since timestamptz not null,
  primary key (branch_id, task)
);
create index owner_person on tasks.owner (person_id);

-- How each repeating task of the region went the last time.
create table tasks.last_run (
  job text primary key,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  -- Null: it went well.
  error text
);
