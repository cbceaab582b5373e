-- Every check-out asks what its reader has now: without this it walks through all they ever had and all that is lent in the region.
create index loan_open_person on circulation.loan (person_id, due_on) where returned_at is null;
