import type { Actor } from "../kernel/actor.ts";
import { systemActor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Tx } from "../kernel/database.ts";
import type { Eraser } from "../kernel/room.ts";
import type { Clock } from "../kernel/time.ts";

/**
 * Forgets the actor in every room, all of it or nothing; only they themselves can ask for it. What others share with
 * them stays whole, without a name. Refuses `erasure-open-loans` 409, `erasure-staff` 409.
 */
export async function eraseOneself(
  tx: Tx,
  clock: Clock,
  erasers: readonly Eraser[],
  { personId }: Actor,
): Promise<void> {
  for (const erase of erasers) await erase(tx, clock, personId);
  await writeAudit(tx, systemActor, "person.erase", { kind: "person", id: personId }, null);
}
