import { sql } from "kysely";
import type { RouteDeps } from "../kernel/http.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { POSTING_DECIDED, standingDecisions } from "../moderation/index.ts";
import { NOTE_POSTING } from "./notes.ts";
import { SALON_POSTING, tellCircle } from "./salons.ts";

/** Hears what moderators decided; a salon shown for the first time is told of like any other. */
export function salonsSubscribers({ clock }: RouteDeps): Subscriber[] {
  return [
    {
      topic: POSTING_DECIDED,
      name: "salons.texts",
      handle: async (tx, messages) => {
        const kinds = [SALON_POSTING, NOTE_POSTING] as const;
        for (const { kind, subject, isPublic } of await standingDecisions(tx, messages, kinds)) {
          if (kind === NOTE_POSTING) {
            await sql`update salons.note set is_public = ${isPublic} where id::text = ${subject}`.execute(tx);
            continue;
          }
          const { rows } = await sql`update salons.salon set words_public = ${isPublic}
            where id::text = ${subject} and words_public <> ${isPublic} and version = 1 returning 1`.execute(
            tx,
          );
          await sql`update salons.salon set words_public = ${isPublic} where id::text = ${subject}`.execute(
            tx,
          );
          if (isPublic && rows.length > 0) await tellCircle(tx, clock, subject);
        }
      },
    },
  ];
}
