import { eraseMember } from "../alliance/index.ts";
import { erasePatron } from "../circulation/index.ts";
import { erasePerson } from "../community/index.ts";
import { eraseTraveller } from "../drifting/index.ts";
import { eraseRequests } from "../fulfilment/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { systemActor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import { type Db, inTransaction } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { eraseVisitor } from "../nests/index.ts";
import { eraseIdentity } from "../people/index.ts";
import { eraseSharer } from "../sharing/index.ts";

/**
 * Forgets the actor in every room, all of it or nothing; only they themselves can ask for it. What others share with
 * them stays whole, without a name. Refuses `erasure-open-loans` 409, `erasure-staff` 409.
 */
export async function eraseOneself(db: Db, actor: Actor, clock: Clock): Promise<void> {
  const { personId } = actor;
  await inTransaction(db, async (tx) => {
    await eraseSharer(tx, clock, personId);
    await erasePatron(tx, personId);
    await eraseVisitor(tx, personId);
    await eraseTraveller(tx, personId);
    await eraseRequests(tx, personId);
    await eraseMember(tx, personId);
    await erasePerson(tx, personId);
    await eraseIdentity(tx, clock, personId);
    await writeAudit(tx, systemActor, "person.erase", { kind: "person", id: personId }, null);
  });
}
