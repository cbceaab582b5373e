-- What other rooms may know of the ways of items, of loans that are running, and of what has been asked for.
create view circulation.transit_fact as
  select t.id, t.item_id, t.from_branch_id, t.to_branch_id, t.reason, t.sent_at, t.ended_at, t.outcome
  from circulation.transit t;
create view circulation.item_status as
  select s.item_id, s.member_id, s.status, s.due_on, s.loan_id, s.transit_id, s.hold_id from circulation.item_state s;
create view circulation.loan_event as
  select l.id, l.item_id, l.checkout_branch_id, l.return_branch_id, l.loaned_at, l.due_on, l.renewals, l.returned_at,
    l.claimed_at, l.is_lost
  from circulation.loan l;
create view circulation.hold_event as
  select h.id, h.instance_id, h.pickup_branch_id, h.state, h.item_id, h.placed_at, h.targeted_at, h.shelf_until,
    h.stalled_at, h.closed_at
  from circulation.hold h;
create view circulation.take_down_fact as
  select d.item_id, d.branch_id, d.reason, d.since from circulation.take_down d;
create view circulation.report_fact as
  select p.id, p.item_id, p.kind, p.branch_id, p.reported_at, p.decided_at, p.is_true from circulation.item_report p;
