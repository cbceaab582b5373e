import { sql } from "kysely";
import type { Subscriber } from "../../kernel/outbox.ts";
import { POSTING_DECIDED, standingDecisions } from "../../moderation/index.ts";

/** Kind of meeting places among the postings; the subject is the loan. */
export const APPOINTMENT_POSTING = "appointment" as const;

/** Hears what moderators decided on meeting places. */
export const placeSubscriber: Subscriber = {
  topic: POSTING_DECIDED,
  name: "peer-loans.texts",
  handle: async (tx, messages) => {
    for (const { subject, isPublic } of await standingDecisions(tx, messages, [APPOINTMENT_POSTING])) {
      await sql`update peer_loans.appointment set place_public = ${isPublic} where loan_id::text = ${subject}`.execute(
        tx,
      );
    }
  },
};
