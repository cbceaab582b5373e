import { afterAll, beforeAll, expect, test } from "vitest";
import { type CollectionWorld, collectionWorld } from "../collections/testing.ts";

let world: CollectionWorld;
let numbers: number[];

beforeAll(async () => {
  world = await collectionWorld();
  const { ask } = world;
  for (const slug of ["shots", "hidden"])
    await ask("desk", "POST /collections", {
      member: "JINHE",
      slug,
      template: "photographs",
      name: { en: slug },
    });
  const made: number[] = [];
  for (const [slug, identifier, creator] of [
    ["shots", "A", "Lin & Zhou <x>"],
    ["shots", "B", "Mei"],
    ["shots", "C", "Mei"],
    ["hidden", "H", "Nobody"],
  ] as const) {
    const values = { title: [`Shot ${identifier}`], creator: [creator], date: ["1908"] };
    const { body } = await ask("desk", `POST /collections/${slug}/objects`, { identifier, values });
    const { number } = body as never as { number: number };
    made.push(number);
    await ask("desk", `PUT /collection-objects/${number}/state`, { state: "published" });
  }
  numbers = made;
  const { body } = await ask("desk", "GET /collections/shots/draft");
  const { version, config } = body as never as { version: number; config: object };
  const topic = { key: "mei", name: { en: "By Mei" }, conditions: [], included: [made[1]], excluded: [] };
  await ask("desk", "PUT /collections/shots/draft", { version, config: { ...config, topics: [topic] } });
  await ask("desk", "POST /collections/shots/revisions", { version: version + 1 });
  await ask("desk", `PUT /collection-objects/${made[2]}/state`, { state: "withdrawn" });
}, 180_000);
afterAll(() => world.whole.close());

const oai = async (query: string): Promise<string> =>
  (await world.page("nobody", `/oai/collections?${query}`)).html;
const identifiers = (xml: string): string[] =>
  [...xml.matchAll(/<header([^>]*)><identifier>oai:[^:]+:object:(\d+)/g)].map(
    (found) => `${found[2]}${found[1]}`,
  );

test("every open collection and topic is a set; drafted collections are none", async () => {
  const sets = [...(await oai("verb=ListSets")).matchAll(/<setSpec>([^<]*)</g)].map((found) => found[1]);
  expect(sets).toEqual(["shots", "shots:mei"]);
});

test("objects are told in Dublin Core, withdrawn ones as deleted, those of drafted collections never", async () => {
  const xml = await oai("verb=ListRecords&metadataPrefix=oai_dc");
  expect(identifiers(xml).sort()).toEqual(
    [`${numbers[0]}`, `${numbers[1]}`, `${numbers[2]} status="deleted"`].sort(),
  );
  expect(xml).toContain("<dc:title>Shot A</dc:title>");
  expect(xml).toContain("Lin &amp; Zhou &lt;x&gt;");
  expect(xml).not.toContain("Shot C");
  const topic = await oai("verb=ListIdentifiers&metadataPrefix=oai_dc&set=shots:mei");
  expect(identifiers(topic)).toEqual([`${numbers[1]}`]);
  const one = await oai(`verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:localhost:object:${numbers[0]}`);
  expect(identifiers(one)).toEqual([`${numbers[0]}`]);
  expect(await oai("verb=Identify")).toContain("<deletedRecord>persistent</deletedRecord>");
  expect(await oai("verb=ListMetadataFormats")).toContain("oai_dc");
});

test.each([
  ["", "badVerb"],
  ["verb=Nothing", "badVerb"],
  ["verb=Identify&verb=Identify", "badVerb"],
  ["verb=Identify&x=1", "badArgument"],
  ["verb=ListRecords", "badArgument"],
  ["verb=ListRecords&metadataPrefix=mods", "cannotDisseminateFormat"],
  ["verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"],
  ["verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-01T00:00:00Z", "badArgument"],
  ["verb=ListRecords&metadataPrefix=oai_dc&set=none", "noRecordsMatch"],
  ["verb=ListRecords&metadataPrefix=oai_dc&until=2001-01-01", "noRecordsMatch"],
  ["verb=ListRecords&resumptionToken=eyJ4IjoxfQ", "badResumptionToken"],
  ["verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"],
  ["verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:elsewhere:object:1", "idDoesNotExist"],
  ["verb=GetRecord&metadataPrefix=oai_dc", "badArgument"],
])("%s is answered with %s", async (query, code) => {
  expect(await oai(query)).toContain(`<error code="${code}"`);
});

test("an object of a drafted collection does not exist for harvesters", async () => {
  const query = `verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:localhost:object:${numbers[3]}`;
  expect(await oai(query)).toContain("idDoesNotExist");
});

test("a list longer than a page goes on where it ended, and brings every object once", async () => {
  await world.whole.database.pool.query(
    `insert into collections.object (id, collection_id, identifier, data, state)
     select gen_random_uuid(), c.id, 'X' || n, '{"title": ["Many"]}', 'published'
     from collections.collection c, generate_series(1, 250) n where c.slug = 'shots'`,
  );
  const seen: string[] = [];
  let token = "";
  let pages = 0;
  do {
    const xml = await oai(
      token === ""
        ? "verb=ListIdentifiers&metadataPrefix=oai_dc"
        : `verb=ListIdentifiers&resumptionToken=${token}`,
    );
    seen.push(...identifiers(xml));
    token = /<resumptionToken>([^<]*)</.exec(xml)?.[1] ?? "";
    pages++;
  } while (token !== "");
  expect([pages, seen.length, new Set(seen).size]).toEqual([3, 253, 253]);
});

test("changes of manifests are told page by page", async () => {
  const { status, html } = await world.page("nobody", "/iiif/changes");
  expect(status).toBe(200);
  const whole = JSON.parse(html) as { totalItems: number; first: { id: string } };
  expect(whole.totalItems).toBe(253);
  const page = JSON.parse((await world.page("nobody", "/iiif/changes/pages/0")).html) as {
    orderedItems: { type: string; object: { id: string } }[];
  };
  const gone = page.orderedItems.filter((one) => one.type === "Delete");
  expect(gone.map((one) => one.object.id.split("/").at(-1))).toEqual([String(numbers[2])]);
  expect((await world.page("nobody", "/iiif/changes/pages/1")).status).toBe(404);
  expect((await world.page("nobody", "/iiif/changes/pages/x")).status).toBe(404);
});

test("the map of collections names fronts and objects, and robots are told of it", async () => {
  const index = (await world.page("nobody", "/sitemap-collections.xml")).html;
  const parts = [...index.matchAll(/<loc>[^<]*(\/sitemap-collections-\d+\.xml)</g)].map((found) => found[1]!);
  const all = (await Promise.all(parts.map((part) => world.page("nobody", part))))
    .map((one) => one.html)
    .join("");
  expect(all).toContain("/en/collections/shots<");
  expect(all).toContain(`/zh-hant/objects/${numbers[0]}<`);
  expect(all).not.toContain("/collections/hidden<");
  expect(all).not.toContain(`/objects/${numbers[2]}<`);
  expect((await world.page("nobody", "/sitemap-collections-9999.xml")).status).toBe(404);
  expect((await world.page("nobody", "/robots.txt")).html).toContain("/sitemap-collections.xml");
});

test("an object's page says what it is in schema.org, and its words cannot leave the script", async () => {
  const { html } = await world.page("nobody", `/en/objects/${numbers[0]}`);
  const json = /<script type="application\/ld\+json">([^<]*)<\/script>/.exec(html)![1]!;
  expect(JSON.parse(json)).toMatchObject({
    "@type": "CreativeWork",
    name: "Shot A",
    creator: ["Lin & Zhou <x>"],
    isPartOf: { name: "shots" },
  });
});
