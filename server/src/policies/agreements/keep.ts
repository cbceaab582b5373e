import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import { writeAudit } from "../../kernel/audit.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { type ConstraintProblems, refuseOn } from "../../kernel/problem.ts";
import { addDays, type PlainDate } from "../../kernel/time.ts";
import { demandRules } from "../access.ts";
import { refuse } from "../refusals.ts";
import { readAgreements } from "../rules/book.ts";
import { demandPeriod } from "../rules/valid-rules.ts";
import { ruleFigures } from "../words.ts";
import type { Agreement } from "./agreements.ts";

const invalid = () => refuse("agreement-invalid");
const constraintProblems: ConstraintProblems = {
  agreement_quota_range: invalid,
  agreement_guests_range: invalid,
  agreement_local_range: invalid,
  agreement_not_itself: invalid,
  agreement_days_order: invalid,
  agreement_once: () => refuse("agreement-exists"),
};

function demandValid({ says, blackouts }: Omit<Agreement, "id" | "lender" | "borrower">): void {
  if (says.period !== undefined) demandPeriod(says.period);
  for (const figure of ["renewalsMax", "loansMax"] as const) {
    const [least, most] = ruleFigures[figure];
    const given = says[figure];
    if (given !== undefined && (given < least || given > most)) throw invalid();
  }
  if (blackouts.some((one) => one.until < one.from)) throw invalid();
}

/**
 * Keeps what a library lends to others' readers: a new agreement, or a change of one of the lender's. Refuses `forbidden`
 * 403, `agreement-invalid`, `loan-rule-invalid` (period) 400, `agreement-unknown` 404, `agreement-exists` 409 (the same
 * readers and books from the same day).
 */
export async function setAgreement(
  tx: Tx,
  actor: Actor,
  id: number | null,
  one: Omit<Agreement, "id" | "lender" | "borrower">,
): Promise<number> {
  demandRules(actor, one.lenderId);
  demandValid(one);
  const facts = JSON.stringify(one.facts);
  const says = JSON.stringify(one.says);
  const blackouts = JSON.stringify(one.blackouts);
  const { rows } = await refuseOn(constraintProblems, () =>
    id === null
      ? sql<{ id: number }>`insert into policies.agreement (lender_id, borrower_id, facts, says, lends, quota,
            guests_max, local_first_days, valid_from, valid_until, blackouts)
          values (${one.lenderId}, ${one.borrowerId}, ${facts}::jsonb, ${says}::jsonb, ${one.lends}, ${one.quota},
            ${one.guestsMax}, ${one.localFirstDays}, ${one.validFrom}::date, ${one.validUntil}::date, ${blackouts}::jsonb)
          returning id`.execute(tx)
      : sql<{
          id: number;
        }>`update policies.agreement a set borrower_id = ${one.borrowerId}, facts = ${facts}::jsonb,
            says = ${says}::jsonb, lends = ${one.lends}, quota = ${one.quota}, guests_max = ${one.guestsMax},
            local_first_days = ${one.localFirstDays}, valid_from = ${one.validFrom}::date,
            valid_until = ${one.validUntil}::date, blackouts = ${blackouts}::jsonb
          where a.id = ${id} and a.lender_id = ${one.lenderId} returning a.id`.execute(tx),
  );
  const kept = rows[0]?.id;
  if (kept === undefined) throw refuse("agreement-unknown");
  const { lenderId, ...detail } = one;
  await writeAudit(tx, actor, "agreement.set", { kind: "agreement", id: String(kept) }, lenderId, detail);
  return kept;
}

/**
 * An agreement ends with yesterday; one that had not begun is gone. Refuses `agreement-unknown` 404, `forbidden` 403.
 */
export async function endAgreement(tx: Tx, actor: Actor, id: number, today: PlainDate): Promise<void> {
  const { rows } = await sql<{ lender_id: number; valid_from: PlainDate }>`
    select a.lender_id, a.valid_from::text from policies.agreement a where a.id = ${id} for update`.execute(
    tx,
  );
  const one = rows[0];
  if (!one) throw refuse("agreement-unknown");
  demandRules(actor, one.lender_id);
  if (one.valid_from >= today) await sql`delete from policies.agreement where id = ${id}`.execute(tx);
  else
    await sql`update policies.agreement set valid_until = ${addDays(today, -1)}::date where id = ${id}`.execute(
      tx,
    );
  await writeAudit(tx, actor, "agreement.end", { kind: "agreement", id: String(id) }, one.lender_id);
}

/** Agreements in which a library lends, or its readers borrow; null: all. */
export async function agreementsOf(db: Db, memberId: number | null): Promise<Agreement[]> {
  const all = await readAgreements(db);
  return all.filter(
    (one) =>
      memberId === null ||
      one.lenderId === memberId ||
      one.borrowerId === memberId ||
      one.borrowerId === null,
  );
}
