import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import { regionZone, todayInRegion } from "../consortium/index.ts";
import type { Db } from "../kernel/database.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { Clock } from "../kernel/time.ts";
import type { moveSchema, placedItemSchema } from "./schema.ts";

type PlacedItem = z.output<typeof placedItemSchema>;
type Move = z.output<typeof moveSchema>;

const COLUMNS = sql`p.item_id as "itemId", p.kind, p.branch_id as "branchId", p.location, p.note, p.until,
  p.is_over as "isOver", p.settled_branch_id as "settledBranchId", t.code as tour, c.barcode,
  coalesce(l.title, '') as title, c.call_number as "callNumber", c.home_branch_id as "homeBranchId",
  c.current_branch_id as "currentBranchId", c.location as "homeLocation"`;

const from = (today: string): RawBuilder<unknown> => sql`from placement.place_on(${today}::date) p
  join catalogue.copy_fact c on c.id = p.item_id left join catalogue.title_line l on l.id = c.instance_id
  left join placement.tour t on t.id = p.tour_id`;

const placeShape = z.tuple([z.string(), z.number().int()]);

/** Copies that stand at a branch, or belong to it, or are its library's, and have a place that is not their home. */
export async function listPlaces(
  db: Db,
  clock: Clock,
  at: { memberId: number; branchId: number },
  {
    limit,
    cursor,
    kind,
    tour,
  }: { limit: number; cursor?: string | undefined; kind?: string | undefined; tour?: string | undefined },
): Promise<{ items: PlacedItem[]; next: string | null }> {
  const today = await todayInRegion(db, clock);
  const after = readCursor(cursor, placeShape);
  const rest = after === null ? sql`true` : sql`(c.call_number, c.id) > (${after[0]}, ${after[1]}::bigint)`;
  const { rows } = await sql<PlacedItem>`select ${COLUMNS} ${from(today)}
    where (c.member_id = ${at.memberId} or p.branch_id = ${at.branchId} or c.home_branch_id = ${at.branchId})
      and (${kind ?? null}::text is null or p.kind = ${kind ?? null})
      and (${tour ?? null}::text is null or t.code = upper(${tour ?? null})) and ${rest}
    order by c.call_number, c.id limit ${limit + 1}`.execute(db);
  return cutPage(rows, limit, (row) => [row.callNumber, row.itemId]);
}

/** Since when a copy belongs where it does now: when that was set, when the stop of its tour began, when its time was over. */
const DUE_SINCE = sql`case when p.is_over then coalesce((p.until + 1)::timestamp at time zone r.time_zone, p.since)
  else greatest(p.since, (select max(s.starts_on)::timestamp at time zone r.time_zone from placement.stop s
    where s.tour_id = p.tour_id and s.starts_on <= r.today)) end`;

/** So many things to be moved are listed at once; the list is worked off by scanning. */
const MOST_MOVES = 500;

/**
 * Copies lying at a branch that belong somewhere else by now: at their temporary place, where their tour has gone on to, at a
 * store; or at home again, because their time is over. Whether they stand on a shelf the caller knows.
 */
export async function movesFrom(db: Db, clock: Clock, branchId: number): Promise<Move[]> {
  const today = await todayInRegion(db, clock);
  const zone = await regionZone(db);
  const { rows } = await sql<PlacedItem & { dueSince: Date }>`select ${COLUMNS}, ${DUE_SINCE} as "dueSince"
    ${from(today)} cross join (select ${today}::date as today, ${zone}::text as time_zone) r
    where c.current_branch_id = ${branchId} and c.condition = 'good' and case
      when p.is_over then p.settled_branch_id is not null
      when p.branch_id is null then c.home_branch_id <> c.current_branch_id
      else p.settled_branch_id is distinct from p.branch_id end
    order by c.location, c.call_number, c.id limit ${MOST_MOVES}`.execute(db);
  return rows.map((one) => {
    const isHome = one.isOver || one.branchId === null;
    return {
      ...one,
      dueSince: one.dueSince.toISOString(),
      toBranchId: isHome ? one.homeBranchId : one.branchId!,
      toLocation: isHome ? one.homeLocation : one.location,
    };
  });
}
