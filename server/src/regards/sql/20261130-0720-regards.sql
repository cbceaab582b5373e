create schema regards;

-- One word about whoever one lent to or borrowed from: thanks, or trouble, with reasons from a list and no words of one's
-- own. One per pair: the latest holds. After thirty days nothing tells any more who said it (`pair` is a keyed hash).
create table regards.regard (
  id uuid primary key,
  pair text not null constraint regard_pair unique,
  loan_id uuid constraint regard_loan references peer_loans.loan on delete set null,
  by_id uuid references people.person,
  about_id uuid not null references people.person,
  kind text not null check (kind in ('thanks', 'trouble')),
  reasons text[] not null check (cardinality(reasons) <= 5),
  at timestamptz not null,
  check (by_id <> about_id)
);
create index regard_about on regards.regard (about_id);
create index regard_by on regards.regard (by_id) where by_id is not null;
create index regard_of_loan on regards.regard (loan_id) where loan_id is not null;
