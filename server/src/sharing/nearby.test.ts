import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import { DAY_MS } from "../kernel/time.ts";
import { cellOf, centreOf, kilometresBetween, type Position } from "./cell.ts";
import { findNearby } from "./nearby.ts";
import { moveCell } from "./persons.ts";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood, refusalOf, signIn } from "./testing.ts";
import { offerCopy } from "./testing-loans.ts";

const OWNERS = 6;
let world: Neighbourhood;
let owners: Actor[];
let reader: Actor;
let headers: Record<string, string>;
beforeAll(async () => {
  world = await buildNeighbourhood();
  owners = [];
  for (let i = 0; i < OWNERS; i++) {
    const owner = await addReader(world, `owner${i}`, { at: { lat: HOME.lat + 0.012 * i, lon: HOME.lon } });
    await offerCopy(world, owner);
    owners.push(owner);
  }
  reader = await addReader(world, "reader", { at: HOME });
  headers = await signIn(world, "reader");
});
afterAll(() => world.close());

/** Any position of the same square as `position`. */
const within = (position: Position) => {
  const centre = centreOf(cellOf(position));
  return fc
    .record({
      lat: fc.double({ min: -0.0049, max: 0.0049, noNaN: true }),
      lon: fc.double({ min: -0.0049, max: 0.0049, noNaN: true }),
    })
    .map(({ lat, lon }) => ({ lat: centre.lat + lat, lon: centre.lon + lon }))
    .filter((moved) => cellOf(moved) === cellOf(position));
};

test("no answer depends on more than squares: of who asks, and of who offers", async () => {
  const homes = owners.map((_, i) => ({ lat: HOME.lat + 0.012 * i, lon: HOME.lon }));
  const ask = async (at: Position): Promise<string> => {
    const reply = await world.app.inject({
      url: `/api/v1/sharing/nearby?lat=${at.lat}&lon=${at.lon}&radiusKm=5`,
      headers,
    });
    expect(reply.statusCode).toBe(200);
    return reply.body;
  };
  const first = await ask(HOME);
  expect(JSON.parse(first).items.length).toBeGreaterThan(2);
  await fc.assert(
    fc.asyncProperty(within(HOME), fc.tuple(...homes.map(within)), async (here, moved) => {
      for (const [i, owner] of owners.entries())
        await world.run((tx) => moveCell(tx, owner, world.clock, cellOf(moved[i]!)));
      expect(await ask(here)).toBe(first);
    }),
    { numRuns: 30 },
  );
});

test("the nearest square comes first, and an owner's own radius holds", async () => {
  const copies = await findNearby(world.database.db, reader.personId, cellOf(HOME), { radiusKm: 50 });
  expect(copies.map((copy) => copy.band)).toEqual([1, 3, 3, 5]);
});

test("order by degrees is mended: far north, east is nearer than it looks", async () => {
  const north = { lat: 53.201, lon: 124 };
  const viewer = await addReader(world, "north", { at: north });
  const east = { lat: 53.201, lon: 124.04 };
  const up = { lat: 53.235, lon: 124 };
  expect(kilometresBetween(north, east)).toBeLessThan(kilometresBetween(north, up));
  const offered: Record<string, string> = {};
  for (const [name, at] of Object.entries({ up, east }))
    offered[name] = await offerCopy(world, await addReader(world, name, { at }));
  const copies = await findNearby(world.database.db, viewer.personId, cellOf(north), { radiusKm: 10 });
  expect(copies.map((copy) => copy.id)).toEqual([offered.east, offered.up]);
});

test("a place is moved twice a week, squares looked at are counted, and nobody looks without signing in", async () => {
  const nomad = await addReader(world, "nomad", { at: HOME });
  const move = (lat: number) =>
    refusalOf(world.run((tx) => moveCell(tx, nomad, world.clock, cellOf({ ...HOME, lat }))));
  expect([await move(41), await move(42)]).toEqual([null, "cell-moved-often"]);
  world.clock.advance(8 * DAY_MS);
  expect(await move(42)).toBeNull();
  const nomadHeaders = await signIn(world, "nomad");
  const look = async (lat: number) =>
    (await world.app.inject({ url: `/api/v1/sharing/nearby?lat=${lat}&lon=111`, headers: nomadHeaders }))
      .statusCode;
  for (let i = 0; i < 60; i++) expect(await look(30 + i * 0.05)).toBe(200);
  expect(await look(29)).toBe(429);
  expect((await world.app.inject({ url: "/api/v1/sharing/nearby" })).statusCode).toBe(401);
});

test("positions of Chinese maps land in the square of the same place", async () => {
  const { wgs84ToGcj02 } = await import("./coordinates.ts");
  const shifted = wgs84ToGcj02(HOME);
  const place = async (query: string) =>
    (await world.app.inject({ url: `/api/v1/sharing/nearby?${query}`, headers })).json().place;
  expect(await place(`lat=${shifted.lat}&lon=${shifted.lon}&system=gcj02`)).toEqual(
    await place(`lat=${HOME.lat}&lon=${HOME.lon}`),
  );
});
