import { sql } from "kysely";
import type { Subscriber } from "../kernel/outbox.ts";
import { POSTING_DECIDED, standingDecisions } from "../moderation/index.ts";

/** Hears what moderators decided on the words of circles. */
export const circleTextSubscriber: Subscriber = {
  topic: POSTING_DECIDED,
  name: "circles.texts",
  handle: async (tx, messages) => {
    for (const { subject, isPublic } of await standingDecisions(tx, messages, ["circle"])) {
      await sql`update circles.circle set words_public = ${isPublic} where id::text = ${subject}`.execute(tx);
    }
  },
};
