import type { Actor } from "../kernel/actor.ts";
import { systemActor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { Eraser } from "../kernel/room.ts";

/** What forgetting needs: every room's own part of it. */
export type ErasureDeps = Pick<RouteDeps, "db" | "clock" | "config"> & { erasers: readonly Eraser[] };

/**
 * Forgets the actor in every room, all of it or nothing; only they themselves can ask for it. What others share with
 * them stays whole, without a name. Refuses `erasure-open-loans` 409, `erasure-staff` 409.
 */
export async function eraseOneself(deps: ErasureDeps, actor: Actor): Promise<void> {
  const { personId } = actor;
  await inTransaction(deps.db, async (tx) => {
    for (const erase of deps.erasers) await erase(tx, deps.clock, personId);
    await writeAudit(tx, systemActor, "person.erase", { kind: "person", id: personId }, null);
  });
}
