import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { type Language, pick } from "../kernel/text.ts";
import type { Clock } from "../kernel/time.ts";
import { desksBetween } from "../peer-loans/index.ts";
import type { CopyOwner } from "../shelves/index.ts";
import { type Partner, partnerIn } from "./partners.ts";
import { type OwnRegard, ownRegard } from "./regards.ts";

/** What stands around a loan on its page: the other of the two, one's own word about them, desks where to meet. */
export type AroundLoan = {
  partner: Partner | null;
  regard: OwnRegard | null;
  desks: { id: number; name: string }[];
};

/** For one of the two of a loan; nothing for a mediator, or where a library lends. Desks while the two have still to agree where. */
export async function aroundLoan(
  db: Db,
  clock: Clock,
  actor: Actor,
  loan: { id: string; side: string; state: string; other: CopyOwner },
  language: Language,
): Promise<AroundLoan> {
  if (loan.side === "mediator" || loan.other.library) return { partner: null, regard: null, desks: [] };
  const [partner, regard, desks] = await Promise.all([
    partnerIn(db, actor, loan.id),
    ownRegard(db, clock, actor.personId, loan.id),
    loan.state === "accepted" ? desksOf(db, loan.id) : [],
  ]);
  return { partner, regard, desks: desks.map(({ id, name }) => ({ id, name: pick(name, language) })) };
}

async function desksOf(db: Db, loanId: string): ReturnType<typeof desksBetween> {
  const { rows } = await sql<{ lender_id: string; borrower_id: string }>`select l.lender_id, l.borrower_id
    from peer_loans.loan_fact l where l.id = ${loanId}`.execute(db);
  return rows[0] ? await desksBetween(db, rows[0].lender_id, rows[0].borrower_id) : [];
}
