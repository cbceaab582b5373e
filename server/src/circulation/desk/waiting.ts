import { type RawBuilder, sql } from "kysely";
import type { TaskSource } from "../../contracts/tasks.ts";

type Place = Parameters<TaskSource["waiting"]>[1];

/** A count and the oldest moment over the rows of a statement that gives `at`. */
function source(name: string, page: string, rows: (at: Place) => RawBuilder<unknown>): TaskSource {
  return {
    name,
    page,
    waiting: async (db, at) => {
      const found = await sql<{ count: number; oldest: Date | null }>`
        select count(*) as count, min(w.at) as oldest from (${rows(at)}) w`.execute(db);
      return { count: found.rows[0]!.count, oldestAt: found.rows[0]!.oldest };
    },
  };
}

/** What of circulation's work waits at a branch. */
export const circulationTasks: readonly TaskSource[] = [
  source(
    "pull",
    "pull-list",
    ({ place }) => sql`select h.targeted_at as at from circulation.hold h
      where h.state = 'targeted' and h.item_id in (
        select c.id from catalogue.copy_fact c where c.current_branch_id = ${place})`,
  ),
  source(
    "receive",
    "transits",
    ({ place }) => sql`select t.sent_at as at from circulation.transit t
      where t.ended_at is null and t.to_branch_id = ${place}`,
  ),
  source(
    "take-down",
    "take-down",
    ({ place }) => sql`select d.since as at from circulation.take_down d where d.branch_id = ${place}`,
  ),
  source(
    "stalled",
    "troubles",
    ({ place }) => sql`select h.stalled_at as at from circulation.hold h
      where h.stalled_at is not null and h.state = 'waiting' and h.pickup_branch_id = ${place}`,
  ),
  source(
    "reports",
    "troubles",
    ({ scope }) => sql`select p.reported_at as at from circulation.item_report p
      join catalogue.item_fact i on i.id = p.item_id where p.decided_at is null and i.member_id = ${scope}`,
  ),
];
