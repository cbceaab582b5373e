import { sql } from "kysely";
import { lockByName, type Tx } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import { type LoanTerms, loanTerms } from "../../policies/index.ts";

/** A copy that is about to be lent, as its owner's rules ask for it. */
type Copy = { member_id: number; item_class: string; loan_days: number; renewals_max: number };

/**
 * What holds for lending a copy to a reader, who has room for one more. Two desks do not lend the last one twice. Refuses
 * `too-many-loans` 409 (`limit`).
 */
export async function demandRoom(tx: Tx, now: Date, copy: Copy, personId: string): Promise<LoanTerms> {
  const { member_id: memberId, item_class: itemClass } = copy;
  const figures = { loanDays: copy.loan_days, renewalsMax: copy.renewals_max };
  const terms = await loanTerms(tx, { memberId, itemClass, personId, now }, figures);
  if (terms.limits.length === 0) return terms;
  await lockByName(tx, `circulation.borrower.${personId}`);
  const { rows } = await sql<{ member_id: number; item_class: string; count: number }>`
    select i.member_id, lower(i.item_class) as item_class, count(*) as count
    from circulation.loan l join catalogue.item i on i.id = l.item_id
    where l.person_id = ${personId} and l.returned_at is null group by i.member_id, lower(i.item_class)`.execute(
    tx,
  );
  for (const limit of terms.limits) {
    const has = rows
      .filter((row) => limit.memberId === null || row.member_id === limit.memberId)
      .filter((row) => limit.itemClass === null || row.item_class === limit.itemClass.toLowerCase())
      .reduce((sum, row) => sum + row.count, 0);
    if (has >= limit.most) throw new Problem("too-many-loans", 409, { limit: limit.most });
  }
  return terms;
}
