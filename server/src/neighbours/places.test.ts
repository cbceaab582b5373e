import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import { runs } from "../kernel/testing.ts";
import { DAY_MS } from "../kernel/time.ts";
import {
  addReader,
  buildNeighbourhood,
  HOME,
  type Neighbourhood,
  offerCopy,
  refusalOf,
} from "../peer-loans/testing.ts";
import { findNearby, getCopy, offersOf } from "../shelves/index.ts";
import { type Cell, cellOf, centreOf, distanceBands, kilometresBetween } from "./cell.ts";
import { erasePerson } from "./erasure.ts";
import { lookAround } from "./looks.ts";
import { moveCell } from "./persons.ts";
import { placeOf, SHARERS_PER_ZONE, settlePlaces, ZONE_LEVELS } from "./places.ts";
import { befriend } from "./readers.ts";

let world: Neighbourhood;
let spy: Actor;
let friend: Actor;
beforeAll(async () => {
  world = await buildNeighbourhood();
  spy = await addReader(world, "spy", { at: HOME });
  friend = await addReader(world, "friend", { at: HOME });
});
afterAll(() => world.close());

const CELL_DEGREES = 0.01;
/** Squares of the smallest zone around HOME, from its south-western one. */
const rowOf = (cell: Cell): number => Math.floor(cell / 100_000);
async function zoneOf(cell: Cell, level: number): Promise<number> {
  const { rows } = await sql<{
    zone: number;
  }>`select neighbours.zone_of(${cell}::bigint, ${level}::int) as zone`.execute(world.database.db);
  return rows[0]!.zone;
}
/** Every square of the zone of a level that HOME lies in. */
async function squaresOfZone(level: number): Promise<Cell[]> {
  const around = new Set<Cell>();
  const reach = 2 ** level;
  for (let up = -reach; up <= reach; up++)
    for (let across = -reach * 2; across <= reach * 2; across++)
      around.add(
        cellOf({ lat: HOME.lat + up * CELL_DEGREES, lon: HOME.lon + (across * CELL_DEGREES) / 1.3 }),
      );
  const { rows } = await sql<{ cell: string }>`
    select cell from unnest(${[...around]}::bigint[]) with ordinality as c (cell, place)
    where neighbours.zone_of(cell, ${level}::int) = ${await zoneOf(cellOf(HOME), level)} order by place`.execute(
    world.database.db,
  );
  return rows.map(({ cell }) => Number(cell) as Cell);
}

test("somebody looks around in 60 squares a day, in each as often as they like, and goes on the next day", async () => {
  const walker = await addReader(world, "walker", { at: HOME });
  const look = (n: number) =>
    refusalOf(world.run((tx) => lookAround(tx, world.clock, walker.personId, (cellOf(HOME) + n) as Cell)));
  for (let n = 1; n <= 60; n++) expect(await look(n)).toBe(null);
  expect(await look(61)).toBe("cells-exhausted");
  expect(await look(30)).toBe(null);
  expect(await look(61)).toBe("cells-exhausted");
  world.clock.set(new Date(world.clock.now().getTime() + DAY_MS).toISOString());
  expect(await look(61)).toBe(null);
  world.clock.set(new Date(world.clock.now().getTime() - DAY_MS).toISOString());
});

/** Where the spy pretends to stand: a net over 80 to 120 km each way, finer than the squares close by. */
const reach = runs(1) > 1 ? 3 : 2;
const net = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
const stands: Cell[] = [
  ...new Set(
    [0.004, 0.03, 0.2].flatMap((step) =>
      net.flatMap((up) =>
        net.map((across) => cellOf({ lat: HOME.lat + up * step, lon: HOME.lon + across * step })),
      ),
    ),
  ),
];

/** Everything the spy can learn of a copy from all stands and radii: presence, place in the list, band, totals, cursor. */
async function everything(copyIds: Set<string>, instanceIds: number[]): Promise<string> {
  const seen: unknown[] = [];
  for (const cell of stands)
    for (const radiusKm of distanceBands) {
      const page = await findNearby(world.database.db, spy.personId, cell, { radiusKm, limit: 3 });
      seen.push([
        page.items.map((copy) => [copyIds.has(copy.id) ? "it" : copy.id, copy.band]),
        page.items.length,
        page.next !== null,
      ]);
    }
  for (const id of copyIds)
    seen.push(
      await getCopy(world.database.db, spy.personId, id).then(
        (copy) => copy.band,
        (error: { code: string }) => error.code,
      ),
    );
  seen.push((await offersOf(world.database.db, spy.personId, instanceIds)).map((copy) => copy.band));
  return JSON.stringify(seen);
}

async function moveTo(who: Actor, cell: Cell): Promise<void> {
  world.clock.advance(8 * DAY_MS);
  await world.run((tx) => moveCell(tx, who, world.clock, cell));
}

describe("trilateration from all positions and radii", () => {
  test("of a stranger's offer in a thin place it learns no more than the largest zone", {
    timeout: 120_000,
  }, async () => {
    const owner = await addReader(world, "thin", { at: HOME });
    const copyId = await offerCopy(world, owner);
    const squares = await squaresOfZone(ZONE_LEVELS);
    expect(squares.length).toBeGreaterThan(900);
    const answers = new Set<string>();
    for (const i of [0, 0.3, 0.55, 0.8, 1]) {
      await moveTo(owner, squares[Math.round(i * (squares.length - 1))]!);
      answers.add(await everything(new Set([copyId]), []));
    }
    expect(answers.size).toBe(1);
    expect([...answers][0]).toContain('["it",50]');
    const across = Math.max(
      ...squares.map((cell) => kilometresBetween(centreOf(squares[0]!), centreOf(cell))),
    );
    expect(across).toBeGreaterThan(35);
  });

  test("of friends' and circles' offers it learns nothing, wherever they live", {
    timeout: 120_000,
  }, async () => {
    const owner = await addReader(world, "known", { at: HOME });
    await world.run((tx) => befriend(tx, owner, world.clock, spy.personId));
    await world.run((tx) => befriend(tx, spy, world.clock, owner.personId));
    const copyId = await offerCopy(world, owner);
    await sql`update shelves.offer set is_public = false, to_friends = true where copy_id = ${copyId}`.execute(
      world.database.db,
    );
    const answers = new Set<string>();
    for (const at of [HOME, { lat: 40.1, lon: 113.2 }, { lat: 22.5, lon: 114 }]) {
      await moveTo(owner, cellOf(at));
      answers.add(await everything(new Set([copyId]), []));
    }
    expect(answers.size).toBe(1);
    expect([...answers][0]).toContain('["it",null]');
  });

  test("where ten sharers live it learns the zone of four squares, and not which of them", {
    timeout: 120_000,
  }, async () => {
    const squares = await squaresOfZone(1);
    expect(squares.length).toBeGreaterThanOrEqual(4);
    for (let i = 0; i < SHARERS_PER_ZONE; i++) {
      const at = centreOf(squares[i % squares.length]!);
      await addReader(world, `crowd${i}`, { at, memberId: world.memberId });
    }
    const owner = await addReader(world, "dense", { at: centreOf(squares[0]!), memberId: world.memberId });
    const copyId = await offerCopy(world, owner);
    const answers = new Set<string>();
    for (const square of squares) {
      await moveTo(owner, square);
      answers.add(await everything(new Set([copyId]), []));
    }
    expect(answers.size).toBe(1);
    expect([...answers][0]).toContain('["it",3]');
    await moveTo(owner, cellOf({ lat: HOME.lat + 0.3, lon: HOME.lon }));
    expect(answers.has(await everything(new Set([copyId]), []))).toBe(false);
  });
});

test("a crowd of accounts nobody knows narrows no zone down, until a month has passed", async () => {
  const there = { lat: 30.5, lon: 105.3 };
  for (let i = 0; i < SHARERS_PER_ZONE; i++) await addReader(world, `sock${i}`, { at: there });
  const spread = async () => (await placeOf(world.database.db, cellOf(there))).spreadKm;
  const wide = await spread();
  expect(wide).toBeGreaterThan(20);
  await sql`update neighbours.person set created_at = now() - interval '31 days'
    where person_id in (select p.id from people.person p where p.name like 'sock%')`.execute(
    world.database.db,
  );
  await world.run((tx) => settlePlaces(tx));
  expect(await spread()).toBeLessThan(1);
});

test("zones grow and shrink with who lives there, and offers move with their owners' zones", async () => {
  const there = { lat: 35.123, lon: 108.456 };
  const owner = await addReader(world, "settler", { at: there, memberId: world.memberId });
  const copyId = await offerCopy(world, owner);
  const state = async () => {
    const { rows } = await sql<{ spread: number; apart: number }>`
      select p.spread_km as spread, p.pt <-> o.pt as apart from shelves.offer o
      join neighbours.person p on p.person_id = o.owner_id where o.copy_id = ${copyId}`.execute(
      world.database.db,
    );
    return rows[0]!;
  };
  const wide = (await state()).spread;
  const others: Actor[] = [];
  for (let i = 1; i < SHARERS_PER_ZONE; i++)
    others.push(await addReader(world, `comer${i}`, { at: there, memberId: world.memberId }));
  expect((await state()).spread).toBeLessThan(1);
  await world.run((tx) => erasePerson(tx, world.clock, others[0]!.personId));
  expect(await state()).toEqual({ spread: wide, apart: 0 });
});

test("two who come at once are both counted", async () => {
  const there = { lat: 33.3, lon: 107.7 };
  const comers: Actor[] = [];
  for (let i = 0; i < SHARERS_PER_ZONE; i++)
    comers.push(await addReader(world, `rush${i}`, { memberId: world.memberId }));
  await Promise.all(
    comers.map((comer) => world.run((tx) => moveCell(tx, comer, world.clock, cellOf(there)))),
  );
  const { rows } = await sql<{
    spread: number;
  }>`select distinct p.spread_km as spread from neighbours.person p
    where p.person_id = any(${comers.map((comer) => comer.personId)}::uuid[])`.execute(world.database.db);
  expect(rows.map((row) => row.spread < 1)).toEqual([true]);
});

test("zones hold whole squares, near the poles and where the days meet, too", async () => {
  for (const at of [
    HOME,
    { lat: -89.99, lon: 0 },
    { lat: 89.99, lon: 179.99 },
    { lat: 0, lon: -180 },
    { lat: -33.9, lon: 179.999 },
  ]) {
    const cell = cellOf(at);
    const place = await placeOf(world.database.db, cell);
    expect(kilometresBetween(centreOf(cell), place), JSON.stringify(at)).toBeLessThan(place.spreadKm + 3);
    expect(rowOf(cell)).toBeGreaterThanOrEqual(0);
  }
  expect(await refusalOf(placeOf(world.database.db, cellOf(HOME)))).toBeNull();
  expect(friend.personId).not.toBe(spy.personId);
});
