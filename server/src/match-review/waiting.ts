import { sql } from "kysely";
import type { TaskSource } from "../contracts/tasks.ts";
import { mayDo } from "../people/index.ts";

/** Doubtful pairs with a record of the library worked at that nobody has looked at yet. */
export const reviewTasks: readonly TaskSource[] = [
  {
    name: "doubts",
    page: "doubts",
    admits: (actor) => mayDo(actor, "catalogue.edit", actor.scope),
    waiting: async (db, { scope }) => {
      const { rows } = await sql<{ count: number; oldest: Date | null }>`
        select count(*) as count, min(d.since) as oldest from matching.doubt_fact d
        join catalogue.record_fact l on l.id = d.low_id join catalogue.record_fact h on h.id = d.high_id
        where d.deferred_at is null and l.instance_id <> h.instance_id and ${scope} in (l.member_id, h.member_id)`.execute(
        db,
      );
      return { count: rows[0]!.count, oldestAt: rows[0]!.oldest };
    },
  },
];
