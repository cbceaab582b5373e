import { sql } from "kysely";
import type { TaskSource } from "../contracts/tasks.ts";
import { movesHere } from "./moves.ts";
import { lateTransits } from "./searches.ts";

/** What of this room's work waits at a branch. */
export const transportTasks: readonly TaskSource[] = [
  {
    name: "pack",
    page: "transport/packing",
    waiting: async (db, { place }) => {
      const { rows } = await sql<{ count: number; oldest: Date | null }>`
        select count(*) as count, min(t.sent_at) as oldest from circulation.transit_fact t
        where t.from_branch_id = ${place} and t.ended_at is null
          and not exists (select 1 from transport.crate_item i where i.transit_id = t.id)`.execute(db);
      return { count: rows[0]!.count, oldestAt: rows[0]!.oldest };
    },
  },
  {
    name: "moves",
    page: "places",
    waiting: async (db, { place, clock }) => {
      const moves = await movesHere(db, clock, place);
      const [oldest] = moves.map((one) => one.dueSince).sort();
      return { count: moves.length, oldestAt: oldest === undefined ? null : new Date(oldest) };
    },
  },
  {
    name: "late-transits",
    page: "transport/late",
    waiting: async (db, { place, clock }) => {
      const late = await lateTransits(db, clock, place);
      return { count: late.length, oldestAt: late[0] ? new Date(late[0].sentAt) : null };
    },
  },
  {
    name: "search",
    page: "transport/late",
    waiting: async (db, { place }) => {
      const { rows } = await sql<{ count: number; oldest: Date | null }>`
        select count(*) as count, min(s.opened_at) as oldest from transport.search s
        join circulation.transit_fact t on t.id = s.transit_id and t.ended_at is null
        where (s.from_branch_id = ${place} and s.from_looked_at is null)
          or (s.to_branch_id = ${place} and s.to_looked_at is null)`.execute(db);
      return { count: rows[0]!.count, oldestAt: rows[0]!.oldest };
    },
  },
];
