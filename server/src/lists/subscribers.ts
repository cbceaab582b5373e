import { sql } from "kysely";
import { INSTANCES_CHANGED, instancesIn, joinedPairs } from "../community/index.ts";
import type { Tx } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { POSTING_DECIDED, standingDecisions } from "../moderation/index.ts";
import { LIST_POSTING } from "./screening.ts";

/** What moderators decided is shown or hidden; joined instances take their places in lists along. */
export function listSubscribers({ clock }: Pick<RouteDeps, "clock">): Subscriber[] {
  return [
    {
      topic: POSTING_DECIDED,
      name: "lists.texts",
      handle: async (tx, messages) => {
        for (const { subject, isPublic } of await standingDecisions(tx, messages, [LIST_POSTING])) {
          const hiddenAt = isPublic ? null : clock.now();
          await sql`update lists.list set hidden_at = ${hiddenAt} where id::text = ${subject}`.execute(tx);
        }
      },
    },
    {
      topic: INSTANCES_CHANGED,
      name: "lists.follow",
      handle: (tx, messages) => followInstances(tx, instancesIn(messages)),
    },
  ];
}

/** Where a list has both titles, the one at the instance that is left stays. */
async function followInstances(tx: Tx, instanceIds: readonly number[]): Promise<void> {
  const pairs = await joinedPairs(tx, instanceIds);
  if (pairs === null) return;
  await sql`delete from lists.list_entry o using ${pairs} v, lists.list_entry n
    where o.instance_id = v.old and n.instance_id = v.new and n.list_id = o.list_id`.execute(tx);
  await sql`update lists.list_entry o set instance_id = v.new from ${pairs} v where o.instance_id = v.old`.execute(
    tx,
  );
  await sql`update lists.list o set cover_instance_id = v.new from ${pairs} v where o.cover_instance_id = v.old`.execute(
    tx,
  );
}
