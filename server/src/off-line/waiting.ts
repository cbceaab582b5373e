import { sql } from "kysely";
import type { TaskSource } from "../contracts/tasks.ts";

/** What was done without a network and waits for an answer. */
export const offLineTasks: readonly TaskSource[] = [
  {
    name: "off-line",
    page: "off-line",
    waiting: async (db, { place }) => {
      const { rows } = await sql<{ count: number; oldest: Date | null }>`
        select count(*) as count, min(a.at) as oldest from off_line.act a
        where a.branch_id = ${place} and a.state = 'open'`.execute(db);
      return { count: rows[0]!.count, oldestAt: rows[0]!.oldest };
    },
  },
];
