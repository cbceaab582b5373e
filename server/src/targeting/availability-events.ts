import type { Tx } from "../kernel/database.ts";
import { publish } from "../kernel/outbox.ts";

/** Tells the rooms above that copies of these instances may have become free or taken. */
export async function publishAvailability(tx: Tx, instanceIds: number[]): Promise<void> {
  if (instanceIds.length > 0) await publish(tx, "availability", { instanceIds });
}
