-- Keyed hash of the address or number that proved a membership: one person per proof.
alter table sharing.membership add column proof_hash bytea;
create unique index membership_proof_once on sharing.membership (circle_id, proof_hash)
  where proof_hash is not null and state = 'active';

create index notice_unmailed on sharing.notice (created_at) where mailed_at is null;
