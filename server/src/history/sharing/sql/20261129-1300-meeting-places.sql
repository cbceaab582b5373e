-- False while moderators look at where to meet, or have not let it through; its proposer sees it all the same.
alter table sharing.appointment add column place_public boolean not null default true;
-- What is over reminds nobody.
delete from sharing.appointment a using sharing.loan l where l.id = a.loan_id
  and (l.ended_at is not null or (l.handed_over_at is not null and a.at < l.handed_over_at));
