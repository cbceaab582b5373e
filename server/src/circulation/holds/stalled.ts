import { sql } from "kysely";
import type { Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { notifyOfHold } from "../../targeting/index.ts";

/**
 * Notes since when requests wait for copies that are all searched for, and tells their readers on that day; those that have
 * hope again are noted too. `considered`: the requests that were asked about, `stalled`: those of them without a copy in sight.
 */
export async function noteStalled(
  tx: Tx,
  clock: Clock,
  considered: readonly string[],
  stalled: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ id: string; person_id: string; instance_id: number; is_new: boolean }>`
    update circulation.hold h
    set stalled_at = case when h.id = any(${[...stalled]}::uuid[]) then ${clock.now()}::timestamptz end
    where h.id = any(${[...considered]}::uuid[])
      and (h.stalled_at is not null) <> (h.id = any(${[...stalled]}::uuid[]))
    returning h.id, h.person_id, h.instance_id, h.stalled_at is not null as is_new`.execute(tx);
  for (const hold of rows) if (hold.is_new) await notifyOfHold(tx, clock, hold, "hold-stalled");
}
