import { sql } from "kysely";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCircle } from "../circles/index.ts";
import { draftArticle, publishArticle, startColumn } from "../columns/index.ts";
import { readConfig } from "../kernel/config.ts";
import { DAY_MS } from "../kernel/time.ts";
import { createList } from "../lists/index.ts";
import { registerNest } from "../nests/index.ts";
import {
  addCatalogued,
  addReader,
  buildNeighbourhood,
  HOME,
  type Neighbourhood,
} from "../peer-loans/testing.ts";
import { announce } from "../salons/index.ts";
import { CARD_HEIGHT, CARD_WIDTH, drawCard } from "./card-picture.ts";
import { registerShareCards } from "./routes.ts";

let world: Neighbourhood;
beforeAll(async () => {
  world = await buildNeighbourhood();
  registerShareCards(world.app, { ...world.database, clock: world.clock, config: readConfig({}) });
});
afterAll(() => world.close());

/** Pixels of the place of the title that are no paper. */
async function inkOf(png: Buffer): Promise<number> {
  const { data } = await sharp(png)
    .extract({ left: 420, top: 120, width: 700, height: 380 })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return data.reduce((dark, value) => dark + (value < 128 ? 1 : 0), 0);
}

test("a title has a card of the size that messengers show, with its words on it, drawn once", async () => {
  const id = await addCatalogued(world, "红楼梦 <脂砚斋>", []);
  const reply = await world.app.inject({ url: `/cards/instance/${id}.png` });
  expect([reply.statusCode, reply.headers["content-type"]]).toEqual([200, "image/png"]);
  expect(reply.headers["cache-control"]).toContain("public");
  const { width, height } = await sharp(reply.rawPayload).metadata();
  expect([width, height]).toEqual([CARD_WIDTH, CARD_HEIGHT]);
  expect([CARD_WIDTH, CARD_HEIGHT]).toEqual([1200, 630]);
  expect(await inkOf(reply.rawPayload)).toBeGreaterThan(2000);
  const again = await world.app.inject({
    url: `/cards/instance/${id}.png`,
    headers: { "if-none-match": String(reply.headers.etag) },
  });
  expect(again.statusCode).toBe(304);
});

test("a long title stays on its card, and none leaves the place empty", async () => {
  const [long, none] = await Promise.all([
    drawCard({ title: "长".repeat(300), line: "", site: "" }),
    drawCard({ title: "", line: "", site: "" }),
  ]);
  expect(await inkOf(long)).toBeGreaterThan(2000);
  expect(await inkOf(none)).toBe(0);
});

test("a public list and a nest have cards; a private list has none", async () => {
  const { db } = world.database;
  const reader = await addReader(world, "keeper", { at: HOME });
  const make = async (visibility: "public" | "private" | "link"): Promise<string> =>
    (await world.run((tx) => createList(tx, reader, world.clock, { title: "夜航船", visibility }))).id;
  const status = async (url: string): Promise<number> => (await world.app.inject({ url })).statusCode;
  expect(await status(`/cards/list/${await make("public")}.png`)).toBe(200);
  for (const visibility of ["private", "link"] as const)
    expect(await status(`/cards/list/${await make(visibility)}.png`), visibility).toBe(404);
  const hidden = await make("public");
  await sql`update lists.list set hidden_at = now() where id = ${hidden}`.execute(db);
  expect(await status(`/cards/list/${hidden}.png`)).toBe(404);
  const nest = await world.run((tx) =>
    registerNest(tx, reader, world.clock, {
      ...{
        name: "街口书巢",
        kind: "shelf",
        address: "沙洲街口",
        opening: "",
        access: "public",
        forChildren: false,
      },
      ...{ capacity: 20, position: HOME },
    }),
  );
  expect(await status(`/cards/nest/${nest.code}.png`)).toBe(200);
});

test("a salon for everybody has a card, one of a circle has none; so it is with articles and columns for members", async () => {
  const reader = await addReader(world, "host", { at: HOME });
  const { id: circleId } = await world.run((tx) =>
    createCircle(tx, reader, world.clock, { kind: "interest", name: "夜读会", proofs: ["steward"] }),
  );
  const salon = async (circle: string | null): Promise<number> => {
    const { id } = await world.run((tx) =>
      announce(tx, reader, world.clock, {
        ...{ title: "读《边城》", about: "", circleId: circle, branchId: null, place: "河边" },
        ...{ startsAt: new Date(world.clock.now().getTime() + DAY_MS), minutes: 60, seats: null },
      }),
    );
    return (await world.app.inject({ url: `/cards/salon/${id}.png` })).statusCode;
  };
  expect(await salon(null)).toBe(200);
  expect(await salon(circleId)).toBe(404);
  const article = async (membersOnly: boolean): Promise<number> => {
    const column = await world.run((tx) =>
      startColumn(tx, reader, world.clock, {
        ...{ owner: "circle", ownerId: circleId, title: `专栏${membersOnly}`, about: "", membersOnly },
      }),
    );
    const at = { columnId: column.id };
    const { id } = await world.run((tx) =>
      draftArticle(tx, reader, world.clock, column.id, { title: "夜里的书", body: "正文", instanceIds: [] }),
    );
    const url = `/cards/article/${column.id}/${id}.png`;
    expect((await world.app.inject({ url })).statusCode).toBe(404);
    await world.run((tx) => publishArticle(tx, reader, world.clock, { ...at, id }));
    return (await world.app.inject({ url })).statusCode;
  };
  expect(await article(false)).toBe(200);
  expect(await article(true)).toBe(404);
});

test("there is no card of what is not there", async () => {
  for (const url of [
    "/cards/instance/999999999.png",
    "/cards/instance/x.png",
    "/cards/drift/zzzzzzzz.png",
    "/cards/nest/zzzzzzzz.png",
  ])
    expect((await world.app.inject({ url })).statusCode, url).toBeGreaterThanOrEqual(400);
});
