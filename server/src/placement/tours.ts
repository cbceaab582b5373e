import { sql } from "kysely";
import type { z } from "zod";
import { findMemberByCode, listMembers, todayInRegion } from "../consortium/index.ts";
import { type Actor, workingFor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { LocalText } from "../kernel/text.ts";
import { addDays, type Clock, type PlainDate } from "../kernel/time.ts";
import { demandPermission, mayDo } from "../people/index.ts";
import { barcodeOf } from "../targeting/index.ts";
import { branchNames } from "./branch-names.ts";
import { ownCopyWith } from "./own-copy.ts";
import { refuse } from "./refusals.ts";
import type { tourLineSchema, tourSchema } from "./schema.ts";
import { endPlace, type Place, placeOf, takePlace } from "./temporary.ts";

type Tour = z.output<typeof tourSchema>;
type TourLine = z.output<typeof tourLineSchema>;

/** Sets that go from branch to branch, those that are not over first. */
export async function listTours(db: Db, clock: Clock): Promise<TourLine[]> {
  const today = await todayInRegion(db, clock);
  const { rows } = await sql<{
    code: string;
    name: LocalText;
    member_id: number;
    ends_on: PlainDate;
    stops: { branch: number; on: PlainDate }[];
    items: number;
    settled: number;
  }>`select t.code, t.name, t.member_id, t.ends_on,
      (select jsonb_agg(jsonb_build_object('branch', s.branch_id, 'on', s.starts_on) order by s.starts_on)
        from placement.stop s where s.tour_id = t.id) as stops,
      (select count(*)::int from placement.place p where p.tour_id = t.id) as items,
      (select count(*)::int from placement.place_on(${today}::date) p
        where p.tour_id = t.id and p.settled_branch_id = p.branch_id) as settled
    from placement.tour t order by t.ends_on < ${today}::date, t.code`.execute(db);
  const codes = new Map((await listMembers(db)).map((one) => [one.id, one.code]));
  const { nameOf } = await branchNames(db);
  return rows.map((row) => {
    const now = row.ends_on < today ? undefined : row.stops.findLast((stop) => stop.on <= today);
    return {
      code: row.code,
      name: row.name,
      member: codes.get(row.member_id)!,
      stops: row.stops.map((stop) => ({ branch: nameOf(stop.branch), startsOn: stop.on })),
      endsOn: row.ends_on,
      items: row.items,
      settled: row.settled,
      nowAt: now ? nameOf(now.branch) : null,
    };
  });
}

async function lockTour(
  tx: Tx,
  code: string,
): Promise<{ id: number; member_id: number; ends_on: PlainDate } | undefined> {
  const { rows } = await sql<{ id: number; member_id: number; ends_on: PlainDate }>`
    select t.id, t.member_id, t.ends_on from placement.tour t where t.code = upper(${code}) for update`.execute(
    tx,
  );
  return rows[0];
}

/**
 * Sets a tour by its code: from which day on it is at which branch. A library goes through its own branches; the office may
 * send a library's books through any. Refuses `name-missing` 400, `member-unknown` 404, `forbidden` 403, `code-taken` 409,
 * `branch-unknown` 404 (also another library's), `tour-stops` 400 (two stops on one day, or one after its end).
 */
export async function setTour(tx: Tx, actor: Actor, clock: Clock, given: Tour): Promise<TourLine> {
  if (!Object.values(given.name).some((text) => text?.trim())) throw refuse("name-missing");
  const memberId = (await findMemberByCode(tx, given.member)).id;
  demandPermission(actor, "circulation.manage", memberId);
  const known = await lockTour(tx, given.code);
  if (known && known.member_id !== memberId) throw refuse("code-taken", { code: given.code });
  const names = await branchNames(tx);
  const isOffice = mayDo(actor, "circulation.manage", null);
  const stops = given.stops.map(({ branch, startsOn }) => {
    const id = names.idOf(branch);
    if (!isOffice && names.memberOf(id) !== memberId) throw refuse("branch-unknown", { branch });
    if (startsOn > given.endsOn) throw refuse("tour-stops", { startsOn });
    return { id, startsOn };
  });
  if (new Set(stops.map((one) => one.startsOn)).size < stops.length) throw refuse("tour-stops");
  const { rows } = await sql<{ id: number }>`
    insert into placement.tour (code, name, member_id, ends_on)
    values (upper(${given.code}), ${JSON.stringify(given.name)}::jsonb, ${memberId}, ${given.endsOn}::date)
    on conflict (code) do update set name = excluded.name, ends_on = excluded.ends_on returning id`.execute(
    tx,
  );
  const tourId = rows[0]!.id;
  await sql`delete from placement.stop where tour_id = ${tourId}`.execute(tx);
  await sql`insert into placement.stop (tour_id, starts_on, branch_id)
    select ${tourId}, s.on_day, s.id from unnest(${stops.map((one) => one.startsOn)}::date[],
      ${stops.map((one) => one.id)}::int[]) s(on_day, id)`.execute(tx);
  return (await listTours(tx, clock)).find((one) => one.code === given.code.toUpperCase())!;
}

/** Refuses `tour-unknown` 404, `forbidden` 403. */
async function ownTour(tx: Tx, actor: Actor, verb: "circulation.desk" | "circulation.manage", code: string) {
  const tour = await lockTour(tx, code);
  if (!tour) throw refuse("tour-unknown", { code });
  demandPermission(actor, verb, tour.member_id);
  return tour;
}

/** Ends a tour today: its books go home with the next scan. Refuses `tour-unknown` 404, `forbidden` 403, `tour-over` 409. */
export async function endTour(tx: Tx, actor: Actor, clock: Clock, code: string): Promise<void> {
  const tour = await ownTour(tx, actor, "circulation.manage", code);
  const today = await todayInRegion(tx, clock);
  if (tour.ends_on < today) throw refuse("tour-over", { code });
  await sql`update placement.tour set ends_on = ${addDays(today, -1)}::date where id = ${tour.id}`.execute(
    tx,
  );
}

/**
 * A copy goes with a tour from now on. Refuses `tour-unknown` 404, `forbidden` 403, `tour-over` 409, `item-unknown` 404,
 * `several-items` 409, `item-withdrawn` 409, `place-taken` 409.
 */
export async function addToTour(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  code: string,
  scanned: { barcode: string; itemId?: number | undefined },
): Promise<Place> {
  const tour = await ownTour(tx, actor, "circulation.desk", code);
  if (tour.ends_on < (await todayInRegion(tx, clock))) throw refuse("tour-over", { code });
  const copy = await ownCopyWith(tx, workingFor(actor, tour.member_id, actor.place), scanned);
  if (copy.memberId !== tour.member_id) throw refuse("item-unknown", { barcode: scanned.barcode });
  const place = {
    itemId: copy.id,
    kind: "tour",
    branchId: null,
    location: "",
    until: null,
    note: "",
  } as const;
  await takePlace(tx, clock, { ...place, tourId: tour.id });
  return (await placeOf(tx, clock, copy.id))!;
}

/** A copy leaves its tour and goes home with the next scan. Refuses as `endPlace`, `tour-unknown` 404. */
export async function takeFromTour(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  code: string,
  itemId: number,
): Promise<void> {
  const tour = await ownTour(tx, actor, "circulation.desk", code);
  const { rows } = await sql`select 1 from placement.place p
    where p.item_id = ${itemId} and p.tour_id = ${tour.id}`.execute(tx);
  if (rows.length === 0) throw refuse("place-unknown", { itemId, barcode: await barcodeOf(tx, itemId) });
  await endPlace(tx, actor, clock, itemId, "tour");
}
