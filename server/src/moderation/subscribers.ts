import { z } from "zod";
import type { RouteDeps } from "../kernel/http.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { notify } from "../notices/index.ts";

/** Topic by which version 0.6.0 told writers what was decided; a region that upgrades may have messages left. */
const DECIDED_BEFORE = "community-decided";

const decidedSchema = z.object({
  personId: z.string(),
  kind: z.enum([
    "review-published",
    "review-rejected",
    "list-hidden",
    "text-waits",
    "text-published",
    "text-rejected",
  ]),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** Brings decisions that version 0.6.0 had not yet told into the writers' inboxes. */
export function moderationSubscribers({ clock }: RouteDeps): Subscriber[] {
  return [
    {
      topic: DECIDED_BEFORE,
      // The name it had then: what is kept for a subscriber bears it.
      name: "discovery.decisions",
      handle: async (tx, messages) => {
        const decided = messages.map((message) => decidedSchema.parse(message.payload));
        await notify(tx, clock, ...decided.map((one) => ({ ...one, link: "/account/reviews" })));
      },
    },
  ];
}
