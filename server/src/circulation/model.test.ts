import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadDistances, minutesBetween } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { createTestDatabase, runs } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { addDays, DAY_MS, dateIn, fixedClock } from "../kernel/time.ts";
import { lockInstances } from "../targeting/index.ts";
import { itemActions } from "../targeting/item-words.ts";
import { followInstances } from "./holds/merged.ts";
import { endUnneeded, listUnneeded } from "./holds/unfilled.ts";
import { expireHold, listShelfExpired } from "./holds.ts";
import {
  cancelHold,
  checkOut,
  declareItem,
  declineTarget,
  holdsOf,
  placeHold,
  renewLoan,
  scanItem,
} from "./index.ts";
import { listRetryable, retryDeclined } from "./targeting.ts";
import { createBranch, createInstance, createReader, createRegion } from "./testing.ts";
import { brokenInvariants, illegalMoves, watchHolds } from "./testing-invariants.ts";

const START = "2026-11-20T08:00:00Z";
const RUNS = runs(6);
const STEPS = 80;

type Place = { memberId: number; branchId: number; desk: Actor };
type Copy = { id: number; instanceId: number; barcode: string; memberId: number; homeBranchId: number };

let database: Database;
const places: Place[] = [];
const readers: { actor: Actor; card: string }[] = [];
const instances: number[] = [];
/** What readers ask for: the title with one copy most of all, so that they wait for each other. */
const wanted: number[] = [];
const copies: Copy[] = [];
const clock = fixedClock(START);

beforeAll(async () => {
  database = await createTestDatabase();
  await watchHolds(database.db);
  const { EAST, MID, WEST } = (await createRegion(database.db)).members;
  const annex = await createBranch(database.db, EAST.id, "ANNEX", true);
  for (const { id: memberId, branchId, desk } of [EAST, MID, WEST, { ...EAST, branchId: annex }])
    places.push({ memberId, branchId, desk: actorOf({ ...desk, place: branchId }) });
  for (const [i, place] of [EAST, MID, WEST, EAST].entries())
    readers.push({ actor: await createReader(database.db, place.id, `M${i}`), card: `M${i}` });
  for (const homes of [[0, 1, 2], [3, 2], [1]]) {
    const at = homes.map((home) => places[home]!);
    const { instanceId, itemIds, barcodes } = await createInstance(database.db, at);
    instances.push(instanceId);
    wanted.push(...(homes.length === 1 ? [instanceId, instanceId] : [instanceId]));
    for (const [i, id] of itemIds.entries())
      copies.push({
        id,
        instanceId,
        barcode: barcodes[i]!,
        memberId: at[i]!.memberId,
        homeBranchId: at[i]!.branchId,
      });
  }
});
afterAll(() => database.close());

/** Numbers are taken modulo how many there are at that moment, so that a shorter sequence still means something. */
const index = fc.nat({ max: 11 });
const rightly = fc.nat({ max: 3 }).map((n) => n > 0);
const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant("place" as const),
      who: index,
      what: index,
      at: index,
      days: fc.nat({ max: 9 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("cancel" as const), which: index, rightly, who: index }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("scan" as const), item: index, at: index }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("arrive" as const), which: index }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("pull" as const), which: index }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("lend" as const),
      who: index,
      item: index,
      at: index,
      override: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("collect" as const), which: index }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("return" as const), which: index, at: index }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("renew" as const), which: index, rightly, who: index }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("decline" as const),
      which: index,
      rightly,
      at: index,
      missing: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("declare" as const),
      action: fc.constantFrom(...itemActions),
      item: index,
      rightly,
      at: index,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("rematch" as const), item: index, what: index }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("pass" as const), days: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 3, arbitrary: fc.constant({ do: "expire" as const }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** What each command may refuse; anything else it throws is a bug. */
const refusals: Record<Step["do"], string[]> = {
  place: ["hold-exists", "already-on-loan", "nothing-to-lend"],
  cancel: ["hold-unknown", "hold-closed"],
  scan: ["item-withdrawn"],
  arrive: [],
  pull: [],
  lend: ["item-on-loan", "item-held-for-other", "item-not-usable", "item-wanted-by-other"],
  collect: [],
  return: [],
  renew: ["loan-unknown", "loan-claimed", "renewals-exhausted", "renewal-refused-waiting", "renewal-no-gain"],
  decline: ["hold-unknown", "hold-not-targeted"],
  declare: ["forbidden", "item-not-on-loan", "item-on-loan", "item-in-transit", "item-condition"],
  rematch: [],
  pass: [],
  expire: [],
};

const at = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(list.length, 1)];

/** What commands choose from, read before each step. */
type World = {
  holds: { id: string; state: string; person_id: string; item_id: number | null; pickup_branch_id: number }[];
  loans: { id: string; item_id: number; person_id: string; member_id: number; open: boolean }[];
  transits: { item_id: number; to_branch_id: number }[];
  targets: { id: string; item_id: number; branch_id: number }[];
};

async function readWorld(tx: Tx): Promise<World> {
  const holds = await sql<World["holds"][number]>`
    select h.id, h.state, h.person_id, h.item_id, h.pickup_branch_id from circulation.hold h
    order by (h.closed_at is null) desc, h.placed_at desc, h.id limit 12`.execute(tx);
  const loans = await sql<World["loans"][number]>`
    select l.id, l.item_id, l.person_id, i.member_id, l.returned_at is null as open
    from circulation.loan l join catalogue.item i on i.id = l.item_id
    order by (l.returned_at is null) desc, l.loaned_at desc, l.id limit 8`.execute(tx);
  const transits = await sql<World["transits"][number]>`
    select t.item_id, t.to_branch_id from circulation.transit t where t.ended_at is null order by t.id`.execute(
    tx,
  );
  const targets = await sql<World["targets"][number]>`
    select h.id, i.id as item_id, i.current_branch_id as branch_id from circulation.hold h
    join catalogue.item i on i.id = h.item_id where h.state = 'targeted' order by h.id`.execute(tx);
  return { holds: holds.rows, loans: loans.rows, transits: transits.rows, targets: targets.rows };
}

/** Where each item was last seen by a desk. */
let seen: Map<number, number>;
const copyOf = (id: number): Copy => copies.find((copy) => copy.id === id)!;
const placeOf = (branchId: number): Place => places.find((place) => place.branchId === branchId)!;
const readerOf = (id: string) => readers.find((reader) => reader.actor.personId === id)!;

/** How many minutes each reader's copy is from them; those without one are absent. `here`: where a copy really lies. */
async function deliveries(tx: Tx, here?: { itemId: number; branchId: number }): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; item_id: number; branch_id: number; pickup_branch_id: number }>`
    select h.id, h.item_id, i.current_branch_id as branch_id, h.pickup_branch_id
    from circulation.hold h join catalogue.item i on i.id = h.item_id
    where h.state in ('targeted', 'in-transit', 'on-shelf')`.execute(tx);
  const distances = await loadDistances(tx);
  const lies = (row: (typeof rows)[number]): number =>
    row.item_id === here?.itemId ? here.branchId : row.branch_id;
  return new Map(rows.map((row) => [row.id, minutesBetween(distances, lies(row), row.pickup_branch_id)]));
}

async function scanAt(tx: Tx, copy: Copy, place: Place): Promise<void> {
  const { branchId, desk } = place;
  const before = await deliveries(tx, { itemId: copy.id, branchId });
  await scanItem(tx, desk, clock, { barcode: copy.barcode, branchId, itemId: copy.id });
  seen.set(copy.id, branchId);
  const after = await deliveries(tx);
  for (const [id, minutes] of before)
    expect(after.get(id), `the scan of ${copy.barcode} keeps hold ${id} waiting`).toBeLessThanOrEqual(
      minutes,
    );
}

async function lendAt(
  tx: Tx,
  copy: Copy,
  place: Place,
  patronBarcode: string,
  overrideHold = false,
): Promise<void> {
  const { branchId } = place;
  const input = { patronBarcode, itemBarcode: copy.barcode, itemId: copy.id, branchId, overrideHold };
  await checkOut(tx, place.desk, clock, input);
  seen.set(copy.id, place.branchId);
}

/** Commands at a desk with a thing in hand. */
async function handle(tx: Tx, world: World, one: Step): Promise<void> {
  switch (one.do) {
    case "scan":
      return await scanAt(tx, at(copies, one.item)!, at(places, one.at)!);
    case "arrive": {
      const transit = at(world.transits, one.which);
      return transit && (await scanAt(tx, copyOf(transit.item_id), placeOf(transit.to_branch_id)));
    }
    case "pull": {
      const target = at(world.targets, one.which);
      return target && (await scanAt(tx, copyOf(target.item_id), placeOf(target.branch_id)));
    }
    case "lend":
      return await lendAt(
        tx,
        at(copies, one.item)!,
        at(places, one.at)!,
        at(readers, one.who)!.card,
        one.override,
      );
    case "collect": {
      const ready = world.holds.filter((hold) => hold.state === "on-shelf");
      const hold = at(ready, one.which);
      const card = hold && readerOf(hold.person_id).card;
      return hold && (await lendAt(tx, copyOf(hold.item_id!), placeOf(hold.pickup_branch_id), card!));
    }
    case "return": {
      const open = world.loans.filter((loan) => loan.open);
      const loan = at(open, one.which);
      return loan && (await scanAt(tx, copyOf(loan.item_id), at(places, one.at)!));
    }
  }
}

/** The catalogue finds that an item's record describes another instance, and tells this room. */
async function moveRecord(tx: Tx, itemId: number, toId: number): Promise<void> {
  const { rows } = await sql<{ id: number; instance_id: number }>`
    select r.id, r.instance_id from catalogue.record r join catalogue.item i on i.record_id = r.id
    where i.id = ${itemId}`.execute(tx);
  const { id, instance_id: fromId } = rows[0]!;
  if (fromId === toId) return;
  await sql`update catalogue.record set instance_id = ${toId} where id = ${id}`.execute(tx);
  await sql`update catalogue.instance x set record_count = c.count,
      merged_into = case when c.count = 0 then ${toId}::bigint end
    from (select i.id, (select count(*) from catalogue.record r where r.instance_id = i.id) as count
      from catalogue.instance i where i.id in (${fromId}, ${toId})) c
    where x.id = c.id`.execute(tx);
  await followInstances(tx, clock, [fromId, toId]);
}

/** Commands about a hold or a loan, and the passing of time; `rightly`: by whoever may. */
async function decide(tx: Tx, world: World, one: Step): Promise<void> {
  switch (one.do) {
    case "place": {
      const input = { instanceId: at(wanted, one.what)!, pickupBranchId: at(places, one.at)!.branchId };
      const neededUntil =
        one.days === 0 ? {} : { neededUntil: addDays(dateIn("UTC", clock.now()), one.days + 1) };
      await placeHold(tx, at(readers, one.who)!.actor, clock, { ...input, ...neededUntil });
      return;
    }
    case "cancel": {
      const hold = at(world.holds, one.which);
      const owner = hold && readerOf(hold.person_id).actor;
      const stranger = one.who % 2 ? at(places, one.who)!.desk : at(readers, one.who)!.actor;
      return hold && (await cancelHold(tx, one.rightly ? owner! : stranger, clock, hold.id));
    }
    case "renew": {
      const loan = at(world.loans, one.which);
      const by = one.rightly && loan ? readerOf(loan.person_id) : at(readers, one.who)!;
      if (loan) await renewLoan(tx, by.actor, clock, loan.id);
      return;
    }
    case "decline": {
      const target = at(world.targets, one.which);
      const place = one.rightly && target ? placeOf(target.branch_id) : at(places, one.at)!;
      const id = target?.id ?? at(world.holds, one.which)?.id;
      return id === undefined ? undefined : await declineTarget(tx, place.desk, clock, id, one.missing);
    }
    case "declare": {
      const { id: itemId, memberId } = at(copies, one.item)!;
      const place = at(
        places.filter((p) => !one.rightly || p.memberId === memberId),
        one.at,
      )!;
      const { desk, branchId } = place;
      await declareItem(tx, desk, clock, { itemId, action: one.action, branchId });
      return;
    }
    case "rematch":
      return await moveRecord(tx, at(copies, one.item)!.id, at(instances, one.what)!);
    case "pass":
      clock.advance(one.days * DAY_MS);
      return;
    case "expire":
      for (const id of await listShelfExpired(tx, clock)) await expireHold(tx, clock, id);
      for (const id of await listUnneeded(tx, clock)) await endUnneeded(tx, clock, id);
      await retryDeclined(tx, clock, await lockInstances(tx, await listRetryable(tx, clock, 0, 1000)));
  }
}

const inHand = new Set<Step["do"]>(["scan", "arrive", "pull", "lend", "collect", "return"]);

async function perform(tx: Tx, one: Step): Promise<void> {
  const world = await readWorld(tx);
  await (inHand.has(one.do) ? handle(tx, world, one) : decide(tx, world, one));
}

/** Puts everything back on its shelf, in one round trip; what upper rooms keep of it goes along. */
async function resetWorld(): Promise<void> {
  await database.pool.query(`
    truncate circulation.hold, circulation.hold_candidate, circulation.take_down, circulation.transit, circulation.loan, notices.notice,
      circulation.hold_moves, circulation.loaded_loan, circulation.loaded_hold, kernel.outbox, kernel.audit cascade;
    update catalogue.item set condition = 'good', current_branch_id = home_branch_id;
    update catalogue.instance set merged_into = null;
    ${copies
      .map(
        (copy) => `update catalogue.record set instance_id = ${copy.instanceId} where id =
      (select i.record_id from catalogue.item i where i.id = ${copy.id})`,
      )
      .join(";")};
    update catalogue.instance x set record_count =
      (select count(*) from catalogue.record r where r.instance_id = x.id);`);
  clock.set(START);
  seen = new Map(copies.map((copy) => [copy.id, copy.homeBranchId]));
}

/** Places that moved by no scan, and queues whose positions do not count 1, 2, 3 in the order of asking. */
async function brokenViews(): Promise<string[]> {
  const { rows } = await sql<{ id: number; home_branch_id: number; current_branch_id: number }>`
    select i.id, i.home_branch_id, i.current_branch_id from catalogue.item i`.execute(database.db);
  const broken = rows
    .filter((row) => {
      const copy = copies.find((one) => one.id === row.id)!;
      return row.home_branch_id !== copy.homeBranchId || row.current_branch_id !== seen.get(row.id);
    })
    .map((row) => `item ${row.id} is said to be at ${row.current_branch_id}, home ${row.home_branch_id}`);
  const holds = (await Promise.all(readers.map((r) => holdsOf(database.db, r.actor.personId)))).flat();
  for (const instanceId of instances) {
    const queue = holds
      .filter((hold) => hold.instanceId === instanceId && hold.position !== null)
      .sort((a, b) => a.placedAt.localeCompare(b.placedAt) || a.id.localeCompare(b.id));
    if (queue.some((hold, i) => hold.position !== i + 1))
      broken.push(`queue of ${instanceId} counts ${queue.map((hold) => hold.position).join()}`);
  }
  return broken;
}

test("whatever readers and desks do, items, holds, transits and loans agree", {
  timeout: runs(300_000),
}, async () => {
  await fc.assert(
    fc
      .asyncProperty(fc.array(step, { minLength: 20, maxLength: STEPS, size: "max" }), async (steps) => {
        for (const [i, one] of steps.entries()) {
          clock.advance(1000);
          try {
            await inTransaction(database.db, (tx) => perform(tx, one));
          } catch (error) {
            if (!(error instanceof Problem) || !refusals[one.do].includes(error.code)) throw error;
          }
          const broken = await Promise.all([
            brokenInvariants(database.db),
            illegalMoves(database.db),
            brokenViews(),
          ]);
          expect(broken.flat(), `after step ${i}: ${JSON.stringify(one)}`).toEqual([]);
        }
      })
      .beforeEach(resetWorld),
    { numRuns: RUNS, interruptAfterTimeLimit: runs(240_000) },
  );
});
