import { sql } from "kysely";
import type { Subscriber } from "../kernel/outbox.ts";
import { POSTING_DECIDED, standingDecisions } from "../moderation/index.ts";
import { decideReading, READING_POSTING } from "./readings.ts";

const KINDS = ["object-tag", "object-comment", READING_POSTING] as const;

/** Hears what moderators decided. */
export const voicesSubscriber: Subscriber = {
  topic: POSTING_DECIDED,
  name: "object-voices.texts",
  handle: async (tx, messages) => {
    for (const { kind, subject, isPublic } of await standingDecisions(tx, messages, KINDS)) {
      if (kind === READING_POSTING) await decideReading(tx, subject, isPublic);
      else
        await sql`update object_voices.voice set is_public = ${isPublic} where id::text = ${subject}`.execute(
          tx,
        );
    }
  },
};
