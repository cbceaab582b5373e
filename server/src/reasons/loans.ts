import { sql } from "kysely";
import { renewLoan } from "../circulation/index.ts";
import { ownerCalendar } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { type Clock, dateIn, type PlainDate } from "../kernel/time.ts";
import { mayDo } from "../people/index.ts";
import { fineOf, type KeptTerms } from "../policies/index.ts";
import { refuse } from "./refusals.ts";
import { type Rehearsed, rehearse } from "./rehearse.ts";

type LoanRow = {
  id: string;
  person_id: string;
  member_id: number;
  lender_id: number;
  title: string;
  loaned_at: Date;
  due_on: PlainDate;
  due_at: Date | null;
  renewals: number;
  terms: KeptTerms | null;
};

/** Why a loan ends when it ends. `cents`: what its rules say for the days it is late; charged nowhere. */
export type LoanExplanation = {
  loanId: string;
  title: string;
  ownerMemberId: number;
  loanedAt: string;
  dueOn: PlainDate;
  dueAt: string | null;
  values: KeptTerms;
  renewals: number;
  renewal: { dueOn: PlainDate | null; refused: Rehearsed<unknown>["refused"] };
  fine: { daysOverdue: number; cents: number };
};

/**
 * Explains an open loan to its reader, or to a desk of the owner or of the library that lent it. Refuses `loan-unknown` 404,
 * also for others' loans.
 */
export async function explainLoan(
  db: Db,
  actor: Actor,
  clock: Clock,
  loanId: string,
): Promise<LoanExplanation> {
  if (!isUuid(loanId)) throw refuse("loan-unknown");
  const { rows } = await sql<LoanRow>`
    select l.id, l.person_id, l.member_id, b.member_id as lender_id, t.title, l.loaned_at, l.due_on, l.due_at, l.renewals,
      l.terms
    from circulation.loan_terms l join catalogue.title_line t on t.id = l.instance_id
    join consortium.branch_fact b on b.id = l.checkout_branch_id
    where l.id = ${loanId} and l.returned_at is null`.execute(db);
  const loan = rows[0];
  if (!loan || !isConcerned(actor, loan)) throw refuse("loan-unknown");
  const renewal = await rehearse(db, (tx) => renewLoan(tx, actor, clock, loanId));
  const today = dateIn((await ownerCalendar(db, loan.member_id, clock.now())).timeZone, clock.now());
  return {
    loanId,
    title: loan.title,
    ownerMemberId: loan.member_id,
    loanedAt: loan.loaned_at.toISOString(),
    dueOn: loan.due_on,
    dueAt: loan.due_at?.toISOString() ?? null,
    values: loan.terms ?? {},
    renewals: loan.renewals,
    renewal: { dueOn: renewal.done?.dueOn ?? null, refused: renewal.refused },
    fine: fineOf(loan.terms ?? {}, loan.due_on, today),
  };
}

function isConcerned(actor: Actor, loan: LoanRow): boolean {
  if (loan.person_id === actor.personId) return true;
  return [loan.member_id, loan.lender_id].some((memberId) => mayDo(actor, "circulation.desk", memberId));
}
