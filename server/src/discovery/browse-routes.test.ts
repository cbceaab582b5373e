import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reconcileBrowse } from "../browse-lists/index.ts";
import { addMember } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { systemClock } from "../kernel/time.ts";
import { registerBrowse } from "./browse-routes.ts";
import { CatalogueIndex } from "./engines/postings/catalogue-index.ts";
import { createSearcher } from "./engines/postings/searcher.ts";
import { addTitle, by } from "./testing-titles.ts";

let database: Database;
let app: Pick<FastifyInstance, "inject" | "close">;
beforeAll(async () => {
  database = await createTestDatabase();
  const member = await inTransaction(database.db, (tx) =>
    addMember(tx, systemActor, { code: "ALIB", name: { en: "A" } }),
  );
  for (const [title, author] of [
    ["紅樓夢", "曹雪芹"],
    ["水滸傳", "施耐庵"],
    ["邊城", "沈從文"],
  ] as const)
    await addTitle(database, member.id, { title: { main: title }, contributors: [by(author)] });
  const index = new CatalogueIndex(database.db, await mkdtemp(join(tmpdir(), "commonshelf-browse-")));
  await index.open();
  const searcher = createSearcher(() => index.index);
  await reconcileBrowse(database.db);
  const deps = { ...database, clock: systemClock, config: readConfig({}), searcher };
  const server = await createApp(deps, false);
  registerBrowse(server, deps);
  app = server as unknown as typeof app;
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const get = async (url: string) => {
  const reply = await app.inject({ method: "GET", url });
  return { status: reply.statusCode, body: reply.json() };
};

test("a list comes with counts, cursors and the place asked for", async () => {
  const { status, body } = await get(
    `/api/v1/browse/author?size=2&at=${encodeURIComponent("Shen Tsung-wen")}`,
  );
  expect(status).toBe(200);
  expect(body).toMatchObject({ kind: "author", order: "pinyin", landed: "沈从文", found: true });
  const first = await get("/api/v1/browse/author?size=2");
  expect(first.body).toMatchObject({
    lines: [
      { display: "曹雪芹", titles: 1, see: null },
      { display: "沈從文", titles: 1 },
    ],
    before: null,
  });
  const next = await get(`/api/v1/browse/author?size=2&after=${first.body.after}`);
  expect(next.body).toMatchObject({ lines: [{ display: "施耐庵" }], after: null });
  const back = await get(`/api/v1/browse/author?size=2&before=${next.body.before}`);
  expect(back.body.lines).toEqual(first.body.lines);
});

test("unknown lists, orders and sizes are refused", async () => {
  for (const query of [
    "colour",
    "author?order=size",
    "author?size=0",
    "author?size=101",
    `author?at=${"x".repeat(401)}`,
    "author?after=zz",
    "author?before=zz",
  ])
    expect([query, (await get(`/api/v1/browse/${query}`)).status]).toEqual([query, 400]);
});

test("the list is in the API's description", async () => {
  const { body } = await get("/api/openapi.json");
  expect(Object.keys(body.paths)).toContain("/api/v1/browse/{kind}");
});
