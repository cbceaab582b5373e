-- What other rooms may know of what a person has and has asked for; the member is the owner of the book.
create view circulation.loan_fact as
  select l.person_id, i.member_id, i.barcode, l.due_on, x.brief -> 'title' ->> 'main' as title
  from circulation.loan l join catalogue.item i on i.id = l.item_id
  join catalogue.record r on r.id = i.record_id join catalogue.instance x on x.id = r.instance_id
  where l.returned_at is null;
create view circulation.hold_fact as select h.person_id, h.id from circulation.hold h where h.closed_at is null;
