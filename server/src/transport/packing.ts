import { sql } from "kysely";
import { getBranch, loadDistances, minutesBetween } from "../consortium/index.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import type { Clock } from "../kernel/time.ts";
import { barcodeOf, refuseToGuessCopy } from "../targeting/index.ts";
import { expectedOn, loadRoads } from "./arrivals.ts";
import {
  type Crate,
  demandState,
  getCrate,
  type Locked,
  lockCrate,
  moveCrate,
  noteCustody,
} from "./crates.ts";
import { refuse } from "./refusals.ts";
import { findRoute } from "./routes.ts";
import { MOST_IN_CRATE } from "./schema.ts";

/** Where items of this branch wait to be packed for, the most first. */
export async function destinationsOf(
  db: Db,
  branchId: number,
): Promise<{ toBranchId: number; waiting: number; minutes: number; openCrate: string | null }[]> {
  const { rows } = await sql<{ to: number; waiting: number; crate: string | null }>`
    select t.to_branch_id as "to", count(*) filter (where i.transit_id is null) as waiting,
      (select c.code from transport.crate c where c.from_branch_id = ${branchId} and c.to_branch_id = t.to_branch_id
        and c.state = 'open' order by c.opened_at desc limit 1) as crate
    from circulation.transit_fact t left join transport.crate_item i on i.transit_id = t.id
    where t.from_branch_id = ${branchId} and t.ended_at is null
    group by t.to_branch_id having count(*) filter (where i.transit_id is null) > 0
    order by waiting desc, t.to_branch_id`.execute(db);
  const distances = await loadDistances(db);
  return rows.map((row) => ({
    toBranchId: row.to,
    waiting: row.waiting,
    minutes: minutesBetween(distances, branchId, row.to),
    openCrate: row.crate,
  }));
}

/** Begins a crate to another branch. Refuses `branch-unknown` 404, `crate-way-wrong` 409 (to here). */
export async function openCrate(tx: Tx, clock: Clock, from: number, to: number): Promise<Crate> {
  if (from === to) throw refuse("crate-way-wrong");
  await getBranch(tx, to);
  const id = newId<"crate">() as string;
  const { rows } = await sql<{ code: string }>`
    insert into transport.crate (id, code, from_branch_id, to_branch_id, state, at_branch_id, opened_at)
    values (${id}, 'CR' || nextval('transport.crate_number'), ${from}, ${to}, 'open', ${from}, ${clock.now()})
    returning code`.execute(tx);
  await noteCustody(tx, clock, id, "opened", from);
  return await getCrate(tx, clock, rows[0]!.code);
}

/** A crate of this branch, locked. Refuses `crate-unknown` 404, also for those of other branches. */
async function lockOwn(tx: Tx, branchId: number, code: string): Promise<Locked> {
  const crate = await lockCrate(tx, code);
  if (crate.from_branch_id !== branchId) throw refuse("crate-unknown", { code });
  return crate;
}

function demandOpen(crate: Locked): void {
  if (crate.state !== "open") throw refuse("crate-state", { code: crate.code, state: crate.state });
}

/**
 * Puts an item into a crate; one that was in another is in this one now. Refuses in this order: `crate-unknown` 404,
 * `crate-state` 409, `item-unknown` 404, `item-not-sent` 409 (scan it in first), `several-items` 409 (`choices`),
 * `crate-other-way` 409 (`toBranchId`), `crate-full` 409.
 */
export async function putInCrate(
  tx: Tx,
  clock: Clock,
  branchId: number,
  input: { code: string; barcode: string; itemId?: number | undefined },
): Promise<Crate> {
  const crate = await lockOwn(tx, branchId, input.code);
  demandOpen(crate);
  const { barcode } = input;
  const { rows } = await sql<{ item_id: number; transit_id: string | null; to_branch_id: number | null }>`
    select c.id as item_id, t.id as transit_id, t.to_branch_id from catalogue.copy_fact c
    left join circulation.transit_fact t on t.item_id = c.id and t.ended_at is null and t.from_branch_id = ${branchId}
    where c.barcode_key = kernel.folded_code(${barcode})
      and (${input.itemId ?? null}::bigint is null or c.id = ${input.itemId ?? null}::bigint)
    order by c.id`.execute(tx);
  if (rows.length === 0) throw refuse("item-unknown", { barcode });
  const sent = rows.filter((row) => row.transit_id !== null);
  const here = sent.filter((row) => row.to_branch_id === crate.to_branch_id);
  const one = here[0] ?? sent[0];
  if (!one) throw refuse("item-not-sent", { barcode });
  if (here.length > 1)
    throw await refuseToGuessCopy(
      tx,
      barcode,
      here.map((row) => row.item_id),
    );
  if (here.length === 0) throw refuse("crate-other-way", { barcode, toBranchId: one.to_branch_id });
  const count = await sql<{ n: number }>`select count(*) as n from transport.crate_item i
    where i.crate_id = ${crate.id} and i.transit_id <> ${one.transit_id}`.execute(tx);
  if (count.rows[0]!.n >= MOST_IN_CRATE) throw refuse("crate-full", { limit: MOST_IN_CRATE });
  await sql`insert into transport.crate_item (crate_id, transit_id, item_id, put_at)
    values (${crate.id}, ${one.transit_id}, ${one.item_id}, ${clock.now()})
    on conflict (transit_id) do update set crate_id = excluded.crate_id, put_at = excluded.put_at`.execute(
    tx,
  );
  return await getCrate(tx, clock, crate.code);
}

/** Takes an item out again. Refuses `crate-unknown` 404, `crate-state` 409, `item-not-in-crate` 404 (`barcode`). */
export async function takeOut(tx: Tx, branchId: number, code: string, itemId: number): Promise<void> {
  const crate = await lockOwn(tx, branchId, code);
  demandOpen(crate);
  const { rows } = await sql`delete from transport.crate_item
    where crate_id = ${crate.id} and item_id = ${itemId} returning 1`.execute(tx);
  if (rows.length === 0)
    throw refuse("item-not-in-crate", { itemId, code, barcode: await barcodeOf(tx, itemId) });
}

/**
 * Closes a crate, or opens it again: also one whose items have all been put into others since. Refuses `crate-unknown` 404,
 * `crate-state` 409, and what is closed `crate-empty` 409.
 */
export async function closeCrate(
  tx: Tx,
  clock: Clock,
  branchId: number,
  code: string,
  trigger: "pack" | "unpack",
): Promise<Crate> {
  const crate = await lockOwn(tx, branchId, code);
  demandState(crate, trigger);
  const { rows } =
    await sql`select 1 from transport.crate_item i where i.crate_id = ${crate.id} limit 1`.execute(tx);
  if (trigger === "pack" && rows.length === 0) throw refuse("crate-empty", { code });
  const event = trigger === "pack" ? "packed" : "unpacked";
  await moveCrate(tx, clock, crate, { trigger, event, branchId });
  return await getCrate(tx, clock, code);
}

/**
 * Hands crates of this branch over to the car. Refuses in this order: `route-unknown` 404, `crate-unknown` 404, `crate-state`
 * 409, `route-not-there` 409 (it does not stop at both ends).
 */
export async function handOver(
  tx: Tx,
  clock: Clock,
  branchId: number,
  input: { crates: readonly string[]; route: string | null },
): Promise<Crate[]> {
  const route = input.route === null ? null : await findRoute(tx, input.route);
  const roads = await loadRoads(tx);
  const now = clock.now();
  const done: Crate[] = [];
  for (const code of [...new Set(input.crates)].sort()) {
    const crate = await lockOwn(tx, branchId, code);
    demandState(crate, "hand-over");
    if (route && !(route.branchIds.includes(branchId) && route.branchIds.includes(crate.to_branch_id)))
      throw refuse("route-not-there", { code, route: route.code });
    const way = { from: branchId, to: crate.to_branch_id, since: now };
    await moveCrate(
      tx,
      clock,
      crate,
      { trigger: "hand-over", event: "handed-over", branchId },
      { routeId: route?.id ?? null, expectedOn: await expectedOn(tx, roads, now, way) },
    );
    done.push(await getCrate(tx, clock, code));
  }
  return done;
}
