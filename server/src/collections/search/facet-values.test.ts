import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demandDeclaredRefusals } from "../../kernel/command.ts";
import { inTransaction } from "../../kernel/database.ts";
import { getCollection } from "../collections.ts";
import { emptyQuestion } from "../pages/search-address.ts";
import { type CollectionWorld, collectionWorld } from "../testing.ts";
import { demandsOf, narrowed } from "./questions.ts";

let world: CollectionWorld;
const SHEET = [
  "编号,题名,责任者,四部分类,年代",
  "A1,金河縣志,林墨,地理类,1782",
  "A2,南山集,周砚|林墨,别集类,1601",
  "A3,柳洲詩,重慶樓主,别集类,1788",
].join("\n");

beforeAll(async () => {
  demandDeclaredRefusals();
  world = await collectionWorld();
  const given = { member: "JINHE", slug: "rare", template: "rare-books", name: { "zh-Hans": "古籍" } };
  expect((await world.ask("desk", "POST /collections", given)).status).toBe(201);
  const draft = (await world.ask("desk", "GET /collections/rare/draft")).body;
  await world.ask("desk", "POST /collections/rare/revisions", { version: draft.version });
  await bring(SHEET);
}, 180_000);
afterAll(() => world.whole.close());

async function bring(sheet: string): Promise<void> {
  const { body } = await world.upload("desk", "rare", Buffer.from(sheet));
  const start = { mapping: body.mapping, dryRun: false, publish: true };
  await world.ask("desk", `POST /collection-imports/${String(body.id)}/start`, start);
  await world.work(String(body.id));
}

type Value = { value: string; label: string; count: number };
async function values(field: string, asked: Record<string, string>): Promise<[string, number][]> {
  const path = `GET /collections/rare/facets/${field}?${new URLSearchParams(asked)}`;
  const { status, body } = await world.ask("nobody", path);
  expect(status, JSON.stringify(body)).toBe(200);
  return (body.items as never as Value[]).map((one) => [one.label, one.count]);
}

test("values of a facet are found while they are typed: in either script, by pinyin, terms by their names", async () => {
  expect(await values("creator", { typed: "林" })).toEqual([["林墨", 2]]);
  expect(await values("creator", { typed: "重庆" })).toEqual([["重慶樓主", 1]]);
  expect(await values("creator", { typed: "chongq" })).toEqual([["重慶樓主", 1]]);
  expect(await values("creator", { typed: "zy" })).toEqual([["周砚", 1]]);
  expect(await values("creator", { typed: "%" })).toEqual([]);
  expect(await values("branch", { typed: "别集" })).toEqual([["别集类", 2]]);
});

test("they count what was asked for, whatever of the facet itself is chosen", async () => {
  expect(await values("creator", { typed: "林", within: "q=南山" })).toEqual([["林墨", 1]]);
  expect(await values("creator", { typed: "林", within: "from=1780" })).toEqual([["林墨", 1]]);
  expect(await values("creator", { typed: "林", within: "f.creator=周砚" })).toEqual([["林墨", 2]]);
  expect(await values("creator", { typed: "林", within: "q=没有的" })).toEqual([]);
  expect(await values("title", { typed: "南" })).toEqual([]);
});

test("nobody learns the values of what is not published", async () => {
  const given = { member: "JINHE", slug: "shut", template: "rare-books", name: { "zh-Hans": "未开" } };
  await world.ask("desk", "POST /collections", given);
  for (const slug of ["shut", "none"])
    for (const side of ["nobody", "desk"] as const)
      expect(await world.ask(side, `GET /collections/${slug}/facets/creator?typed=x`)).toMatchObject({
        status: 404,
        body: { code: "collection-unknown" },
      });
  expect((await world.ask("nobody", "GET /collections/rare/facets/creator?typed=x&other=1")).status).toBe(
    400,
  );
});

test("without JavaScript the form shows what is looked for in place of what most objects bear", async () => {
  const { html } = await world.page("nobody", "/zh-hans/collections/rare/search?find.creator=zhouyan");
  expect(html).toMatch(/name="f\.creator" value="周砚"/);
  expect(html).not.toMatch(/name="f\.creator" value="林墨"/);
});

/** Counts as they are kept against what the entries say. */
async function wrongCounts(): Promise<unknown[]> {
  const { rows } = await sql`
    with said as (select e.collection_id, e.index_number, split_part(f, '=', 1) as field,
        substr(f, strpos(f, '=') + 1) as value, count(*)::int as n
      from collections.entry e, unnest(e.facets || array['@=']) f group by 1, 2, 3, 4)
    select s.*, k.n as kept from said s full join (
      select * from collections.facet_value v where v.n > 0 and v.field <> '@decade') k
      on (k.collection_id, k.index_number, k.field, k.value) = (s.collection_id, s.index_number, s.field, s.value)
    where s.n is distinct from k.n`.execute(world.whole.database.db);
  return rows;
}

test("the counts stay what the entries say: after changes, withdrawals, another import and another index", async () => {
  expect(await wrongCounts()).toEqual([]);
  await bring("编号,题名,责任者,四部分类,年代\nA2,南山集,何人,地理类,1601\nA9,新,何人,,1999");
  expect(await wrongCounts()).toEqual([]);
  const { items } = (await world.ask("desk", "GET /collections/rare/objects")).body as never as {
    items: { number: number }[];
  };
  const gone = await world.ask("desk", `PUT /collection-objects/${items[0]!.number}/state`, {
    state: "withdrawn",
  });
  expect(gone.status, JSON.stringify(gone.body)).toBe(200);
  const draft = (await world.ask("desk", "GET /collections/rare/draft")).body as never as {
    version: number;
    config: { fields: { key: string; facet: string }[] };
  };
  const fields = draft.config.fields.map((one) =>
    one.key === "creator" ? { ...one, facet: "letters" } : one,
  );
  await world.ask("desk", "PUT /collections/rare/draft", {
    version: draft.version,
    config: { ...draft.config, fields },
  });
  const made = await world.ask("desk", "POST /collections/rare/revisions", { version: draft.version + 1 });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  expect(await wrongCounts()).toEqual([]);
  const { rows } = await sql<{ n: number }>`select count(distinct (v.collection_id, v.index_number))::int as n
    from collections.facet_value v`.execute(world.whole.database.db);
  expect(rows[0]!.n).toBe(1);
});

test("a value of many characters is a facet by its beginning, and nothing fails by it", async () => {
  await bring(`编号,题名,责任者\nL1,长,${"很长的名字".repeat(900)}`);
  expect((await values("creator", { typed: "很长的" }))[0]![0]).toHaveLength(200);
  expect(await wrongCounts()).toEqual([]);
});

test("characters beyond the first plane are cut whole, in values, titles and lines", async () => {
  const long = `${"木".repeat(199)}${"𠮷".repeat(200)}`; // both ends, after 200 units and 300, fall into a character
  await bring(`编号,题名,责任者\nL2,${long},${long}`);
  expect(await values("creator", { typed: "木木木" })).toEqual([["木".repeat(199), 1]]);
  const { rows } = await sql<{ title: string }>`select e.brief ->> 'title' as title from collections.entry e
    join collections.object o on o.id = e.object_id where o.identifier = 'L2'`.execute(
    world.whole.database.db,
  );
  expect(rows[0]!.title.isWellFormed()).toBe(true);
});

test("a question of words and values in a collection is answered by one index", async () => {
  const { db } = world.whole.database;
  const collection = await getCollection(db, "rare");
  const question = { ...emptyQuestion, q: "南山", facets: { creator: ["林墨"] } };
  const plan = await inTransaction(db, async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx);
    const { rows } = await sql<{ "QUERY PLAN": string }>`explain select e.number from collections.entry e
      where ${narrowed(collection, question)}`.execute(tx);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
  expect(plan).toMatch(/Bitmap Index Scan on entry_words[\s\S]*Index Cond[^\n]*&/);
  expect(demandsOf(collection, question).split(" & ")).toHaveLength(3);
});
