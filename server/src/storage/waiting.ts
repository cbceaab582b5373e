import { sql } from "kysely";
import type { TaskSource } from "../contracts/tasks.ts";

/** What has come to a store, in a crate or scanned at its desk, and has no shelf yet. */
export const storageTasks: readonly TaskSource[] = [
  {
    name: "shelve-stored",
    page: "storage",
    waiting: async (db, { place }) => {
      const { rows } = await sql<{ count: number; oldest: Date | null }>`
        select count(*) as count, min(p.settled_at) as oldest from placement.stored_item p
        where p.branch_id = ${place} and p.is_there and exists (select 1 from storage.deposit_item l
          where l.item_id = p.item_id and l.shelved_at is null and l.closed_at is null)`.execute(db);
      return { count: rows[0]!.count, oldestAt: rows[0]!.oldest };
    },
  },
];
