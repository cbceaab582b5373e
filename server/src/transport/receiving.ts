import { sql } from "kysely";
import { type ScanOutcome, scanItem } from "../circulation/index.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import type { DeskActor } from "./actor.ts";
import { expectedOn, loadRoads } from "./arrivals.ts";
import { type Crate, getCrate, type Locked, lockCrate, moveCrate } from "./crates.ts";
import { refuse } from "./refusals.ts";
import { findRoute } from "./routes.ts";
import { openSearchOf } from "./searches.ts";

/**
 * A crate has come to the branch it goes to. With `all` every item in it is scanned as if it lay on the desk, and where each
 * goes is told; else they are scanned one by one. Refuses `crate-unknown` 404, `crate-misrouted` 409 (`toBranchId`),
 * `crate-state` 409 (also where it was never closed and nothing in it is under way).
 */
export async function receiveCrate(
  tx: Tx,
  actor: DeskActor,
  clock: Clock,
  code: string,
  all: boolean,
): Promise<{ crate: Crate; outcomes: ScanOutcome[] }> {
  const crate = await lockCrate(tx, code);
  const branchId = actor.place;
  if (crate.to_branch_id !== branchId)
    throw refuse("crate-misrouted", { code, toBranchId: crate.to_branch_id });
  await demandOnItsWay(tx, crate);
  await moveCrate(tx, clock, crate, { trigger: "receive", event: "received", branchId });
  const outcomes: ScanOutcome[] = [];
  if (all)
    for (const { item_id: itemId, barcode } of await itemsUnderWay(tx, crate))
      outcomes.push(await scanItem(tx, actor, clock, { barcode, branchId, itemId }));
  return { crate: await getCrate(tx, clock, code), outcomes };
}

/** One that was never closed may have been carried off all the same: what is in it says so. Refuses `crate-state` 409. */
async function demandOnItsWay(tx: Tx, crate: Locked): Promise<void> {
  if (crate.state === "open" && (await itemsUnderWay(tx, crate)).length === 0)
    throw refuse("crate-state", { code: crate.code, state: crate.state });
}

async function itemsUnderWay(tx: Tx, crate: Locked): Promise<{ item_id: number; barcode: string }[]> {
  const { rows } = await sql<{ item_id: number; barcode: string }>`
    select i.item_id, c.barcode from transport.crate_item i
    join circulation.transit_fact t on t.id = i.transit_id and t.ended_at is null
    join catalogue.copy_fact c on c.id = i.item_id and c.barcode is not null
    where i.crate_id = ${crate.id} order by c.instance_id, c.id`.execute(tx);
  return rows;
}

/**
 * A crate has come to a branch it does not go to: it goes on from there. Refuses `route-unknown` 404, `crate-unknown` 404,
 * `crate-here` 409 (it is where it goes), `crate-state` 409 (also where it is still being packed), `route-not-there` 409.
 */
export async function passOn(
  tx: Tx,
  actor: DeskActor,
  clock: Clock,
  input: { code: string; route: string | null },
): Promise<Crate> {
  const route = input.route === null ? null : await findRoute(tx, input.route);
  const crate = await lockCrate(tx, input.code);
  const branchId = actor.place;
  if (crate.to_branch_id === branchId) throw refuse("crate-here", { code: crate.code });
  // Where it is being packed it is closed and handed over.
  if (crate.state === "open" && crate.from_branch_id === branchId)
    throw refuse("crate-state", { code: crate.code, state: crate.state });
  await demandOnItsWay(tx, crate);
  if (route && !(route.branchIds.includes(branchId) && route.branchIds.includes(crate.to_branch_id)))
    throw refuse("route-not-there", { code: crate.code, route: route.code });
  const now = clock.now();
  const way = { from: branchId, to: crate.to_branch_id, since: now };
  await moveCrate(
    tx,
    clock,
    crate,
    { trigger: "pass-on", event: "passed-on", branchId },
    { routeId: route?.id ?? null, expectedOn: await expectedOn(tx, await loadRoads(tx), now, way) },
  );
  return await getCrate(tx, clock, crate.code);
}

/**
 * What is missing: a crate that does not come is lost until it turns up, and what a received one did not hold is looked for.
 * A search of each item begins at both ends. Refuses `crate-unknown` 404 (also for desks at neither end), `crate-state`
 * 409, `crate-empty` 409 (nothing is missing).
 */
export async function missItems(
  tx: Tx,
  actor: DeskActor,
  clock: Clock,
  code: string,
): Promise<{ crate: Crate; searches: number }> {
  const crate = await lockCrate(tx, code);
  if (crate.to_branch_id !== actor.place && crate.from_branch_id !== actor.place)
    throw refuse("crate-unknown", { code });
  if (crate.state !== "received")
    await moveCrate(tx, clock, crate, { trigger: "lose", event: "lost", branchId: crate.at_branch_id });
  const searches = await openSearchOf(
    tx,
    clock,
    sql`t.id in (select i.transit_id from transport.crate_item i where i.crate_id = ${crate.id})`,
  );
  if (searches === 0) throw refuse("crate-empty", { code });
  return { crate: await getCrate(tx, clock, code), searches };
}
