import { sql } from "kysely";
import { z } from "zod";
import { getInstances } from "../catalogue/index.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { settle } from "./suggestions.ts";

const idsSchema = z.object({ instanceIds: z.array(z.number().int()) });

/** A library catalogues a book that its readers suggested: it has arrived, and they are told. */
export function arrivalSubscribers({ clock }: Pick<RouteDeps, "clock">): Subscriber[] {
  return [
    {
      topic: "instances-changed",
      name: "acquisitions.arrivals",
      handle: async (tx, messages) => {
        const ids = messages.flatMap((message) => idsSchema.parse(message.payload).instanceIds);
        const arrived = (await getInstances(tx, [...new Set(ids)])).flatMap(({ brief, memberIds }) =>
          brief.isbns.flatMap((isbn) => memberIds.map((memberId) => ({ isbn, memberId }))),
        );
        const { rows } = await sql<{ member_id: number; keys: string[] }>`
          select s.member_id, array_agg(distinct s.key) as keys from acquisitions.suggestion s
          join unnest(${arrived.map((one) => one.isbn)}::text[], ${arrived.map((one) => one.memberId)}::smallint[])
            a(isbn, member_id) on a.isbn = s.isbn and a.member_id = s.member_id
          where s.state in ('waiting', 'accepted') group by s.member_id`.execute(tx);
        for (const { member_id: memberId, keys } of rows)
          await settle(tx, clock, { memberId, keys, next: "arrived", reason: null, answer: "", by: null });
      },
    },
  ];
}
