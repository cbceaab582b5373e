import { partKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { addDays, type PlainDate } from "../kernel/time.ts";
import type { PromiseBasis } from "./words.ts";

/** When a request can be picked up about, and what that rests on. */
export type Promised = { on: PlainDate | null; basis: PromiseBasis };

/** A day for fetching, a day on the road; two for what somebody else brings back first. */
const DAYS = { "on-shelf": 0, "in-transit": 1, targeted: 2 } as const;
const AFTER_RETURN_DAYS = 2;

/**
 * When it can be picked up about: a copy that waits, travels or is fetched within days; else after as many returns as stand
 * before it, by the days on which they are due. Overdue copies promise nothing, and what nobody can know is not said. Pure.
 */
export function promised(
  hold: { state: string; position: number | null },
  dueDates: readonly PlainDate[],
  today: PlainDate,
): Promised {
  const { state, position } = hold;
  if (state === "on-shelf" || state === "in-transit" || state === "targeted")
    return { on: addDays(today, DAYS[state]), basis: state };
  const coming = dueDates.filter((due) => due >= today).sort();
  const due = position === null ? undefined : coming[position - 1];
  return due === undefined
    ? { on: null, basis: "unknown" }
    : { on: addDays(due, AFTER_RETURN_DAYS), basis: "due-dates" };
}

type HoldRow = {
  id: string;
  state: string;
  part_key: string | null;
  position: number | null;
  dues: { part: string; on: PlainDate }[];
};

/** A live request with its place among those that have no copy yet, and what is promised of it. */
export type PromisedHold = { id: string; state: string; position: number | null; promise: Promised };

/** What is promised of these requests, by id; closed ones are left out. */
export async function promisesOf(
  db: Db,
  holdIds: readonly string[],
  today: PlainDate,
): Promise<Map<string, PromisedHold>> {
  const { rows } = await sql<HoldRow>`
    select h.id, h.state, h.part_key, case when h.state = 'waiting' then (
        select count(*) + 1 from circulation.hold_line q where q.instance_id = h.instance_id and q.state = 'waiting'
          and (q.part_key is null or h.part_key is null or q.part_key = h.part_key)
          and (q.placed_at, q.id) < (h.placed_at, h.id)) end as position,
      (select coalesce(json_agg(json_build_object('part', l.part, 'on', l.due_on)), '[]')
        from circulation.loan_terms l where l.instance_id = h.instance_id and l.returned_at is null
          and l.claimed_at is null) as dues
    from circulation.hold_line h where h.id = any(${[...holdIds]}::uuid[])`.execute(db);
  return new Map(
    rows.map((row) => {
      const { id, state, position } = row;
      const dues = row.dues.filter((one) => row.part_key === null || partKey(one.part) === row.part_key);
      const promise = promised(
        row,
        dues.map((one) => one.on),
        today,
      );
      return [id, { id, state, position, promise }];
    }),
  );
}
