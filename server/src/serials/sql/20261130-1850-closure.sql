-- Since when nothing more is expected of a run.
alter table serials.run add column closed_at timestamptz;
