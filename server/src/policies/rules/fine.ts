import { DAY_MS, type PlainDate } from "../../kernel/time.ts";
import { valueIn } from "./decide.ts";
import type { KeptTerms } from "./terms-of-loan.ts";

/**
 * What a loan's rules say for the days it is late: those beyond its grace, in cents a day, up to the most. Kept and
 * explained, charged nowhere. Pure.
 */
export function fineOf(
  terms: KeptTerms,
  dueOn: PlainDate,
  today: PlainDate,
): { daysOverdue: number; cents: number } {
  const late = Math.round((Date.parse(today) - Date.parse(dueOn)) / DAY_MS);
  const daysOverdue = Math.max(0, late - valueIn(terms.graceDays ?? [], "graceDays"));
  const cents = daysOverdue * valueIn(terms.fineCents ?? [], "fineCents");
  const most = valueIn(terms.fineMaxCents ?? [], "fineMaxCents");
  return { daysOverdue, cents: most > 0 ? Math.min(cents, most) : cents };
}
