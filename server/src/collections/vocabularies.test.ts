import { afterAll, beforeAll, expect, test } from "vitest";
import { mergeTerm } from "../../../web/staff/collections/vocabularies/vocabulary-terms.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import type { Config } from "./schema.ts";
import { type CollectionWorld, collectionWorld } from "./testing.ts";

let world: CollectionWorld;
beforeAll(async () => {
  demandDeclaredRefusals();
  world = await collectionWorld();
  const given = { member: "JINHE", slug: "rare", template: "rare-books", name: { "zh-Hans": "古籍" } };
  expect((await world.ask("desk", "POST /collections", given)).status).toBe(201);
}, 180_000);
afterAll(() => world.whole.close());

const TURTLE = `@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<#jing> a skos:Concept ; skos:prefLabel "经部"@zh-Hans , "Classics"@en .
<#yi> a skos:Concept ; skos:prefLabel "易类"@zh-Hans ; skos:broader <#jing> .
<#zhouyi> a skos:Concept ; skos:prefLabel "周易之属"@zh-Hans ; skos:broader <#jing> .
`;
type Draft = { version: number; config: Config };
const draft = async (): Promise<Draft> =>
  (await world.ask("desk", "GET /collections/rare/draft")).body as never as Draft;

async function publish(edit: (config: Config) => Config): Promise<void> {
  const { version, config } = await draft();
  const saved = await world.ask("desk", "PUT /collections/rare/draft", { version, config: edit(config) });
  expect(saved.status, JSON.stringify(saved.body)).toBe(200);
  const made = await world.ask("desk", "POST /collections/rare/revisions", { version: version + 1 });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
}
const withTerms = (config: Config, terms: Config["vocabularies"][number]["terms"]): Config => ({
  ...config,
  vocabularies: config.vocabularies.map((one) =>
    one.key === config.fields.find((field) => field.key === "branch")!.vocabulary ? { ...one, terms } : one,
  ),
});
async function counted(typed: string): Promise<[string, number][]> {
  const asked = new URLSearchParams({ typed });
  const { body } = await world.ask("nobody", `GET /collections/rare/facets/branch?${asked}`);
  return (body.items as never as { value: string; count: number }[]).map((one) => [one.value, one.count]);
}

test("a file of SKOS is read for whoever works on collections, and a malformed one is refused with its line", async () => {
  const read = await world.ask("desk", "POST /vocabulary-readings", { text: TURTLE });
  expect(read).toMatchObject({
    status: 200,
    body: { terms: [{ code: "jing" }, { code: "yi", broader: "jing" }, {}] },
  });
  expect(await world.ask("desk", "POST /vocabulary-readings", { text: `${TURTLE}\n<#x> "` })).toMatchObject({
    status: 400,
    body: { code: "import-records-wrong", params: { format: "SKOS", place: "6" } },
  });
  expect((await world.ask("nobody", "POST /vocabulary-readings", { text: TURTLE })).status).toBe(401);
  const long = { text: "x".repeat(2_000_001) };
  expect((await world.ask("desk", "POST /vocabulary-readings", long)).status).toBe(400);
});

test("objects follow when a term is merged into another, and the vocabulary goes out as it came", async () => {
  const { body } = await world.ask("desk", "POST /vocabulary-readings", { text: TURTLE });
  const terms = body.terms as never as Config["vocabularies"][number]["terms"];
  await publish((config) => withTerms(config, terms));
  const table = "编号,题名,四部分类\nA1,一,易类\nA2,二,zhouyi\nA3,三,周易之属";
  const { body: run } = await world.upload("desk", "rare", Buffer.from(table));
  const start = { mapping: run.mapping, dryRun: false, publish: true };
  await world.ask("desk", `POST /collection-imports/${String(run.id)}/start`, start);
  await world.work(String(run.id));
  expect(await counted("易")).toEqual([
    ["zhouyi", 2],
    ["yi", 1],
  ]);
  await publish((config) =>
    mergeTerm(config, config.fields.find((one) => one.key === "branch")!.vocabulary!, "zhouyi", "yi"),
  );
  expect(await counted("易")).toEqual([["yi", 3]]);
  const { config } = await draft();
  const key = config.fields.find((one) => one.key === "branch")!.vocabulary!;
  const url = `/staff-files/collections/rare/vocabularies/${key}.ttl`;
  const reply = await world.whole.app.inject({ url, headers: world.whole.headers.desk });
  expect(reply.headers["content-type"]).toContain("text/turtle");
  const again = await world.ask("desk", "POST /vocabulary-readings", { text: reply.body });
  expect(again.body.terms).toEqual(config.vocabularies.find((one) => one.key === key)!.terms);
  for (const side of ["nobody", "reader"] as const)
    expect(
      (await world.whole.app.inject({ url, headers: world.whole.headers[side] })).statusCode,
    ).toBeGreaterThan(400);
  const none = await world.whole.app.inject({
    url: url.replace(key, "none"),
    headers: world.whole.headers.desk,
  });
  expect(none.statusCode).toBe(404);
});
