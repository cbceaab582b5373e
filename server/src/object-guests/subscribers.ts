import { sql } from "kysely";
import { z } from "zod";
import { indexObjects, lockCollection } from "../collections/index.ts";
import { GUESTS_CHANGED, HOME_CHANGED } from "../collections/words.ts";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { enqueue, type JobHandlers } from "../kernel/jobs.ts";
import type { Subscriber } from "../kernel/outbox.ts";

const INDEX_JOB = "object-guests-index";
const BATCH = 500;
const changedSchema = z.object({ guestOf: z.string(), ids: z.array(z.string()) });
const homeSchema = z.object({ home: z.string() });
const payloadSchema = z.object({ home: z.string(), guestOf: z.string() });

/** Hears that objects changed at home, and shows them so where they are guests. */
export const changesSubscriber: Subscriber = {
  name: "object-guests.changes",
  topic: GUESTS_CHANGED,
  handle: async (tx, messages) => {
    const changed = new Map<string, Set<string>>();
    for (const { payload } of messages) {
      const { guestOf, ids } = changedSchema.parse(payload);
      changed.set(guestOf, new Set([...(changed.get(guestOf) ?? []), ...ids]));
    }
    // Always in one order: two processes that hear at once do not wait for each other.
    for (const guestOf of [...changed.keys()].sort())
      await indexObjects(tx, await lockCollection(tx, { id: guestOf }), [...changed.get(guestOf)!]);
  },
};

/** Hears that a collection was published, withdrawn or given back: its guests are indexed anew in the background. */
export const homesSubscriber: Subscriber = {
  name: "object-guests.homes",
  topic: HOME_CHANGED,
  handle: async (tx, messages) => {
    const homes = [...new Set(messages.map(({ payload }) => homeSchema.parse(payload).home))];
    const { rows } = await sql<z.output<typeof payloadSchema>>`
      select distinct o.collection_id as home, g.collection_id as "guestOf" from collections.guest_fact g
      join collections.object_fact o on o.number = g.number where o.collection_id = any(${homes}::uuid[])`.execute(
      tx,
    );
    for (const one of rows)
      await enqueue(tx, INDEX_JOB, one, { key: `${INDEX_JOB}-${one.home}-${one.guestOf}` });
  },
};

/** Background work: guests of one collection in another are indexed anew, batch by batch. */
export function guestJobs({ db }: Pick<RouteDeps, "db">): JobHandlers {
  return {
    [INDEX_JOB]: async (payload, stopping) => {
      const { home, guestOf } = payloadSchema.parse(payload);
      for (let after: number | null = 0; after !== null; ) {
        if (stopping?.aborted) throw new Error("stopped between two batches of guests");
        const from: number = after;
        after = await inTransaction(db, async (tx) => {
          const collection = await lockCollection(tx, { id: guestOf });
          const { rows } = await sql<{ id: string; number: number }>`
            select o.id, o.number from collections.guest_fact g join collections.object_fact o on o.number = g.number
            where g.collection_id = ${guestOf} and o.collection_id = ${home} and g.number > ${from}
            order by g.number limit ${BATCH}`.execute(tx);
          await indexObjects(
            tx,
            collection,
            rows.map((row) => row.id),
          );
          return rows.at(-1)?.number ?? null;
        });
      }
    },
  };
}
