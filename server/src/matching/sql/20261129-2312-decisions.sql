-- Decisions are matching's own. They tell with whom a record was compared, who came next and from where records join, and
-- whether a person said so. `record_id` and `instance_id` are those of the room above.
alter table catalogue.match_decision set schema matching;
alter table matching.match_decision rename to decision;
alter index matching.match_decision_pkey rename to decision_pkey;
alter index matching.match_decision_record rename to decision_record;
alter table matching.decision
  drop constraint match_decision_record_id_fkey,
  drop constraint match_decision_instance_id_fkey,
  add column is_pinned boolean not null default false,
  add column partner_id bigint,
  add column rival_id bigint,
  add column rival_score real,
  add column rival_reasons jsonb not null default '[]',
  add column threshold real;

-- What other rooms may know of where a record has stood, the newest id last.
create view matching.place_fact as select d.id, d.record_id, d.instance_id from matching.decision d;
-- What other rooms may know of the pairs that wait for a person.
create view matching.doubt_fact as
  select d.low_id, d.high_id, d.score, d.since, d.deferred_at from matching.doubt d;
-- What other rooms may know of why a record stands where it stands: the decision in force.
create view matching.decision_fact as
  select distinct on (d.record_id) d.record_id, d.outcome, d.is_pinned, d.partner_id, d.score, d.reasons, d.rival_id,
    d.rival_score, d.rival_reasons, d.threshold, d.decided_at
  from matching.decision d order by d.record_id, d.id desc;
