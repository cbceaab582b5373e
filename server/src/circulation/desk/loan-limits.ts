import { type RawBuilder, sql } from "kysely";
import { lockByName, type Tx } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import {
  type Agreement,
  demandAgreements,
  demandLimits,
  type LoanTerms,
  loanTerms,
  type Overruling,
} from "../../policies/index.ts";

/** SQL that makes desks lend to one reader one after the other, so that two do not lend the last book they may have. */
export function lockBorrower(personId: string): RawBuilder<unknown> {
  return sql`pg_advisory_xact_lock(hashtextextended(${`circulation.borrower.${personId}`}, 0))`;
}

/**
 * What holds for lending a copy to a reader who may have one more; the caller has locked them (`lockBorrower`) in a statement
 * before. Refuses `too-many-loans` 409, what `demandAgreements` refuses, unless `overruled` lets it pass.
 */
export async function demandRoom(
  tx: Tx,
  about: { itemId: number; personId: string; branchId: number; now: Date },
  overruled: Overruling,
): Promise<LoanTerms> {
  const terms = await loanTerms(
    tx,
    about,
    sql`(select json_agg(counted) from (select i.member_id as "memberId", i.item_class as "itemClass", count(*) as count
      from circulation.loan l join catalogue.item_line i on i.id = l.item_id
      where l.person_id = ${about.personId} and l.returned_at is null group by i.member_id, i.item_class) counted)`,
  );
  if (!terms) throw new Problem("item-unknown", 404);
  if (terms.agreements.length > 0)
    await demandAgreed(tx, terms, about.personId).catch((error: unknown) => overruled.pass(error));
  try {
    demandLimits(terms.limits, terms.counts);
  } catch (error) {
    overruled.pass(error);
  }
  return terms;
}

async function demandAgreed(tx: Tx, { agreements, about }: LoanTerms, personId: string): Promise<void> {
  const counted: Agreement[] = agreements.filter((one) => one.quota !== null || one.guestsMax !== null);
  const counts = [];
  for (const { id, lenderId, borrowerId } of counted) {
    await lockByName(tx, `circulation.agreement.${id}`);
    const { rows } = await sql<{ loans: number; guests: number; isGuest: boolean }>`
      select count(*) as loans, count(distinct l.person_id) as guests,
        coalesce(bool_or(l.person_id = ${personId}), false) as "isGuest"
      from circulation.loan l join catalogue.item_fact i on i.id = l.item_id
      where i.member_id = ${lenderId} and l.returned_at is null and l.home_member_id <> i.member_id
        and (${borrowerId}::smallint is null or l.home_member_id = ${borrowerId}::smallint)`.execute(tx);
    counts.push({ agreementId: id, ...rows[0]! });
  }
  demandAgreements(agreements, about, counts);
}
