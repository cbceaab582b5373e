import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import { declareItem } from "../circulation/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { Clock } from "../kernel/time.ts";
import { refuseToGuessCopy } from "../targeting/index.ts";
import { refuse } from "./refusals.ts";
import type { countSchema, lineSchema, newCountSchema } from "./schema.ts";
import type { Verdict } from "./words.ts";

export type Count = z.output<typeof countSchema>;
export type Line = z.output<typeof lineSchema>;
/** An actor at a desk: the member worked at, and its branch. */
export type DeskActor = Actor & { scope: number; place: number };

/** Statuses of an item that stands on its shelf. */
const ON_SHELF = ["available", "requested", "reference-only"];
/** Missing items that are declared so in one act. */
export const MOST_DECLARED = 200;

/** Whether a copy `c` belongs into the stretch of the count `k`. */
const BELONGS = sql`c.home_branch_id = k.branch_id and (k.location is null or c.location = k.location)
  and (k.from_call is null or c.call_number collate "C" >= k.from_call collate "C")
  and (k.to_call is null or c.call_number collate "C" <= k.to_call || chr(65535) collate "C")`;

/** The status of a copy `c`, looked up by its id: joined as a view, the statuses of the region would be read for each copy. */
const STATUS = sql`lateral (select x.item_id, x.status from circulation.item_status x where x.item_id = c.id offset 0) s
  on s.item_id = c.id`;

const EXPECTED = sql`from catalogue.copy_fact c join ${STATUS}
  where c.member_id = k.member_id and ${BELONGS} and c.current_branch_id = k.branch_id and s.status = any(${ON_SHELF}::text[])`;

function selectCounts(where: RawBuilder<unknown>): RawBuilder<Count & { begun: Date; closed: Date | null }> {
  return sql`select k.id, k.location, k.from_call as "fromCall", k.to_call as "toCall", k.begun_at as begun,
      k.closed_at as closed, (select count(*) ${EXPECTED}) as expected,
      (select count(*) from stocktaking.seen s where s.count_id = k.id) as seen,
      (select count(*) from stocktaking.seen s where s.count_id = k.id and s.verdict <> 'right') as wrong
    from stocktaking.count k where ${where}`;
}

function toCount({ begun, closed, ...row }: Count & { begun: Date; closed: Date | null }): Count {
  return { ...row, begunAt: begun.toISOString(), closedAt: closed?.toISOString() ?? null };
}

async function getCount(db: Db, id: string): Promise<Count> {
  const { rows } = await selectCounts(sql`k.id = ${id}`).execute(db);
  return toCount(rows[0]!);
}

/** Begins to scan a stretch of shelf of this branch. Refuses `count-range` 400 where it ends before it begins. */
export async function beginCount(
  tx: Tx,
  actor: DeskActor,
  clock: Clock,
  { location, fromCall, toCall }: z.output<typeof newCountSchema>,
): Promise<Count> {
  if (fromCall && toCall && fromCall > toCall) throw refuse("count-range", { fromCall, toCall });
  const id = newId<"count">() as string;
  await sql`insert into stocktaking.count (id, member_id, branch_id, location, from_call, to_call, begun_at)
    values (${id}, ${actor.scope}, ${actor.place}, ${location || null}, ${fromCall || null}, ${toCall || null},
      ${clock.now()})`.execute(tx);
  return await getCount(tx, id);
}

/** Locks a count of this branch. Refuses `count-unknown` 404. */
async function lockCount(tx: Tx, actor: DeskActor, id: string): Promise<{ closed_at: Date | null }> {
  const { rows } = await sql<{ closed_at: Date | null }>`
    select k.closed_at from stocktaking.count k
    where k.id = ${isUuid(id) ? id : null}::uuid and k.branch_id = ${actor.place} for update`.execute(tx);
  if (!rows[0]) throw refuse("count-unknown");
  return rows[0];
}

/**
 * A book stands on the shelf that is being scanned; scanned again it counts once. Nothing else changes: what is wrong with
 * it is told, and a scan at the desk puts it right. Refuses `count-unknown` 404, `count-closed` 409, `item-unknown` 404,
 * `several-items` 409 (`choices`).
 */
export async function seeItem(
  tx: Tx,
  actor: DeskActor,
  clock: Clock,
  countId: string,
  { barcode, itemId }: { barcode: string; itemId?: number | undefined },
): Promise<Line> {
  if ((await lockCount(tx, actor, countId)).closed_at) throw refuse("count-closed");
  const { rows } = await sql<Omit<Line, "verdict"> & { isOwn: boolean; belongs: boolean; memberId: number }>`
    select c.id as "itemId", c.barcode, coalesce(t.title, '') as title, c.call_number as "callNumber", c.location,
      c.home_branch_id as "homeBranchId", s.status, c.member_id = k.member_id as "isOwn", (${BELONGS}) as belongs
    from stocktaking.count k cross join catalogue.copy_fact c
    join circulation.item_status s on s.item_id = c.id left join catalogue.title_line t on t.id = c.instance_id
    where k.id = ${countId} and c.barcode_key = kernel.folded_code(${barcode})
      and (${itemId ?? null}::bigint is null or c.id = ${itemId ?? null}::bigint)
    order by c.member_id = k.member_id desc, c.id`.execute(tx);
  const own = rows.filter((row) => row.isOwn);
  const found = own.length > 0 ? own : rows;
  const one = found[0];
  if (!one) throw refuse("item-unknown", { barcode });
  if (found.length > 1)
    throw await refuseToGuessCopy(
      tx,
      barcode,
      found.map((row) => row.itemId),
    );
  const { isOwn: _own, belongs, ...line } = one;
  const verdict = verdictOn({
    belongs,
    isAtHome: one.isOwn && line.homeBranchId === actor.place,
    status: line.status,
  });
  await sql`insert into stocktaking.seen (count_id, item_id, seen_at, verdict, status)
    values (${countId}, ${line.itemId}, ${clock.now()}, ${verdict}, ${line.status})
    on conflict (count_id, item_id) do update set seen_at = excluded.seen_at, verdict = excluded.verdict,
      status = excluded.status`.execute(tx);
  return { ...line, verdict };
}

/** What is to be said of a book that stands there. Pure. */
export function verdictOn(book: { belongs: boolean; isAtHome: boolean; status: string }): Verdict {
  if (!ON_SHELF.includes(book.status)) return "wrong-status";
  if (!book.isAtHome) return "other-branch";
  return book.belongs ? "right" : "misplaced";
}

/** Ends a count; what was not seen is missing from then on. Refuses `count-unknown` 404, `count-closed` 409. */
export async function closeCount(tx: Tx, actor: DeskActor, clock: Clock, id: string): Promise<Count> {
  if ((await lockCount(tx, actor, id)).closed_at) throw refuse("count-closed");
  await sql`update stocktaking.count set closed_at = ${clock.now()} where id = ${id}`.execute(tx);
  return await getCount(tx, id);
}

const LINE = sql`c.id as "itemId", c.barcode, coalesce(t.title, '') as title, c.call_number as "callNumber", c.location,
  c.home_branch_id as "homeBranchId"`;

const placeShape = z.tuple([z.string(), z.number().int()]);

/**
 * The report of a count, by call number: what stood there wrongly, or what should have stood there and was not seen. Refuses
 * `count-unknown` 404.
 */
export async function reportOf(
  db: Db,
  actor: DeskActor,
  id: string,
  { what, limit, cursor }: { what: "wrong" | "missing"; limit: number; cursor?: string | undefined },
): Promise<{ items: Line[]; next: string | null }> {
  const { rows: known } = await sql`select 1 from stocktaking.count k
    where k.id = ${isUuid(id) ? id : null}::uuid and k.branch_id = ${actor.place}`.execute(db);
  if (known.length === 0) throw refuse("count-unknown");
  const after = readCursor(cursor, placeShape);
  const from = after === null ? sql`true` : sql`(c.call_number, c.id) > (${after[0]}, ${after[1]}::bigint)`;
  const { rows } =
    what === "wrong"
      ? await sql<Line>`select ${LINE}, x.status, x.verdict from stocktaking.seen x
          join catalogue.copy_fact c on c.id = x.item_id left join catalogue.title_line t on t.id = c.instance_id
          where x.count_id = ${id} and x.verdict <> 'right' and ${from}
          order by c.call_number, c.id limit ${limit + 1}`.execute(db)
      : await sql<Line>`select ${LINE}, s.status, 'missing' as verdict from stocktaking.count k
          cross join lateral (select c.id ${EXPECTED}) e join catalogue.copy_fact c on c.id = e.id
          join ${STATUS} left join catalogue.title_line t on t.id = c.instance_id
          where k.id = ${id} and ${from}
            and not exists (select 1 from stocktaking.seen x where x.count_id = k.id and x.item_id = c.id)
          order by c.call_number, c.id limit ${limit + 1}`.execute(db);
  return cutPage(rows, limit, (row) => [row.callNumber, row.itemId]);
}

/**
 * Declares missing what a closed count has not seen, so many at once; a scan finds each again. `left`: ask again. Refuses
 * `count-unknown` 404, `count-open` 409.
 */
export async function declareMissing(
  tx: Tx,
  actor: DeskActor,
  clock: Clock,
  id: string,
): Promise<{ declared: number; left: boolean }> {
  if (!(await lockCount(tx, actor, id)).closed_at) throw refuse("count-open");
  const { items, next } = await reportOf(tx, actor, id, { what: "missing", limit: MOST_DECLARED });
  for (const { itemId } of items)
    await declareItem(tx, actor, clock, { itemId, action: "miss", branchId: actor.place });
  return { declared: items.length, left: next !== null };
}

const countPlace = z.tuple([z.string(), z.string()]);

/** Counts of a branch, the newest first. */
export async function listCounts(
  db: Db,
  branchId: number,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: Count[]; next: string | null }> {
  const after = readCursor(cursor, countPlace);
  const from =
    after === null ? sql`true` : sql`(k.begun_at, k.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`;
  const { rows } = await sql<Count & { begun: Date; closed: Date | null }>`${selectCounts(
    sql`k.branch_id = ${branchId} and ${from}`,
  )} order by k.begun_at desc, k.id desc limit ${limit + 1}`.execute(db);
  return cutPage(rows.map(toCount), limit, (row) => [row.begunAt, row.id]);
}
