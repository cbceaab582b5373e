import { sql } from "kysely";
import type { Subscriber } from "../kernel/outbox.ts";
import { POSTING_DECIDED, standingDecisions } from "../moderation/index.ts";

/** Hears what moderators decided on nicknames. */
export const nicknameSubscriber: Subscriber = {
  topic: POSTING_DECIDED,
  name: "neighbours.texts",
  handle: async (tx, messages) => {
    for (const { subject, isPublic } of await standingDecisions(tx, messages, ["nickname"])) {
      await sql`update neighbours.person set nickname = case when ${isPublic} then wanted_nickname end
          where person_id::text = ${subject}`.execute(tx);
    }
  },
};
