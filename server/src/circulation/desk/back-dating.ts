import { sql } from "kysely";
import type { Tx } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import { type Clock, DAY_MS } from "../../kernel/time.ts";
import { refuse } from "../refusals.ts";

/** A return is dated back by so many days at most: a book drop is emptied sooner. */
const BACK_DAYS = 60;

/** When something was given back, as a desk says it; undefined: now. Refuses `back-date-wrong` 400 for what is to come, and for what is too long ago. */
export function backDate(clock: Clock, at: string | undefined): Date | undefined {
  if (at === undefined) return undefined;
  const then = new Date(at);
  const age = clock.now().getTime() - then.getTime();
  if (age < 0 || age > BACK_DAYS * DAY_MS) throw refuse("back-date-wrong", { limit: BACK_DAYS });
  return then;
}

/**
 * An act is told later than it was done: nothing may have happened to the item since then, or the later act counts. The
 * caller holds `lockInstance`. Refuses `item-acted-since` 409.
 */
export async function demandUnmoved(tx: Tx, itemId: number, at: Date): Promise<void> {
  const { rows } = await sql<{ moved: boolean }>`
    select exists (select 1 from circulation.loan l
        where l.item_id = ${itemId} and (l.loaned_at > ${at} or l.returned_at > ${at}))
      or exists (select 1 from kernel.audit a where a.subject_kind = 'item' and a.subject_id = ${String(itemId)}
        and a.action in ('item.scan', 'loan.return') and a.at > ${at}) as moved`.execute(tx);
  if (rows[0]!.moved) throw new Problem("item-acted-since", 409, { at: at.toISOString() });
}
