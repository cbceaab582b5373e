import { sql } from "kysely";
import type { Tx } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";

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
