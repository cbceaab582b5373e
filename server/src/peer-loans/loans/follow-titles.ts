import { sql } from "kysely";
import { z } from "zod";
import type { Subscriber } from "../../kernel/outbox.ts";

const linkedSchema = z.object({ titleIds: z.array(z.number().int()) });

/** Hears that books no library had have a record now: loans and requests of them stand at it. */
export const titleSubscriber: Subscriber = {
  topic: "titles-linked",
  name: "peer-loans.titles",
  handle: async (tx, messages) => {
    const ids = messages.flatMap((message) => linkedSchema.parse(message.payload).titleIds);
    await sql`update peer_loans.loan l set instance_id = o.instance_id from shelves.offer_fact o
      where o.copy_id = l.copy_id and o.title_id = any(${[...new Set(ids)]}::bigint[])
        and l.instance_id is distinct from o.instance_id`.execute(tx);
  },
};
