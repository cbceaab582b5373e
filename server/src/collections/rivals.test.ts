import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import type { Config } from "./schema.ts";
import { type CollectionWorld, collectionWorld } from "./testing.ts";

let world: CollectionWorld;
beforeAll(async () => {
  demandDeclaredRefusals();
  world = await collectionWorld();
  const given = { member: "JINHE", slug: "photos", template: "photographs", name: { en: "Photographs" } };
  expect((await world.ask("desk", "POST /collections", given)).status).toBe(201);
  await publish(() => undefined);
}, 180_000);
afterAll(() => world.whole.close());

async function publish(edit: (config: Config) => void): Promise<{ status: number; number: number }> {
  const draft = (await world.ask("desk", "GET /collections/photos/draft")).body as never as {
    version: number;
    config: Config;
  };
  edit(draft.config);
  await world.ask("desk", "PUT /collections/photos/draft", { version: draft.version, config: draft.config });
  const { status, body } = await world.ask("desk", "POST /collections/photos/revisions", {
    version: draft.version + 1,
  });
  return { status, number: Number(body.number) };
}

async function begin(name: string, count: number): Promise<string> {
  const rows = Array.from({ length: count }, (_one, at) => `${name}${at + 1},摄影者${at % 7}`);
  const { body } = await world.upload("desk", "photos", Buffer.from(["题名,责任者", ...rows].join("\n")));
  const start = { mapping: { 题名: "title", 责任者: "creator" }, dryRun: false, publish: true };
  await world.ask("desk", `POST /collection-imports/${String(body.id)}/start`, start);
  return String(body.id);
}

type State = { id: string; building: number | null; built_to: number; published: number; found: number };
async function state(): Promise<State> {
  const { rows } = await sql<State>`
    select c.id, c.building, c.built_to,
      (select count(*)::int from collections.object o where o.collection_id = c.id and o.state = 'published') as published,
      (select count(*)::int from collections.entry e
        where e.collection_id = c.id and e.index_number = c.live_index) as found
    from collections.collection c where c.slug = 'photos'`.execute(world.whole.database.db);
  return rows[0]!;
}
const facetOf = (is: "list" | "letters") => (config: Config) => {
  config.fields.find((field) => field.key === "creator")!.facet = is;
};

test("what is published while an import runs finds all of its objects, and each once", async () => {
  const run = await begin("晨", 1600);
  const [, made] = await Promise.all([world.work(run), publish(facetOf("letters"))]);
  expect(made.status).toBe(201);
  const { id, building } = await state();
  if (building !== null) await world.build(id, building);
  expect(await state()).toMatchObject({ building: null, published: 1600, found: 1600 });
});

test("an index that is cut off between two batches goes on after the last object it has; the old one serves meanwhile", async () => {
  await world.work(await begin("暮", 900));
  const { number } = await publish(facetOf("list"));
  const { id, building } = await state();
  expect(building).toBe(number);
  let looked = 0;
  const stopping = {
    get aborted() {
      return looked++ > 0;
    },
  } as AbortSignal;
  const job = world.jobs["collections-build"]!;
  await expect(job({ collectionId: id, number }, stopping)).rejects.toThrow(/stopped between two batches/);
  const cut = await state();
  expect(cut).toMatchObject({ building: number, found: 2500 });
  expect(cut.built_to).toBeGreaterThan(0);
  const { items } = (await world.ask("desk", "GET /collections/photos/objects?limit=2")).body as never as {
    items: { number: number }[];
  };
  for (const one of items)
    await world.ask("desk", `PUT /collection-objects/${one.number}/state`, { state: "withdrawn" });
  await world.ask("desk", `PUT /collection-objects/${items[1]!.number}/state`, { state: "published" });
  await job({ collectionId: id, number });
  expect(await state()).toMatchObject({ building: null, published: 2499, found: 2499 });
  const { body } = await world.ask("nobody", "GET /collections/photos/facets/creator?typed=摄影者");
  const counts = (body.items as never as { count: number }[]).map((one) => one.count);
  expect(counts.reduce((sum, one) => sum + one, 0)).toBe(2499);
});
