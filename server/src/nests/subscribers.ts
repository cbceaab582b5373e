import { sql } from "kysely";
import type { Subscriber } from "../kernel/outbox.ts";
import { POSTING_DECIDED, standingDecisions } from "../moderation/index.ts";
import { NEST_POSTING } from "./nests.ts";

const KINDS = [NEST_POSTING] as const;

/** Hears what moderators decided on the words of nests. */
export const nestsSubscribers: Subscriber[] = [
  {
    topic: POSTING_DECIDED,
    name: "nests.words",
    handle: async (tx, messages) => {
      for (const { subject, isPublic } of await standingDecisions(tx, messages, KINDS)) {
        await sql`update nests.nest set words_public = ${isPublic} where id::text = ${subject}`.execute(tx);
      }
    },
  },
];
