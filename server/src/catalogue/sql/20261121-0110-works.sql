-- A work: the editions and translations readers see as one. Instances come into it by shared keys (work-keys.ts).
create table catalogue.work (
  id bigint generated always as identity primary key
);

-- Hash of title + creator, and the work it stands for.
create table catalogue.work_key (
  key bigint primary key,
  work_id bigint not null
);
create index work_key_work on catalogue.work_key (work_id);

alter table catalogue.instance add column work_id bigint;
create index instance_work on catalogue.instance (work_id);
-- Instances from before works were kept; a job gives them theirs.
create index instance_without_work on catalogue.instance (id) where work_id is null and record_count > 0;

-- Where a cataloguer put an instance, whatever its keys say.
create table catalogue.work_pin (
  instance_id bigint primary key references catalogue.instance,
  work_id bigint not null references catalogue.work,
  pinned_by uuid not null,
  pinned_at timestamptz not null default now()
);
create index work_pin_work on catalogue.work_pin (work_id);

-- A reader says that an instance does not belong to the work it is shown in.
create table catalogue.work_report (
  id bigint generated always as identity primary key,
  instance_id bigint not null references catalogue.instance,
  work_id bigint not null references catalogue.work,
  comment text not null default '' check (length(comment) <= 1000),
  reported_by uuid,
  reported_at timestamptz not null default now(),
  state text not null default 'open' check (state in ('open', 'separated', 'kept')),
  decided_by uuid,
  decided_at timestamptz
);
create unique index work_report_open on catalogue.work_report (instance_id, work_id) where state = 'open';
create index work_report_queue on catalogue.work_report (id) where state = 'open';
