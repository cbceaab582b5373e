import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import { publish, publishing } from "../kernel/outbox.ts";

const AVAILABILITY = "availability";

/** Tells the rooms above that copies of these instances may have become free or taken. */
export async function publishAvailability(tx: Tx, instanceIds: number[]): Promise<void> {
  if (instanceIds.length > 0) await publish(tx, AVAILABILITY, { instanceIds });
}

/** `publishAvailability` for one instance, as a statement inside `with … as (…)`. */
export function publishingAvailability(instanceId: number): RawBuilder<unknown> {
  return publishing(AVAILABILITY, sql`${JSON.stringify({ instanceIds: [instanceId] })}::jsonb`);
}
