import { sql } from "kysely";
import type { TaskSource } from "../contracts/tasks.ts";
import { mayDo } from "../people/index.ts";

/** What waits for a moderator of the library worked at. */
export const moderationTasks: readonly TaskSource[] = [
  {
    name: "moderation",
    page: "moderation",
    admits: (actor) => mayDo(actor, "community.moderate", actor.scope),
    waiting: async (db, { scope }) => {
      const { rows } = await sql<{ count: number; oldest: Date | null }>`
        select count(*) as count, min(p.waits_since) as oldest from moderation.posting p
        where p.waits_since is not null and p.member_id = ${scope}`.execute(db);
      return { count: rows[0]!.count, oldestAt: rows[0]!.oldest };
    },
  },
];
