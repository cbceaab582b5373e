import { z } from "zod";
import type { Subscriber } from "../../kernel/outbox.ts";
import type { Clock } from "../../kernel/time.ts";
import { POSTING_DECIDED, standingDecisions } from "../../moderation/index.ts";
import { judgeMending, MENDING_POSTING, proposeRecords } from "./mendings.ts";

const changedSchema = z.object({ instanceIds: z.array(z.number().int()) });

/** Hears what moderators decided on how titles are called, and of records that are the same as what readers typed. */
export function stubSubscribers({ clock }: { clock: Clock }): Subscriber[] {
  return [
    {
      topic: POSTING_DECIDED,
      name: "shelves.mendings",
      handle: async (tx, messages) => {
        for (const { subject, isPublic } of await standingDecisions(tx, messages, [MENDING_POSTING]))
          await judgeMending(tx, clock.now(), subject, isPublic);
      },
    },
    {
      topic: "instances-changed",
      name: "shelves.stubs",
      handle: async (tx, messages) => {
        const ids = messages.flatMap((message) => changedSchema.parse(message.payload).instanceIds);
        await proposeRecords(tx, clock, [...new Set(ids)]);
      },
    },
  ];
}
