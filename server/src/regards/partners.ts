import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { type Reputation, reputationOf } from "../peer-loans/index.ts";
import { listAffiliations } from "../people/index.ts";
import { getCopy } from "../shelves/index.ts";
import { refuse } from "./refusals.ts";
import { type Regards, regardsOf } from "./regards.ts";

/** Whom somebody lends to or borrows from. `band`: kilometres at most; null: not told. */
export type Partner = Reputation & Regards & { hasCard: boolean; band: number | null };

/** What is known of a reader: by their loans, by what partners said, and by a library. */
async function factsAbout(db: Db, personId: string): Promise<Omit<Partner, "band">> {
  const [reputation, regards, cards] = await Promise.all([
    reputationOf(db, personId),
    regardsOf(db, personId),
    listAffiliations(db, personId),
  ]);
  return { ...reputation, ...regards, hasCard: cards.length > 0 };
}

/**
 * The other of a loan, as facts, for each of the two alike. How far away only while the borrower may know it of the book.
 * Refuses `loan-unknown` 404 to everybody else, and of a library.
 */
export async function partnerIn(db: Db, actor: Actor, loanId: string): Promise<Partner> {
  const { rows } = await sql<{ lender_id: string; borrower_id: string; copy_id: string }>`
    select l.lender_id, l.borrower_id, l.copy_id from peer_loans.loan_fact l
    where l.id = ${loanId} and l.lender_id is not null and ${actor.personId}::uuid in (l.lender_id, l.borrower_id)`.execute(
    db,
  );
  const loan = rows[0];
  if (!loan) throw refuse("loan-unknown");
  const otherId = loan.lender_id === actor.personId ? loan.borrower_id : loan.lender_id;
  const [facts, band] = await Promise.all([
    factsAbout(db, otherId),
    bandOf(db, loan.borrower_id, loan.copy_id),
  ]);
  return { ...facts, band };
}

async function bandOf(db: Db, borrowerId: string, copyId: string): Promise<number | null> {
  try {
    return (await getCopy(db, borrowerId, copyId)).band;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}
