import { sql } from "kysely";
import { z } from "zod";
import { POSTING_DECIDED } from "../community/index.ts";
import type { Subscriber } from "../kernel/outbox.ts";

const decidedSchema = z.object({ kind: z.string(), subject: z.string(), isPublic: z.boolean() });

/** Hears what moderators decided on the words of circles. */
export const circleTextSubscriber: Subscriber = {
  topic: POSTING_DECIDED,
  name: "circles.texts",
  handle: async (tx, messages) => {
    for (const { payload } of messages) {
      const { kind: decided, subject, isPublic } = decidedSchema.parse(payload);
      if (decided === "circle")
        await sql`update circles.circle set words_public = ${isPublic} where id::text = ${subject}`.execute(
          tx,
        );
    }
  },
};
