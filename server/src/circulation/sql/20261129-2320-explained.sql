-- What other rooms may know of loans with what they were made under, of open requests, and of the copies considered for them.
create view circulation.loan_terms as
  select l.id, l.person_id, l.item_id, l.checkout_branch_id, l.loaned_at, l.due_on, l.due_at, l.renewals, l.terms,
    l.claimed_at, l.returned_at, i.member_id, i.part, r.instance_id
  from circulation.loan l join catalogue.item i on i.id = l.item_id join catalogue.record r on r.id = i.record_id;
create view circulation.hold_line as
  select h.id, h.person_id, h.instance_id, h.part, h.part_key, h.pickup_branch_id, h.state, h.placed_at, h.item_id
  from circulation.hold h where h.closed_at is null;
create view circulation.candidate_fact as
  select c.hold_id, c.item_id, c.minutes, c.rejected, c.considered_at from circulation.hold_candidate c;
