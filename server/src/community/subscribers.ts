import { z } from "zod";
import type { RouteDeps } from "../kernel/http.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { POSTING_DECIDED } from "../moderation/index.ts";
import { followInstances, INSTANCES_CHANGED, instancesIn } from "./follow-instances.ts";
import { applyDecisions } from "./own-postings.ts";
import { type EndedLoan, recordReadings } from "./readings.ts";

const endedSchema = z.object({
  loanId: z.string(),
  personId: z.string(),
  instanceId: z.number().int(),
  loanedAt: z.string(),
  returnedAt: z.string(),
}) satisfies z.ZodType<EndedLoan>;

/**
 * What moderators decided is shown or hidden; joined instances take along what readers wrote; ended loans go into the
 * history of those who want one.
 */
export function communitySubscribers({ clock }: Pick<RouteDeps, "clock">): Subscriber[] {
  return [
    {
      topic: POSTING_DECIDED,
      name: "community.texts",
      handle: (tx, messages) => applyDecisions(tx, clock, messages),
    },
    {
      topic: INSTANCES_CHANGED,
      name: "community.follow",
      handle: (tx, messages) => followInstances(tx, instancesIn(messages)),
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
