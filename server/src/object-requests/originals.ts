import { sql } from "kysely";
import { nextOpenDate, ownerCalendar, todayInRegion } from "../consortium/index.ts";
import type { Db } from "../kernel/database.ts";
import { addDays, type Clock, type PlainDate } from "../kernel/time.ts";
import { requestMoves } from "./request-states.ts";
import type { RequestKind, RequestState } from "./words.ts";

/** How many days ahead a viewing is asked for. */
export const DAYS_AHEAD = 90;

/** How an original can be seen, and what a reader asked for of it that is not over. */
export type Original = {
  /** In the hands of another reader. */
  isInHand: boolean;
  /** Other readers who asked for it and have no day yet. */
  waiting: number;
  /** Days promised to other readers, the next first. */
  promised: PlainDate[];
  /** From when to when it is asked for. */
  days: { first: PlainDate; last: PlainDate };
  /** The first day on which its library is open and nobody else has it; null: none that can be asked for. */
  freeOn: PlainDate | null;
  own: { kind: RequestKind; state: RequestState; on: PlainDate | null; place: string }[];
};

type Row = { kind: RequestKind; state: RequestState; day: PlainDate | null; place: string; own: boolean };

/** How the original of an object of a member can be seen, as a reader (null: whoever passes) is told. */
export async function originalOf(
  db: Db,
  clock: Clock,
  object: { number: number; memberId: number },
  personId: string | null,
): Promise<Original> {
  const first = await todayInRegion(db, clock);
  const last = addDays(first, DAYS_AHEAD);
  const [{ rows }, calendar] = await Promise.all([
    sql<Row>`select r.kind, r.state, coalesce(r.agreed_on, r.wish_on)::text as day, r.place,
        r.person_id is not distinct from ${personId}::uuid as own
      from object_requests.request r
      where r.number = ${object.number} and r.state in ('asked', 'agreed', 'handed-out')
      order by day, r.asked_at`.execute(db),
    ownerCalendar(db, object.memberId, clock.now()),
  ]);
  const own = rows.filter((row) => row.own && row.state in requestMoves[row.kind]);
  const others = rows.filter((row) => !row.own && row.kind === "viewing");
  const isInHand = others.some((row) => row.state === "handed-out");
  const promised = others.filter((row) => row.state === "agreed" && row.day! >= first).map((row) => row.day!);
  let free = nextOpenDate(calendar, isInHand ? addDays(first, 1) : first);
  while (promised.includes(free)) free = nextOpenDate(calendar, addDays(free, 1));
  return {
    isInHand,
    waiting: others.filter((row) => row.state === "asked").length,
    promised,
    days: { first, last },
    freeOn: free <= last ? free : null,
    own: own.map(({ kind, state, day, place }) => ({ kind, state, on: day, place })),
  };
}
