-- When a quarrel went to its mediator, because the two did not agree in time.
alter table peer_loans.loan add column referred_at timestamptz;
-- Quarrels of before have the same time from now on.
update peer_loans.loan set deadline_at = now() + interval '14 days'
where state in ('disputed', 'damage-claimed') and deadline_at is null;
