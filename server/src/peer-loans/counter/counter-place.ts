import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";
import { isUuid } from "../../kernel/ids.ts";
import { counterOf } from "../../shelves/index.ts";
import type { LoanState } from "../loans/loan-states.ts";
import type { CodePurpose } from "../words.ts";

/** What a party shows at a desk beside the codes of meeting: to collect a book that lies there, or to take it home. */
export async function counterPurpose(
  db: Db,
  personId: string,
  loanId: string,
): Promise<Extract<CodePurpose, "collect" | "take-home"> | null> {
  if (!isUuid(loanId)) return null;
  const { rows } = await sql<{
    state: LoanState;
    lender_id: string | null;
    borrower_id: string;
    copy_id: string;
  }>`
    select l.state, l.lender_id, l.borrower_id, l.copy_id from peer_loans.loan l where l.id = ${loanId}`.execute(
    db,
  );
  const loan = rows[0];
  if (!loan || (await counterOf(db, loan.copy_id)) === null) return null;
  if (loan.state === "accepted") return loan.borrower_id === personId ? "collect" : null;
  const isLatest = await sql`select 1 from peer_loans.loan n where n.copy_id = ${loan.copy_id} and n.state in
    ('accepted', 'on-loan', 'return-claimed', 'disputed') limit 1`.execute(db);
  return loan.lender_id === personId && isLatest.rows.length === 0 ? "take-home" : null;
}
