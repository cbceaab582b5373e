import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { isUuid, newId } from "../../kernel/ids.ts";
import { refuseOn } from "../../kernel/problem.ts";
import type { Clock } from "../../kernel/time.ts";
import { countAct } from "../../moderation/index.ts";
import { demandTogether } from "../../neighbours/index.ts";
import { tell } from "../notices.ts";
import { constraintProblems } from "../problems.ts";
import { refuse } from "../refusals.ts";
import { lockLoan } from "./loan-rows.ts";
import { finalLoanStates } from "./loan-states.ts";

/** What one party wrote to the other, inside one loan. */
export type LoanMessage = { id: string; isMine: boolean; text: string; at: string };

/** Messages a loan holds. */
export const MOST_PER_LOAN = 200;
/** Messages one reader may write in a day, in all their loans. */
export const MESSAGES_PER_DAY = 100;

/**
 * Writes to the other party of a loan that has not ended; nobody else reads it. Refuses `loan-unknown` 404 for
 * everybody else, `loan-ended` 409, `library-lends` 409 (its desk is asked instead), `reader-blocked` 403 once one has blocked the other, `messages-full` 409,
 * `acts-exhausted` 429, `message-length` 400.
 */
export async function sendMessage(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
  text: string,
): Promise<{ id: string }> {
  const loan = await lockLoan(tx, loanId);
  const isLender = actor.personId === loan.lenderId;
  if (!isLender && actor.personId !== loan.borrowerId) throw refuse("loan-unknown");
  if (finalLoanStates.includes(loan.state)) throw refuse("loan-ended");
  if (loan.lenderId === null) throw refuse("library-lends");
  await demandTogether(tx, loan.lenderId, loan.borrowerId);
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from peer_loans.message m where m.loan_id = ${loan.id}`.execute(tx);
  if (rows[0]!.count >= MOST_PER_LOAN) throw refuse("messages-full");
  await countAct(tx, clock, { who: actor.personId, act: "message" }, MESSAGES_PER_DAY);
  const id = newId<"message">() as string;
  await refuseOn(constraintProblems, () =>
    sql`insert into peer_loans.message (id, loan_id, sender_id, text, at)
      values (${id}, ${loan.id}, ${actor.personId}, ${text.trim()}, ${clock.now()})`.execute(tx),
  );
  const other = isLender ? loan.borrowerId : loan.lenderId;
  await tell(tx, clock, other, "peer-message", { title: loan.title }, loan.id);
  return { id };
}

/** The messages of a loan, oldest first. Refuses `loan-unknown` 404 for everybody but its parties. */
export async function messagesOf(db: Db, personId: string, loanId: string): Promise<LoanMessage[]> {
  if (!isUuid(loanId)) throw refuse("loan-unknown");
  const loan = await sql`select 1 from peer_loans.loan l
    where l.id = ${loanId} and ${personId}::uuid in (l.lender_id, l.borrower_id)`.execute(db);
  if (loan.rows.length === 0) throw refuse("loan-unknown");
  const { rows } = await sql<{ id: string; sender_id: string; text: string; at: Date }>`
    select m.id, m.sender_id, m.text, m.at from peer_loans.message m where m.loan_id = ${loanId}
    order by m.at, m.id limit ${MOST_PER_LOAN}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    isMine: row.sender_id === personId,
    text: row.text,
    at: row.at.toISOString(),
  }));
}
