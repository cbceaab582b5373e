import { sql } from "kysely";
import { z } from "zod";
import { POSTING_DECIDED } from "../community/index.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { NEST_POSTING } from "./nests.ts";

const decidedSchema = z.object({ kind: z.string(), subject: z.string(), isPublic: z.boolean() });

/** Hears what moderators decided on the words of nests. */
export const nestsSubscribers: Subscriber[] = [
  {
    topic: POSTING_DECIDED,
    name: "nests.words",
    handle: async (tx, messages) => {
      for (const message of messages) {
        const { kind, subject, isPublic } = decidedSchema.parse(message.payload);
        if (kind === NEST_POSTING)
          await sql`update nests.nest set words_public = ${isPublic} where id::text = ${subject}`.execute(tx);
      }
    },
  },
];
