import { sql } from "kysely";
import { following } from "../catalogue/index.ts";
import { INSTANCES_CHANGED, instancesIn } from "../community/index.ts";
import type { Hanging } from "../contracts/hanging.ts";
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

/** The places of titles in lists. */
export const listHanging: Hanging = { table: "lists.list_entry", each: ["list_id"] };

/** Where a list has both titles, the one at the instance that is left stays. A cover goes with its place. */
async function followInstances(tx: Tx, instanceIds: readonly number[]): Promise<void> {
  const met: following.Follower[] = [];
  const went = await following.followRecords(tx, instanceIds, listHanging, async (some) => {
    met.push(...some);
  });
  const all = [...went, ...met];
  await sql`update lists.list o set cover_instance_id = v.new
    from unnest(${all.map(({ each }) => each.list_id)}::uuid[], ${all.map(({ from }) => from)}::bigint[],
      ${all.map(({ to }) => to)}::bigint[]) v(list_id, old, new)
    where o.id = v.list_id and o.cover_instance_id = v.old`.execute(tx);
}
