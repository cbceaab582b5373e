import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { lockInstances, publishAvailability } from "../../targeting/index.ts";
import { targetHoldsOf } from "../targeting.ts";

/** Most lines taken over or back at once: each locks its title until all are written. */
export const TAKEN_AT_ONCE = 1000;

/** What was taken back; what stays because somebody here has acted on it; `left`, when more than 0: ask again. */
export type Undone = { undone: number; kept: number; left: number };

/** Lines as rows of a statement, in this shape. */
export function asRows(given: readonly object[], shape: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`jsonb_to_recordset(${JSON.stringify(given)}::jsonb) ${shape}`;
}

/** Requests of these titles look again for a copy, and readers are told what is there. The caller holds the locks. */
export async function retarget(tx: Tx, clock: Clock, instanceIds: number[]): Promise<void> {
  await targetHoldsOf(tx, clock, instanceIds);
  if (instanceIds.length > 0) await publishAvailability(tx, instanceIds);
}

type Found = { id: string; instanceId: number; untouched: boolean };

/** Takes back what was loaded: finds it, locks its titles, and removes what rivals have not touched meanwhile. */
export async function undo(
  tx: Tx,
  clock: Clock,
  dryRun: boolean,
  what: { find: RawBuilder<Found>; remove: (ids: string[]) => RawBuilder<unknown> },
): Promise<Undone> {
  const { rows } = await what.find.execute(tx);
  const back = rows.filter((row) => row.untouched);
  const kept = rows.length - back.length;
  if (dryRun) return { undone: back.length, kept, left: 0 };
  const now = back.slice(0, TAKEN_AT_ONCE);
  const instanceIds = await lockInstances(
    tx,
    now.map((one) => one.instanceId),
  );
  const removed = await what.remove(now.map((row) => row.id)).execute(tx);
  await retarget(tx, clock, instanceIds);
  const undone = removed.rows.length;
  return { undone, kept: kept + now.length - undone, left: back.length - now.length };
}
