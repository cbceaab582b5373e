import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { mountCommands } from "../kernel/doors.ts";
import { DAY_MS } from "../kernel/time.ts";
import { cellOf } from "../neighbours/index.ts";
import { toldTo } from "../notices/testing.ts";
import {
  addReader,
  buildNeighbourhood,
  HOME,
  type Neighbourhood,
  refusalOf,
  signIn,
} from "../peer-loans/testing.ts";
import { getCopy, myBooks, publishCopies } from "../shelves/index.ts";
import { readCode } from "./code.ts";
import { nestsCommands } from "./commands.ts";
import { exportNests, importNests } from "./geojson.ts";
import { changeNest, findNests, getNest, openNest, registerNest } from "./nests.ts";
import { registerNests } from "./routes.ts";
import { nestSecret } from "./secrets.ts";
import { agreeSteward, offerToSteward, stepDownFromNest } from "./stewards.ts";
import { estimateStock } from "./stock.ts";
import {
  ANONYMOUS_PER_DAY,
  copiesAt,
  copiesInNests,
  forgetVisitors,
  GONE_DAYS,
  GONE_WITNESSES,
  leaveCopy,
  takeCopy,
  visitNest,
} from "./visits.ts";

let world: Neighbourhood;
let founder: Actor;
let others: Actor[];
let office: Actor;
const WORDS = {
  name: "敕勒川小书巢",
  kind: "wooden-cabinet" as const,
  address: "公园南门",
  opening: "24/7",
  access: "public" as const,
  forChildren: false,
  capacity: 40,
};

beforeAll(async () => {
  world = await buildNeighbourhood();
  const deps = { ...world.database, clock: world.clock, config: readConfig({}) };
  registerNests(world.app, deps);
  mountCommands(world.app, deps, nestsCommands);
  founder = await addReader(world, "founder", { at: HOME, memberId: world.memberId });
  others = [];
  for (let i = 0; i < 4; i++) others.push(await addReader(world, `passer${i}`, { memberId: world.memberId }));
  office = await addReader(world, "office", { roles: [["consortium-admin", null]] });
});
afterAll(() => world.close());

async function newNest(name: string): Promise<string> {
  await sql`update nests.nest set created_at = created_at - interval '2 days'`.execute(world.database.db);
  const { code } = await world.run((tx) =>
    registerNest(tx, founder, world.clock, { ...WORDS, name, position: HOME }),
  );
  return code;
}

const visit = (who: Actor, code: string, kind: "took" | "left" | "saw" | "counted" | "gone", books = 1) =>
  world.run(async (tx) =>
    visitNest(tx, { actor: who, secret: await secretFor(code), network: "net:a" }, world.clock, code, {
      kind,
      books,
    }),
  );
const secretFor = async (code: string) => nestSecret(world.database.db, (await look(code)).id);
const look = (code: string) => getNest(world.database.db, world.clock, code);

test("a nest is registered, and known once two passers-by were there; its founder does not count", async () => {
  const code = await newNest("南门书巢");
  expect(readCode(` ${code.toUpperCase().slice(0, 4)}-${code.slice(4)}`)).toBe(code);
  await visit(founder, code, "saw");
  await visit(others[0]!, code, "saw");
  await visit(others[0]!, code, "counted", 12);
  expect((await look(code)).state).toBe("unverified");
  await visit(others[1]!, code, "saw");
  expect(await look(code)).toMatchObject({
    state: "active",
    position: HOME,
    stock: { low: 12, high: 12, seenDaysAgo: 0 },
  });
});

test("what was scanned moves the estimate, and time widens it, never below nothing nor above the room there is", () => {
  const day = (n: number) => new Date(Date.UTC(2026, 10, 1) + n * DAY_MS);
  const facts = { counted: 20, countedAt: day(0), putIn: 3, takenOut: 5, capacity: 40, seenAt: day(4) };
  expect(estimateStock(facts, day(0))).toEqual({ low: 18, high: 18, seenDaysAgo: 0 });
  expect(estimateStock(facts, day(10))).toEqual({ low: 12, high: 24, seenDaysAgo: 6 });
  expect(estimateStock({ ...facts, counted: null, countedAt: null }, day(10))).toBeNull();
  const number = fc.integer({ min: 0, max: 200 });
  fc.assert(
    fc.property(
      number,
      number,
      number,
      fc.integer({ min: 1, max: 300 }),
      number,
      (counted, putIn, takenOut, room, days) => {
        const estimate = estimateStock({ ...facts, counted, putIn, takenOut, capacity: room }, day(days))!;
        expect(estimate.low).toBeGreaterThanOrEqual(0);
        expect(estimate.high).toBeLessThanOrEqual(room);
        expect(estimate.low).toBeLessThanOrEqual(estimate.high);
        const later = estimateStock({ ...facts, counted, putIn, takenOut, capacity: room }, day(days + 5))!;
        expect(later.high - later.low).toBeGreaterThanOrEqual(estimate.high - estimate.low);
      },
    ),
  );
});

test("nobody empties a nest: three a day from one, six from all; a rush is told to the stewards once", async () => {
  const code = await newNest("抢手书巢");
  await visit(others[0]!, code, "counted", 30);
  await visit(others[0]!, code, "took", 2);
  expect(await refusalOf(visit(others[0]!, code, "took", 2))).toBe("taken-enough");
  await visit(others[0]!, code, "took", 1);
  const second = await newNest("隔壁书巢");
  await visit(others[0]!, second, "took", 3);
  expect(await refusalOf(visit(others[0]!, await newNest("第三个书巢"), "took", 1))).toBe("taken-enough");
  for (const who of [others[1]!, others[2]!, others[3]!]) await visit(who, code, "took", 3);
  const told = (await toldTo(world.database.db, founder.personId)).filter((n) => n.kind === "nest-burst");
  expect(told).toHaveLength(1);
  expect(told[0]!.params).toMatchObject({ nest: "抢手书巢", count: 9 });
  expect(await refusalOf(visit(others[1]!, code, "left", 0))).toBe("books-invalid");
  expect((await look(code)).stock).toEqual({ low: 18, high: 18, seenDaysAgo: 0 });
});

test("words from afar close no nest: its stewards are told of each person once, of the third with the number", async () => {
  expect([GONE_WITNESSES, GONE_DAYS]).toEqual([3, 60]);
  const code = await newNest("消失的书巢");
  const heard = async (kind: string) =>
    (await toldTo(world.database.db, founder.personId)).filter(
      (one) => one.kind === kind && one.params.code === code,
    ).length;
  for (const who of [others[0]!, others[0]!, others[1]!]) await visit(who, code, "gone");
  expect([await heard("nest-missed"), await heard("nest-gone")]).toEqual([2, 0]);
  world.clock.advance(60 * DAY_MS - 1);
  await visit(others[2]!, code, "gone");
  expect([await heard("nest-missed"), await heard("nest-gone")]).toEqual([2, 1]);
  world.clock.advance(1);
  await visit(others[3]!, code, "gone");
  expect([await heard("nest-missed"), await heard("nest-gone")]).toEqual([3, 1]);
  expect((await look(code)).state).not.toBe("closed");
  expect(await refusalOf(world.run((tx) => openNest(tx, others[0]!, code, "close")))).toBe("forbidden");
  await world.run((tx) => openNest(tx, founder, code, "close"));
  expect(await refusalOf(visit(others[1]!, code, "saw"))).toBe("nest-closed");
});

test("taking, leaving and counting need the secret of the label, with an account and without; nobody else does either", async () => {
  const code = await newNest("有标签的书巢");
  const secret = await secretFor(code);
  const tell = (actor: Actor | null, kind: "took" | "left" | "saw" | "counted" | "gone", typed: string) =>
    refusalOf(
      world.run((tx) =>
        visitNest(tx, { actor, secret: typed, network: "net:b" }, world.clock, code, { kind, books: 1 }),
      ),
    );
  for (const kind of ["took", "left", "counted"] as const) {
    expect(await tell(others[0]!, kind, "")).toBe("nest-secret-missing");
    expect(await tell(others[0]!, kind, code)).toBe("nest-secret-wrong");
  }
  expect(await tell(null, "gone", "")).toBe("nest-secret-missing");
  expect(await tell(others[0]!, "saw", "")).toBeNull();
  for (let i = 0; i < ANONYMOUS_PER_DAY; i++)
    expect(await tell(null, "took", secret.toUpperCase())).toBeNull();
  expect(await tell(null, "took", secret)).toBe("acts-exhausted");
  expect(ANONYMOUS_PER_DAY).toBe(3);
  expect(await nestSecret(world.database.db, (await look(await newNest("另一个"))).id)).not.toBe(secret);
});

test("a book left at a nest belongs to nobody; of two who take it at once one gets it, and it is theirs", async () => {
  const code = await newNest("放书书巢");
  const { copies } = await world.run((tx) =>
    publishCopies(tx, founder, world.clock, {
      lines: [{ title: "边城" }],
      options: {
        modes: ["lend"],
        loanDays: 30,
        condition: "good",
        note: "",
        shelf: "",
        audience: { public: true, radiusKm: 5, friends: false, circleIds: [] },
      },
    }),
  );
  const copyId = copies[0]!.id;
  const leave = (who: Actor) =>
    world.run(async (tx) =>
      leaveCopy(tx, who, world.clock, { code: code, secret: await secretFor(code) }, copyId),
    );
  expect(await refusalOf(leave(others[0]!))).toBe("copy-unknown");
  await leave(founder);
  expect((await copiesAt(world.database.db, (await look(code)).id)).map((copy) => copy.title)).toEqual([
    "边城",
  ]);
  expect((await myBooks(world.database.db, founder.personId, {})).items).toEqual([]);
  await sql`update nests.visit set at = at - interval '2 days'`.execute(world.database.db);
  const take = (who: Actor) =>
    refusalOf(
      world.run(async (tx) =>
        takeCopy(tx, who, world.clock, { code: code, secret: await secretFor(code) }, copyId),
      ),
    );
  const results = await Promise.all([take(others[1]!), take(others[2]!)]);
  expect(results.sort()).toEqual([null, "copy-unknown"].sort());
  const winner =
    (await myBooks(world.database.db, others[1]!.personId, {})).total === 1 ? others[1]! : others[2]!;
  expect((await myBooks(world.database.db, winner.personId, {})).items[0]).toMatchObject({
    title: "边城",
    state: "paused",
  });
  expect(await refusalOf(getCopy(world.database.db, others[0]!.personId, copyId))).toBe("copy-unknown");
  expect(await copiesInNests(world.database.db, [1])).toEqual([]);
  const { rows } = await sql<{ kind: string }>`select e.kind from shelves.custody_event e
    where e.copy_id = ${copyId} order by e.id`.execute(world.database.db);
  expect(rows.map((row) => row.kind)).toEqual(["published", "released", "taken"]);
});

test("stewards: an offer waits for one of them, at an abandoned nest for the office; strangers change nothing", async () => {
  const code = await newNest("有人照看的书巢");
  const change = (who: Actor) =>
    refusalOf(world.run((tx) => changeNest(tx, who, world.clock, code, { ...WORDS, name: "新名字" })));
  await world.run((tx) => offerToSteward(tx, others[0]!, world.clock, code));
  expect(await change(others[0]!)).toBe("forbidden");
  expect(
    await refusalOf(world.run((tx) => agreeSteward(tx, others[1]!, world.clock, code, others[0]!.personId))),
  ).toBe("forbidden");
  await world.run((tx) => agreeSteward(tx, founder, world.clock, code, others[0]!.personId));
  expect(await change(others[0]!)).toBeNull();
  await world.run((tx) => stepDownFromNest(tx, founder, world.clock, code));
  await world.run((tx) => stepDownFromNest(tx, others[0]!, world.clock, code));
  await world.run((tx) => offerToSteward(tx, others[2]!, world.clock, code));
  expect(await change(others[2]!)).toBe("forbidden");
  await world.run((tx) => agreeSteward(tx, office, world.clock, code, others[2]!.personId));
  expect(await change(others[2]!)).toBeNull();
  expect(await change(office)).toBeNull();
});

test("OpenStreetMap in and out: known by their ids, broken features told by their place, stewards' words kept", async () => {
  const file = {
    type: "FeatureCollection",
    features: [
      {
        type: "Feature",
        properties: {
          "@id": "node/42",
          amenity: "public_bookcase",
          name: "Bücherzelle",
          "public_bookcase:type": "phone_box",
          capacity: "80",
          opening_hours: "Mo-Su 08:00-20:00",
        },
        geometry: { type: "Point", coordinates: [111.7, 40.8] },
      },
      {
        type: "Feature",
        id: "node/43",
        properties: { amenity: "bench" },
        geometry: { type: "Point", coordinates: [1, 2] },
      },
      {
        type: "Feature",
        properties: { amenity: "public_bookcase" },
        geometry: { type: "Point", coordinates: [1, 2] },
      },
      {
        type: "Feature",
        id: "way/7",
        properties: { amenity: "public_bookcase" },
        geometry: { type: "Point", coordinates: [1, 95] },
      },
    ],
  };
  const load = (who: Actor) => world.run((tx) => importNests(tx, who, world.clock, file));
  expect(await refusalOf(load(founder))).toBe("forbidden");
  expect(await load(office)).toEqual({
    read: 4,
    created: 1,
    updated: 0,
    unchanged: 0,
    skipped: [
      { feature: 2, reason: "not-a-bookcase" },
      { feature: 3, reason: "no-osm-id" },
      { feature: 4, reason: "not-a-point" },
    ],
  });
  expect(await load(office)).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
  const out = await exportNests(world.database.db, "https://shelf.example");
  const cell = out.features.find((feature) => feature.id === "node/42")!;
  expect(cell).toMatchObject({
    geometry: { coordinates: [111.7, 40.8] },
    properties: {
      amenity: "public_bookcase",
      name: "Bücherzelle",
      "public_bookcase:type": "phone_box",
      capacity: "80",
    },
  });
  file.features[0]!.properties.name = "Umbenannt";
  expect(await load(office)).toMatchObject({ updated: 1 });
  expect(await refusalOf(world.run((tx) => importNests(tx, office, world.clock, { type: "Feature" })))).toBe(
    "geojson-invalid",
  );
});

test("a file of nests has 50,000 features, and is refused whole with one more", async () => {
  const office = await addReader(world, "loader", { roles: [["consortium-admin", null]] });
  const take = (length: number) => {
    const features = Array.from({ length }, () => ({ type: "Feature", properties: {}, geometry: null }));
    return world.run((tx) => importNests(tx, office, world.clock, { type: "FeatureCollection", features }));
  };
  expect(await take(50_000)).toMatchObject({ read: 50_000, created: 0 });
  await expect(take(50_001)).rejects.toMatchObject({ code: "geojson-long", params: { limit: 50_000 } });
});

test("near depends on the square somebody stands in, on nothing finer", async () => {
  const near = async (lat: number, lon: number) =>
    (await findNests(world.database.db, world.clock, { cell: cellOf({ lat, lon }), radiusKm: 50 })).map(
      (n) => [n.code, n.km],
    );
  const first = await near(HOME.lat, HOME.lon);
  expect(first.length).toBeGreaterThan(3);
  const { lat, lon } = HOME;
  const same = [
    [lat + 0.0001, lon],
    [lat, lon + 0.0002],
  ].filter(([a, b]) => cellOf({ lat: a!, lon: b! }) === cellOf(HOME));
  for (const [a, b] of same) expect(await near(a!, b!)).toEqual(first);
});

test("who was there is forgotten after thirty days, what was done is not", async () => {
  const code = await newNest("健忘书巢");
  await visit(others[3]!, code, "left", 2);
  world.clock.advance(31 * DAY_MS);
  await world.run((tx) => forgetVisitors(tx, world.clock));
  const { rows } = await sql`select 1 from nests.visit v where v.person_id is not null`.execute(
    world.database.db,
  );
  expect(rows).toEqual([]);
  const kept = await sql<{
    books: number;
  }>`select v.books from nests.visit v join nests.nest n on n.id = v.nest_id
    where n.code = ${code}`.execute(world.database.db);
  expect(kept.rows).toEqual([{ books: 2 }]);
});

test("over HTTP: everybody finds, nobody without a session changes", async () => {
  const code = await newNest("网上书巢");
  const headers = await signIn(world, "passer1");
  expect((await world.app.inject({ url: `/api/v1/nests/${code}` })).json()).toMatchObject({
    name: "网上书巢",
    copies: [],
  });
  expect((await world.app.inject({ url: "/api/v1/nests.geojson" })).headers["content-type"]).toContain(
    "geo+json",
  );
  const url = `/api/v1/nests/${code}/visits`;
  const payload = { kind: "saw" };
  expect((await world.app.inject({ method: "POST", url, payload })).json()).toMatchObject({
    code: "nest-secret-missing",
  });
  expect((await world.app.inject({ method: "POST", url, payload, headers })).statusCode).toBe(200);
  const osm = await world.app.inject({ method: "POST", url: "/api/v1/nests.geojson", payload: {}, headers });
  expect(osm.statusCode).toBe(403);
  expect((await world.app.inject({ url: "/api/v1/nests/zzzzzzzz" })).statusCode).toBe(404);
});
