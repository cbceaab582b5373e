import { sql } from "kysely";
import { z } from "zod";
import { POSTING_DECIDED } from "../community/index.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { MESSAGE_POSTING, PLACE_POSTING, THOUGHT_POSTING } from "./journeys.ts";

const decidedSchema = z.object({ kind: z.string(), subject: z.string(), isPublic: z.boolean() });

/** Hears what moderators decided on texts of this room. */
export const driftingSubscribers: Subscriber[] = [
  {
    topic: POSTING_DECIDED,
    name: "drifting.texts",
    handle: async (tx, messages) => {
      for (const message of messages) {
        const { kind, subject, isPublic } = decidedSchema.parse(message.payload);
        if (kind === THOUGHT_POSTING)
          await sql`update drifting.thought set is_public = ${isPublic} where id::text = ${subject}`.execute(
            tx,
          );
        if (kind === PLACE_POSTING)
          await sql`update drifting.event set place_public = ${isPublic} where id::text = ${subject}`.execute(
            tx,
          );
        if (kind === MESSAGE_POSTING)
          await sql`update drifting.journey set message_public = ${isPublic} where id::text = ${subject}`.execute(
            tx,
          );
      }
    },
  },
];
