-- When the borrower said the book was back: what counts once it is confirmed.
alter table sharing.loan add column claimed_at timestamptz;
update sharing.loan l set claimed_at = (select max(e.at) from sharing.loan_event e
  where e.loan_id = l.id and e.trigger = 'claim-return') where l.state = 'return-claimed';
