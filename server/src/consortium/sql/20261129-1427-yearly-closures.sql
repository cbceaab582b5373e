-- Closures that come back every year on the same days: New Year, a founding day.
alter table consortium.closure add column yearly boolean not null default false,
  add constraint closure_yearly_short check (not yearly or last_on - first_on < 180);

