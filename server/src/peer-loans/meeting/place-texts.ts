import { sql } from "kysely";
import { z } from "zod";
import { POSTING_DECIDED } from "../../community/index.ts";
import type { Subscriber } from "../../kernel/outbox.ts";

const decidedSchema = z.object({ kind: z.string(), subject: z.string(), isPublic: z.boolean() });
/** Kind of meeting places among the postings; the subject is the loan. */
export const APPOINTMENT_POSTING = "appointment";

/** Hears what moderators decided on meeting places. */
export const placeSubscriber: Subscriber = {
  topic: POSTING_DECIDED,
  name: "peer-loans.texts",
  handle: async (tx, messages) => {
    for (const { payload } of messages) {
      const { kind: decided, subject, isPublic } = decidedSchema.parse(payload);
      if (decided === APPOINTMENT_POSTING)
        await sql`update peer_loans.appointment set place_public = ${isPublic} where loan_id::text = ${subject}`.execute(
          tx,
        );
    }
  },
};
