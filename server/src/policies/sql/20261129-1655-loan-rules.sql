create schema policies;

-- What holds for loans of a library's books, by kind of reader and kind of item; null: whichever. `member_id` null: the
-- consortium's rule, a default that libraries may be more exact than, or `locked`. A value that is null is left to other rules.
create table policies.loan_rule (
  id integer generated always as identity primary key,
  member_id smallint constraint loan_rule_member references consortium.member,
  patron_group text constraint loan_rule_group_given check (patron_group ~ '\S'),
  item_class text constraint loan_rule_class_given check (item_class ~ '\S'),
  loan_days smallint constraint loan_rule_days_range check (loan_days between 1 and 365),
  renewals_max smallint constraint loan_rule_renewals_range check (renewals_max between 0 and 20),
  loans_max smallint constraint loan_rule_loans_range check (loans_max between 0 and 500),
  holds_max smallint constraint loan_rule_holds_range check (holds_max between 0 and 500),
  locked boolean not null default false,
  constraint loan_rule_once unique nulls not distinct (member_id, patron_group, item_class),
  constraint loan_rule_lock_of_consortium check (not locked or member_id is null),
  constraint loan_rule_says_something
    check (coalesce(loan_days, renewals_max, loans_max, holds_max) is not null),
  -- Requests are for titles, which have no class.
  constraint loan_rule_holds_of_no_class check (holds_max is null or item_class is null)
);

-- What a region begins with: nobody has more than this at once. Seen and changed in the workbench.
insert into policies.loan_rule (loans_max, holds_max) values (50, 50);
