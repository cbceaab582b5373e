-- Several owners asked at once: the requests of one question bear one id; the first who says yes ends the others.
alter table peer_loans.loan add column asked_with uuid;
create index loan_asked_with on peer_loans.loan (asked_with) where asked_with is not null;

-- How a loan stands and since when, for rooms above.
create view peer_loans.loan_end as
  select id, lender_id, borrower_id, state, handed_over_at, back_at, ended_at from peer_loans.loan;
