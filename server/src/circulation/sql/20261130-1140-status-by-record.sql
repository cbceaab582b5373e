-- Rooms above find the copies of a title by its records.
create or replace view circulation.item_status as
  select s.item_id, s.member_id, s.status, s.due_on, s.loan_id, s.transit_id, s.hold_id, s.record_id
  from circulation.item_state s;
