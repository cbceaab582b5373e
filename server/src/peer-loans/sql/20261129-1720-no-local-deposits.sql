-- How a deposit stands says peer_loans.deposit alone; the table of a provider that was only for tests is gone.
drop table peer_loans.local_deposit;
