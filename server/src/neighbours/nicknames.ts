import { sql } from "kysely";
import { z } from "zod";
import { POSTING_DECIDED } from "../community/index.ts";
import type { Subscriber } from "../kernel/outbox.ts";

const decidedSchema = z.object({ kind: z.string(), subject: z.string(), isPublic: z.boolean() });

/** Hears what moderators decided on nicknames. */
export const nicknameSubscriber: Subscriber = {
  topic: POSTING_DECIDED,
  name: "neighbours.texts",
  handle: async (tx, messages) => {
    for (const { payload } of messages) {
      const { kind: decided, subject, isPublic } = decidedSchema.parse(payload);
      if (decided === "nickname")
        await sql`update neighbours.person set nickname = case when ${isPublic} then wanted_nickname end
          where person_id::text = ${subject}`.execute(tx);
    }
  },
};
