import { z } from "zod";
import type { Subscriber } from "../kernel/outbox.ts";
import { followInstances } from "./follow-instances.ts";
import { type EndedLoan, recordReadings } from "./readings.ts";

const changedSchema = z.object({ instanceIds: z.array(z.number().int()) });
const endedSchema = z.object({
  loanId: z.string(),
  personId: z.string(),
  instanceId: z.number().int(),
  loanedAt: z.string(),
  returnedAt: z.string(),
}) satisfies z.ZodType<EndedLoan>;

/** Joined instances take along what readers wrote; ended loans go into the history of those who want one. */
export function communitySubscribers(): Subscriber[] {
  return [
    {
      topic: "instances-changed",
      name: "community.follow",
      handle: async (tx, messages) =>
        followInstances(tx, [
          ...new Set(messages.flatMap((m) => changedSchema.parse(m.payload).instanceIds)),
        ]),
    },
    {
      topic: "loan-ended",
      name: "community.history",
      handle: async (tx, messages) => {
        await recordReadings(
          tx,
          messages.map((m) => endedSchema.parse(m.payload)),
        );
      },
    },
  ];
}
