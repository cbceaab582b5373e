import { sql } from "kysely";
import { getBranch } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { writeAudit } from "../../kernel/audit.ts";
import type { Tx } from "../../kernel/database.ts";
import { addDays, type Clock, dateIn, type PlainDate } from "../../kernel/time.ts";
import { mayDo } from "../../people/index.ts";
import { notifyOfHold } from "../../targeting/index.ts";
import { lockLoan } from "../loans.ts";
import { refuse } from "../refusals.ts";

/** A loan is due at most so many days from today. */
const FARTHEST_DAYS = 366;

/**
 * A desk of the item's owner, or of the library that lent it, sets another day; the reader is told. Refuses in this order:
 * `loan-unknown` 404 (also for loans of others), `due-date-past` 409, `due-date-far` 409 (`limit`).
 */
export async function changeDueDate(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  { loanId, dueOn }: { loanId: string; dueOn: PlainDate },
): Promise<{ dueOn: PlainDate }> {
  const loan = await lockLoan(tx, loanId);
  const lender = await getBranch(tx, loan.checkout_branch_id);
  if (![loan.member_id, lender.memberId].some((id) => mayDo(actor, "circulation.desk", id)))
    throw refuse("loan-unknown");
  const today = dateIn(loan.time_zone, clock.now());
  if (dueOn < today) throw refuse("due-date-past", { today });
  if (dueOn > addDays(today, FARTHEST_DAYS)) throw refuse("due-date-far", { limit: FARTHEST_DAYS });
  await sql`update circulation.loan set due_on = ${dueOn}::date, reminder = 0 where id = ${loan.id}`.execute(
    tx,
  );
  const subject = { kind: "loan", id: loan.id };
  await writeAudit(tx, actor, "loan.change-due-date", subject, actor.scope, { from: loan.due_on, to: dueOn });
  await notifyOfHold(tx, clock, loan, "loan-due-changed", { dueOn });
  return { dueOn };
}
