import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../../kernel/actor.ts";
import { drainOutbox } from "../../kernel/outbox.ts";
import { DAY_MS } from "../../kernel/time.ts";
import { befriend, cellOf, distanceBands, moveCell } from "../../neighbours/index.ts";
import {
  addReader,
  buildNeighbourhood,
  HOME,
  type Neighbourhood,
  offerCopy,
  refusalOf,
  signIn,
} from "../../peer-loans/testing.ts";
import { changeCopy } from "../copies/copies.ts";
import { defaultOffer } from "../copies/offer-options.ts";
import { NEW_BOOKS_PER_DAY, publishCopies } from "../publish.ts";
import { shelvesSubscribers } from "../subscribers.ts";
import { findInCircles, findNearby, type NearbyQuery } from "./nearby.ts";

let world: Neighbourhood;
let reader: Actor;
let headers: Record<string, string>;
beforeAll(async () => {
  world = await buildNeighbourhood();
  reader = await addReader(world, "reader", { at: HOME });
  headers = await signIn(world, "reader");
});
afterAll(() => world.close());

const near = (query: Partial<NearbyQuery> = {}) =>
  findNearby(world.database.db, reader.personId, cellOf(HOME), { radiusKm: 5, ...query });

async function publish(who: Actor, titles: string[], isPublic = true): Promise<string[]> {
  const published = await world.run((tx) =>
    publishCopies(tx, who, world.clock, {
      lines: titles.map((title) => ({ title })),
      options: {
        ...defaultOffer,
        audience: { public: isPublic, radiusKm: 5, friends: !isPublic, circleIds: [] },
      },
    }),
  );
  await drainOutbox(world.database.db, shelvesSubscribers());
  return published.copies.map((copy) => copy.id);
}

test("owners take turns: sixty books of one leave room for everybody, and pages go on to the end", async () => {
  const owners: Actor[] = [];
  for (let i = 0; i < 4; i++) {
    const owner = await addReader(world, `turn${i}`, { at: HOME });
    await publish(owner, [`turns ${i}a`, `turns ${i}b`]);
    owners.push(owner);
  }
  const many = await addReader(world, "many", { at: HOME });
  await publish(
    many,
    Array.from({ length: 60 }, (_, i) => `turns many ${i}`),
  );
  const all: string[] = [];
  let cursor: string | null = "";
  let pages = 0;
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof near>> = await near({ text: "turns", limit: 10, cursor });
    if (pages === 0) {
      const firsts = page.items.slice(0, 5).map((copy) => copy.title.replace(/[ab]$| \d+$/, ""));
      expect(firsts.sort()).toEqual(["turns 0", "turns 1", "turns 2", "turns 3", "turns many"]);
    }
    all.push(...page.items.map((copy) => copy.id));
    cursor = page.next;
    pages++;
  }
  expect([pages, all.length, new Set(all).size]).toEqual([7, 68, 68]);
  expect(await refusalOf(near({ cursor: "nonsense" }))).toBe("cursor-invalid");
});

test("words are found in any script and any case, and modes are told apart", async () => {
  const owner = await addReader(world, "words", { at: HOME });
  const [dream] = await publish(owner, ["紅樓夢 校注本", "Wuthering Heights"]);
  await world.run((tx) => changeCopy(tx, owner, world.clock, dream!, { modes: ["give"] }));
  const found = async (query: Partial<NearbyQuery>) => (await near(query)).items.map((copy) => copy.title);
  expect(await found({ text: "红楼梦" })).toEqual(["紅樓夢 校注本"]);
  expect(await found({ text: "HEIGHTS wuthering" })).toEqual(["Wuthering Heights"]);
  expect(await found({ text: "红楼梦", mode: "lend" })).toEqual([]);
  expect(await found({ text: "红楼梦", mode: "give" })).toEqual(["紅樓夢 校注本"]);
  expect(await found({ text: "100%" })).toEqual([]);
  const reply = await world.app.inject({
    url: `/api/v1/sharing/nearby?text=${encodeURIComponent("红楼梦")}`,
    headers,
  });
  expect([reply.json().items.length, reply.json().next]).toEqual([1, null]);
});

test("what is looked for in circles is found in any script, too", async () => {
  const friend = await addReader(world, "friend", { at: { lat: 22, lon: 114 } });
  await world.run((tx) => befriend(tx, friend, world.clock, reader.personId));
  await world.run((tx) => befriend(tx, reader, world.clock, friend.personId));
  await publish(friend, ["圍城"], false);
  const found = await findInCircles(world.database.db, reader.personId, { text: "围城" });
  expect(found.map((copy) => copy.title)).toEqual(["圍城"]);
});

test("a title reworded is found by its new words", async () => {
  const owner = await addReader(world, "reworder", { at: HOME });
  await publish(owner, ["旧名字"]);
  await sql`update shelves.title set main = '新名字' where main = '旧名字'`.execute(world.database.db);
  expect((await near({ text: "旧名字" })).items).toEqual([]);
  const { foldTitles } = await import("../titles/title-folds.ts");
  expect(await foldTitles(world.database.db, null)).toBe(1);
  expect((await near({ text: "新名字" })).items).toHaveLength(1);
});

test("radii are the ends of bands, for who looks and for who offers", async () => {
  expect([...distanceBands]).toEqual([1, 3, 5, 10, 20, 50]);
  const look = async (km: number) =>
    (await world.app.inject({ url: `/api/v1/sharing/nearby?radiusKm=${km}`, headers })).statusCode;
  for (let km = 0; km <= 51; km++)
    expect(await look(km), `${km} km`).toBe((distanceBands as readonly number[]).includes(km) ? 200 : 400);
  const copyId = await offerCopy(world, reader);
  const offer = (radiusKm: number) =>
    refusalOf(
      world.run((tx) =>
        changeCopy(tx, reader, world.clock, copyId, {
          audience: { public: true, radiusKm, friends: false, circleIds: [] },
        }),
      ),
    );
  expect([await offer(4), await offer(10)]).toEqual(["radius-unknown", null]);
});

test("to strangers no two copies of a nameless owner carry one tag; friends know whose they are", async () => {
  const owner = await addReader(world, "nameless", { at: HOME });
  await publish(owner, ["tagged one", "tagged two", "tagged three"]);
  const tags = async () => (await near({ text: "tagged" })).items.map((copy) => copy.owner.tag);
  expect(new Set(await tags()).size).toBe(3);
  await world.run((tx) => befriend(tx, owner, world.clock, reader.personId));
  await world.run((tx) => befriend(tx, reader, world.clock, owner.personId));
  await sql`update shelves.offer set to_friends = true where owner_id = ${owner.personId}`.execute(
    world.database.db,
  );
  expect(new Set(await tags())).toEqual(new Set([owner.personId.slice(-4)]));
});

test("a new account adds one shelf a day, an older one more", async () => {
  expect(NEW_BOOKS_PER_DAY).toBe(500);
  const keen = await addReader(world, "keen", { at: HOME });
  const shelf = (n: number, count: number) =>
    refusalOf(
      publish(
        keen,
        Array.from({ length: count }, (_, i) => `shelf ${n} ${i}`),
        false,
      ),
    );
  expect([await shelf(1, 499), await shelf(2, 2), await shelf(3, 1), await shelf(4, 1)]).toEqual([
    null,
    "books-exhausted",
    null,
    "books-exhausted",
  ]);
  world.clock.advance(DAY_MS + 1);
  expect(await shelf(5, 1)).toBeNull();
  await sql`update neighbours.person set created_at = now() - interval '90 days' where person_id = ${keen.personId}`.execute(
    world.database.db,
  );
  expect(await shelf(6, 500)).toBeNull();
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
  const { wgs84ToGcj02 } = await import("../../neighbours/testing.ts");
  const shifted = wgs84ToGcj02(HOME);
  const place = async (query: string) =>
    (await world.app.inject({ url: `/api/v1/sharing/nearby?${query}`, headers })).json().place;
  expect(await place(`lat=${shifted.lat}&lon=${shifted.lon}&system=gcj02`)).toEqual(
    await place(`lat=${HOME.lat}&lon=${HOME.lon}`),
  );
});
