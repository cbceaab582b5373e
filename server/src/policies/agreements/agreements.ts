import type { PlainDate } from "../../kernel/time.ts";
import { refuse } from "../refusals.ts";
import type { Case, Facts, Says } from "../rules/decide.ts";
import type { agreedFacts, agreedValues } from "./words.ts";

/** Days on which nothing goes out, both included. */
export type Blackout = { from: PlainDate; until: PlainDate };

/** What one library lends to the readers of another; `borrowerId` null: of all others. */
export type Agreement = {
  id: number;
  lenderId: number;
  lender: string;
  borrowerId: number | null;
  borrower: string | null;
  facts: Pick<Facts, (typeof agreedFacts)[number]>;
  says: Pick<Says, (typeof agreedValues)[number]>;
  lends: boolean;
  quota: number | null;
  guestsMax: number | null;
  localFirstDays: number;
  validFrom: PlainDate;
  validUntil: PlainDate | null;
  blackouts: Blackout[];
};

/** Why a library does not lend in a case, with the agreement that says so; null: it does. */
type Refused = {
  why: "agreement-refuses" | "agreement-blackout";
  agreement: Agreement;
  until?: PlainDate;
};

const named = (one: Agreement): number => (one.borrower === null ? 0 : 8) + Object.keys(one.facts).length;

/** Whether agreements that reach a case let the book go. The most exact one says whether at all; black-outs of each hold. Pure. */
export function refusedBy(reached: readonly Agreement[], about: Pick<Case, "day">): Refused | null {
  const first = [...reached].sort((a, b) => named(b) - named(a) || a.id - b.id)[0];
  if (first && !first.lends) return { why: "agreement-refuses", agreement: first };
  for (const agreement of reached) {
    const out = agreement.blackouts.find((one) => one.from <= about.day && about.day <= one.until);
    if (out) return { why: "agreement-blackout", agreement, until: out.until };
  }
  return null;
}

/** What already stands between a lender and the readers an agreement reaches. */
export type AgreementCount = { agreementId: number; loans: number; guests: number; isGuest: boolean };

/**
 * Refuses `agreement-refuses` 409 (not lent to that library's readers), `agreement-blackout` 409 (`until`),
 * `agreement-quota` 409 (`limit`), `agreement-guests` 409 (`limit`).
 */
export function demandAgreements(
  reached: readonly Agreement[],
  about: Pick<Case, "day">,
  counts: readonly AgreementCount[],
): void {
  const no = refusedBy(reached, about);
  if (no) throw refuse(no.why, { until: no.until ?? null });
  for (const { id, quota, guestsMax } of reached) {
    const has = counts.find((one) => one.agreementId === id);
    if (!has) continue;
    if (quota !== null && has.loans >= quota) throw refuse("agreement-quota", { limit: quota });
    if (guestsMax !== null && !has.isGuest && has.guests >= guestsMax)
      throw refuse("agreement-guests", { limit: guestsMax });
  }
}
