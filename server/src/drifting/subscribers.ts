import { sql } from "kysely";
import { z } from "zod";
import type { Subscriber } from "../kernel/outbox.ts";
import { POSTING_DECIDED, standingDecisions } from "../moderation/index.ts";
import { MESSAGE_POSTING, PLACE_POSTING, THOUGHT_POSTING } from "./journeys.ts";

const KINDS = [THOUGHT_POSTING, PLACE_POSTING, MESSAGE_POSTING] as const;

const joinedSchema = z.object({ from: z.number().int(), into: z.number().int() });

/** Hears what moderators decided on texts of this room, and that a title has become part of another. */
export const driftingSubscribers: Subscriber[] = [
  {
    topic: "titles-joined",
    name: "drifting.titles",
    handle: async (tx, messages) => {
      for (const message of messages) {
        const { from, into } = joinedSchema.parse(message.payload);
        await sql`update drifting.journey set title_id = ${into} where title_id = ${from}`.execute(tx);
        await sql`update drifting.thought set title_id = ${into} where title_id = ${from}`.execute(tx);
      }
    },
  },
  {
    topic: POSTING_DECIDED,
    name: "drifting.texts",
    handle: async (tx, messages) => {
      for (const { kind, subject, isPublic } of await standingDecisions(tx, messages, KINDS)) {
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
