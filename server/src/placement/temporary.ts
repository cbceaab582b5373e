import { sql } from "kysely";
import type { z } from "zod";
import { getBranch, todayInRegion } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { addDays, type Clock } from "../kernel/time.ts";
import { barcodeOf } from "../targeting/index.ts";
import { ownCopy } from "./own-copy.ts";
import { refuse } from "./refusals.ts";
import type { placeSchema, temporarySchema } from "./schema.ts";

export type Place = z.output<typeof placeSchema>;

/** The place a copy has now, whether a scan has set it down there or not; null: it belongs at home. */
export async function placeOf(db: Db, clock: Clock, itemId: number): Promise<Place | null> {
  const today = await todayInRegion(db, clock);
  const { rows } = await sql<Place>`
    select p.item_id as "itemId", p.kind, p.branch_id as "branchId", p.location, p.note, p.until, p.is_over as "isOver",
      p.settled_branch_id as "settledBranchId", t.code as tour
    from placement.place_on(${today}::date) p left join placement.tour t on t.id = p.tour_id
    where p.item_id = ${itemId}`.execute(db);
  return rows[0] ?? null;
}

/**
 * Gives a copy a place for a while, at a branch of its own library. Where it is now does not change: a scan sends it. Refuses
 * `item-unknown` 404, `forbidden` 403, `item-withdrawn` 409, `branch-unknown` 404 (also another library's), `place-over`
 * 400 (the last day is past), `place-same` 400 (neither branch nor shelf is another), `place-taken` 409 (on tour or stored).
 */
export async function setTemporary(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  itemId: number,
  given: z.output<typeof temporarySchema>,
): Promise<Place> {
  const copy = await ownCopy(tx, actor, itemId);
  const branch = await getBranch(tx, given.branchId);
  if (branch.memberId !== copy.memberId) throw refuse("branch-unknown", { branchId: given.branchId });
  if (given.until < (await todayInRegion(tx, clock))) throw refuse("place-over", { until: given.until });
  if (branch.id === copy.homeBranchId && given.location === "") throw refuse("place-same");
  await takePlace(tx, clock, { itemId, kind: "temporary", ...given });
  return (await placeOf(tx, clock, itemId))!;
}

/**
 * Writes the place of a copy: one at a time. A place that is over and where it floated to give way; a temporary one gives way
 * to another. Refuses `place-taken` 409 (`barcode`).
 */
export async function takePlace(
  tx: Tx,
  clock: Clock,
  place: {
    itemId: number;
    kind: "temporary" | "tour" | "store";
    branchId: number | null;
    location: string;
    until: string | null;
    note: string;
    tourId?: number;
  },
): Promise<void> {
  const today = await todayInRegion(tx, clock);
  const { rows } = await sql`
    insert into placement.place as p (item_id, kind, branch_id, location, note, until, tour_id, since)
    values (${place.itemId}, ${place.kind}, ${place.branchId}, ${place.location}, ${place.note}, ${place.until}::date,
      ${place.tourId ?? null}, ${clock.now()})
    on conflict (item_id) do update set kind = excluded.kind, branch_id = excluded.branch_id,
      location = excluded.location, note = excluded.note, until = excluded.until, tour_id = excluded.tour_id,
      group_id = null, since = excluded.since, settled_branch_id = null, settled_at = null
    where p.kind = 'float' or (p.kind = 'temporary' and excluded.kind = 'temporary')
      or exists (select 1 from placement.place_on(${today}::date) o where o.item_id = p.item_id and o.is_over)
    returning 1`.execute(tx);
  if (rows.length > 0) return;
  const { itemId } = place;
  throw refuse("place-taken", { itemId, barcode: await barcodeOf(tx, itemId) });
}

/**
 * Ends a copy's place before its time: it goes home with the next scan. One it has never got to is forgotten. `kinds`: which
 * may be ended so. Refuses `item-unknown` 404, `forbidden` 403, `item-withdrawn` 409, `place-unknown` 404.
 */
export async function endPlace(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  itemId: number,
  kind: "temporary" | "tour" | "store",
): Promise<void> {
  await ownCopy(tx, actor, itemId);
  await dropPlace(tx, clock, itemId, kind);
}

/** The same for whoever has been admitted otherwise. Refuses `place-unknown` 404 (`barcode`). */
export async function dropPlace(tx: Tx, clock: Clock, itemId: number, kind: string): Promise<void> {
  const yesterday = addDays(await todayInRegion(tx, clock), -1);
  const { rows } = await sql<{ settled: boolean }>`
    update placement.place p set until = ${yesterday}::date, kind = 'temporary', tour_id = null,
      branch_id = coalesce(p.branch_id, p.settled_branch_id, (select c.home_branch_id from catalogue.copy_fact c
        where c.id = p.item_id))
    where p.item_id = ${itemId} and p.kind = ${kind} returning p.settled_at is not null as settled`.execute(
    tx,
  );
  if (!rows[0]) throw refuse("place-unknown", { itemId, barcode: await barcodeOf(tx, itemId) });
  if (!rows[0].settled) await sql`delete from placement.place where item_id = ${itemId}`.execute(tx);
}

/** Where a stored copy stands in its store. */
export async function shelvePlace(tx: Tx, itemId: number, location: string): Promise<void> {
  await sql`update placement.place set location = ${location} where item_id = ${itemId} and kind = 'store'`.execute(
    tx,
  );
}

/** A copy that is no more has no place. */
export async function forgetPlace(tx: Tx, itemId: number): Promise<void> {
  await sql`delete from placement.place where item_id = ${itemId}`.execute(tx);
}
