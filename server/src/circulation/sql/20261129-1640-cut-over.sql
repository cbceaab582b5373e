-- What was taken over from the system a library had before, as it came: a loan or request that still stands so was touched
-- by nobody here, and can be brought up to date or taken back.
create table circulation.loaded_loan (
  loan_id uuid primary key references circulation.loan on delete cascade,
  due_on date not null,
  renewals smallint not null
);
create table circulation.loaded_hold (
  hold_id uuid primary key references circulation.hold on delete cascade
);
