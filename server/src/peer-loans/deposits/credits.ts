import { sql } from "kysely";
import type { Db, Tx } from "../../kernel/database.ts";
import { newId } from "../../kernel/ids.ts";
import { DAY_MS } from "../../kernel/time.ts";
import type { LockedLoan } from "../loans/loan-rows.ts";
import { TRUST_DAYS } from "../loans/trust.ts";

/** Points are kept in hundredths. */
export const POINT = 100;
/** What two people can earn by each other in 30 days, both together. */
export const PAIR_CAP = 4 * POINT;
/** What one person can earn in 24 hours. */
export const DAILY_CAP = 5 * POINT;
const MONTH_DAYS = 30;

type CreditReason = "lent" | "returned" | "given" | "found";

/**
 * Points for a return the other side confirmed: the lender for having lent, the borrower when it was in time. Never
 * for publishing or giving, nor for a book that comes back within three days: both can be done between one's own accounts. Both sides are named, so that the k-th deal of the same two in a month earns 1/k.
 */
export async function mintForReturn(tx: Tx, at: Date, loan: LockedLoan, isOnTime: boolean): Promise<void> {
  const { rows } = await sql<{
    days: number;
  }>`select extract(epoch from l.back_at - l.handed_over_at) / 86400 as days
    from peer_loans.loan l where l.id = ${loan.id}`.execute(tx);
  if (Number(rows[0]?.days ?? 0) < TRUST_DAYS) return;
  const { lenderId, borrowerId } = loan;
  const [lender, borrower] = [
    { id: lenderId, member: loan.lenderMember },
    { id: borrowerId, member: null },
  ];
  if (lenderId !== null) await mint(tx, at, lenderId, borrower, "lent", loan.id);
  if (isOnTime) await mint(tx, at, borrowerId, lender, "returned", loan.id);
}

/** Moves new points to somebody because `counterpart`, a person or a library, confirmed what they did; caps may leave less, or nothing. */
async function mint(
  tx: Tx,
  at: Date,
  personId: string,
  counterpart: { id: string | null; member: number | null },
  reason: CreditReason,
  loanId: string | null,
): Promise<number> {
  const monthAgo = new Date(at.getTime() - MONTH_DAYS * DAY_MS);
  const dayAgo = new Date(at.getTime() - DAY_MS);
  const { rows } = await sql<{ deals: number; pair: number; today: number }>`
    select count(distinct c.loan_id) filter (where c.at > ${monthAgo} and c.loan_id is distinct from ${loanId}::uuid) as deals,
      coalesce(sum(c.amount) filter (where c.at > ${monthAgo}), 0) as pair,
      (select coalesce(sum(d.amount), 0) from peer_loans.credit_transfer d
        where d.to_person_id = ${personId} and d.from_person_id is null and d.at > ${dayAgo}) as today
    from peer_loans.credit_transfer c
    where (c.to_person_id = ${personId} and (c.counterpart_id = ${counterpart.id}::uuid
        or c.counterpart_member = ${counterpart.member}::smallint))
      or (c.to_person_id = ${counterpart.id}::uuid and c.counterpart_id = ${personId})`.execute(tx);
  const { deals, pair, today } = rows[0]!;
  const amount = Math.min(
    Math.floor(POINT / (deals + 1)),
    PAIR_CAP - Number(pair),
    DAILY_CAP - Number(today),
  );
  if (amount <= 0) return 0;
  await sql`insert into peer_loans.credit_transfer (id, from_person_id, to_person_id, amount, reason, loan_id, counterpart_id,
      counterpart_member, at)
    values (${newId<"credit">()}, null, ${personId}, ${amount}, ${reason}, ${loanId}::uuid, ${counterpart.id},
      ${counterpart.member}, ${at})
    on conflict do nothing`.execute(tx);
  return amount;
}

/** Somebody's balance in hundredths: what came in less what went out. */
export async function balanceOf(db: Db, personId: string): Promise<number> {
  const { rows } = await sql<{ balance: number }>`
    select coalesce(sum(case when c.to_person_id = ${personId} then c.amount else -c.amount end), 0)::int as balance
    from peer_loans.credit_transfer c
    where c.to_person_id = ${personId} or c.from_person_id = ${personId}`.execute(db);
  return rows[0]!.balance;
}

/** Takes back what a loan brought, when it turns out it was none: lines in the other direction, nothing is deleted. */
export async function reverseCredits(tx: Tx, at: Date, loanId: string): Promise<void> {
  await sql`insert into peer_loans.credit_transfer (id, from_person_id, to_person_id, amount, reason, loan_id, counterpart_id,
      counterpart_member, at)
    select gen_random_uuid(), c.to_person_id, null, c.amount, 'reversed', c.loan_id, c.counterpart_id, c.counterpart_member, ${at}
    from peer_loans.credit_transfer c where c.loan_id = ${loanId} and c.from_person_id is null
      and not exists (select 1 from peer_loans.credit_transfer r where r.loan_id = c.loan_id and r.reason = 'reversed'
        and r.from_person_id = c.to_person_id)`.execute(tx);
}
