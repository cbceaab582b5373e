import { sql } from "kysely";
import type { Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { holdCards } from "./blocks.ts";

/** What a list says somebody owes, in yuan (`¥12.50`, `1,200元`); a credit is nothing owed; null: it cannot be read. */
export function readBalance(text: string): number | null {
  const plain = text.normalize("NFKC").replace(/CNY|RMB|[¥元,\s]/gi, "");
  return /^-?\d{1,7}(\.\d{1,2})?$/.test(plain) ? Math.max(0, Number(plain)) : null;
}

/**
 * Blocks which of these readers (by number) owe their library more than `over` yuan, and lifts the block of those who do
 * not any more; what a desk has set stays. Who has two numbers of one library is blocked for each.
 */
export async function settleBalances(
  tx: Tx,
  clock: Clock,
  { memberId, numbers, over }: { memberId: number; numbers: readonly string[]; over: number },
): Promise<void> {
  const now = clock.now();
  const named = sql`a.member_id = ${memberId} and a.number = any(${[...numbers]}::text[])`;
  const lifted = await sql`update people.block b set lifted_at = ${now} from people.affiliation a
    where ${named} and b.owing_id = a.id and b.lifted_at is null and coalesce(a.owes, 0) <= ${over} returning 1`.execute(
    tx,
  );
  const set = await sql`insert into people.block (id, person_id, member_id, kind, from_on, set_at, owing_id)
    select gen_random_uuid(), a.person_id, ${memberId}, 'debt', (${now}::timestamptz at time zone m.time_zone)::date,
      ${now}, a.id
    from people.affiliation a join consortium.member_fact m on m.id = a.member_id where ${named} and a.owes > ${over}
    on conflict (owing_id) where lifted_at is null do nothing returning 1`.execute(tx);
  if (lifted.rows.length + set.rows.length > 0) await holdCards(tx, clock, null);
}
