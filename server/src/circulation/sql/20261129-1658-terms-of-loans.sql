-- What a loan was made under, and keeps; null: what the owner's figures say, as of loans from before rules.
alter table circulation.loan
  add column loan_days smallint check (loan_days between 1 and 365),
  add column renewals_max smallint check (renewals_max between 0 and 20);
