import { sql } from "kysely";
import { lockByName, type Tx } from "../../kernel/database.ts";
import { demandLimits, type LoanCount, type LoanTerms, loanTerms } from "../../policies/index.ts";

type Copy = { member_id: number; item_class: string; loan_days: number; renewals_max: number };

/** What holds for lending a copy to a reader who may have one more; two desks do not lend the last one. Refuses `too-many-loans`. */
export async function demandRoom(tx: Tx, now: Date, copy: Copy, personId: string): Promise<LoanTerms> {
  const about = { memberId: copy.member_id, itemClass: copy.item_class, personId, now };
  const terms = await loanTerms(tx, about, { loanDays: copy.loan_days, renewalsMax: copy.renewals_max });
  if (terms.limits.length === 0) return terms;
  await lockByName(tx, `circulation.borrower.${personId}`);
  const { rows } = await sql<LoanCount>`
    select i.member_id as "memberId", i.item_class as "itemClass", count(*) as count
    from circulation.loan l join catalogue.item_fact i on i.id = l.item_id
    where l.person_id = ${personId} and l.returned_at is null group by i.member_id, i.item_class`.execute(tx);
  demandLimits(terms.limits, rows);
  return terms;
}
