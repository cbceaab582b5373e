import { sql } from "kysely";
import { INSTANCES_CHANGED, instancesIn, joinedPairs } from "../community/index.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { POSTING_DECIDED, standingDecisions } from "../moderation/index.ts";
import { NOTE_POSTING, READING_POSTING, tellCircle } from "./readings.ts";

/** Hears what moderators decided, and which titles became one. */
export function readingsSubscribers({ clock }: RouteDeps): Subscriber[] {
  return [
    {
      topic: POSTING_DECIDED,
      name: "readings.texts",
      handle: async (tx, messages) => {
        const kinds = [READING_POSTING, NOTE_POSTING] as const;
        for (const { kind, subject, isPublic } of await standingDecisions(tx, messages, kinds)) {
          if (kind === NOTE_POSTING) {
            await sql`update readings.note set is_public = ${isPublic} where id::text = ${subject}`.execute(
              tx,
            );
            continue;
          }
          await sql`update readings.reading set words_public = ${isPublic} where id::text = ${subject}`.execute(
            tx,
          );
          if (isPublic) await tellCircle(tx, clock, subject);
        }
      },
    },
    {
      topic: INSTANCES_CHANGED,
      name: "readings.follow",
      handle: async (tx, messages) => {
        const pairs = await joinedPairs(tx, instancesIn(messages));
        if (pairs === null) return;
        await sql`update readings.reading r set instance_id = v.new from ${pairs} v where r.instance_id = v.old`.execute(
          tx,
        );
      },
    },
  ];
}
