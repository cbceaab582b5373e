import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeIso2709 } from "@commonshelf/marc";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reconcileBrowse } from "../browse-lists/index.ts";
import { addMember } from "../consortium/index.ts";
import { browse, CatalogueIndex, createSearcher } from "../discovery/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { doorsOf } from "../kernel/testing-doors.ts";
import { systemClock } from "../kernel/time.ts";
import { loaderOf } from "../loads/testing.ts";
import { createPerson } from "../people/index.ts";
import { authorityCommands, authorityQueries } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { authorityJobs, followAuthorities } from "./follow.ts";
import { gatherHeadings } from "./gather.ts";
import { type AuthorityImport, importAuthorities } from "./import-authorities.ts";
import { marc21Authority, marc21Book } from "./testing-records.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let app: App;
let doors: ReturnType<typeof doorsOf>;
let load: Awaited<ReturnType<typeof loaderOf>>["load"];
const actors: Record<string, Actor> = {};
const as = (who: string): Record<string, string> => ({ "x-who": who });

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  const { member, person } = await inTransaction(database.db, async (tx) => ({
    member: (await addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } })).id,
    person: (await createPerson(tx, systemActor, { name: "陆一编" })).id,
  }));
  const one = actorOf({ name: "x", personId: person });
  actors.cataloguer = actorOf({ ...one, grants: [{ role: "cataloguer", scope: member }] });
  actors.desk = actorOf({ ...one, grants: [{ role: "circulation", scope: member }] });
  actors.reader = actorOf({ ...one, grants: [] });
  ({ load } = await loaderOf(database, member));
  const deps = { ...database, clock: systemClock, config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, authorityCommands);
  mountQueries(app, deps, authorityQueries);
  doors = doorsOf(app, authorityCommands);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

type Body = Record<string, unknown>;
const ask = async (path: string, who = "cataloguer"): Promise<Body & { items: Body[] }> =>
  (await app.inject({ url: `/api/v1${path}`, headers: as(who) })).json();

async function take(...records: ReturnType<typeof marc21Authority>[]): Promise<AuthorityImport> {
  const bytes = (async function* () {
    yield Buffer.concat(records.map((record) => writeIso2709(record)));
  })();
  const by = { db: database.db, clock: systemClock, personId: actors.cataloguer!.personId };
  return await importAuthorities(by, bytes);
}

/** Does what waits in the queue, as the region's server does between two requests. */
async function settle(): Promise<void> {
  const jobs = authorityJobs({ ...database, clock: systemClock, config: readConfig({}) });
  for (let turn = 0; turn < 6; turn++) {
    const { rows: told } = await sql<{ payload: { instanceIds: number[] } }>`
      delete from kernel.outbox where topic = 'instances-changed' returning payload`.execute(database.db);
    const ids = told.flatMap((row) => row.payload.instanceIds);
    await sql`insert into authorities.stale select distinct w.id from unnest(${ids}::bigint[]) w(id)
      on conflict do nothing`.execute(database.db);
    await gatherHeadings(database.db);
    const { rows } = await sql<{ name: string; payload: unknown }>`
      with taken as (delete from graphile_worker._private_jobs returning task_id, payload)
      select k.identifier as name, t.payload from taken t join graphile_worker._private_tasks k on k.id = t.task_id`.execute(
      database.db,
    );
    for (const job of rows) await jobs[job.name]?.(job.payload);
  }
}

async function searched() {
  const index = new CatalogueIndex(database.db, await mkdtemp(join(tmpdir(), "commonshelf-authorities-")));
  await index.open();
  await reconcileBrowse(database.db);
  return createSearcher(() => index.index);
}
const byWords = (text: string) => ({ kind: "words" as const, field: "any" as const, text });
const authors = async (language: "zh-Hans" | "en", q = "灯书") => {
  const found = await (await searched()).search({ node: byWords(q), size: 0, facetSize: 20, language });
  return found.facets.author!.values;
};

const lu = (number: string, text: string, dates = ""): ["100", "1 ", ...string[]] => [
  "100",
  "1 ",
  "a",
  dates ? `${text},` : text,
  ...(dates ? ["d", dates] : []),
  ...(number ? ["0", number] : []),
];

test("one person is one facet value whatever the script, shown in the reader's; namesakes in Latin letters stay apart", async () => {
  await load([
    marc21Book("a1", "灯书一", lu("", "陸衡", "1901-1987")),
    marc21Book("a2", "灯书二", lu("", "Lu, Heng", "1901-1987")),
    marc21Book("a3", "灯书三", lu("", "陆珩", "1950-")),
  ]);
  expect(
    await take(
      marc21Authority(
        "n1",
        ["100", "1 ", "6", "880-01", "a", "Lu, Heng,", "d", "1901-1987"],
        ["400", "1 ", "a", "陆元衡"],
        ["880", "1 ", "6", "100-01/$1", "a", "陸衡,", "d", "1901-1987"],
      ),
      marc21Authority(
        "n2",
        ["100", "1 ", "6", "880-01", "a", "Lu, Heng,", "d", "1950-"],
        ["880", "1 ", "6", "100-01/$1", "a", "陆珩,", "d", "1950-"],
      ),
    ),
  ).toMatchObject({ read: 2, created: 2, refused: [] });
  await settle();
  expect(await authors("zh-Hans")).toEqual(
    [
      { value: "陆衡", count: 2, label: undefined },
      { value: "陆珩", count: 1, label: undefined },
    ].map(({ value, count }) => ({ value, count })),
  );
  expect(await authors("en")).toEqual([
    { value: "陸衡", label: "Lu, Heng", count: 2 },
    { value: "陆珩", label: "Lu, Heng", count: 1 },
  ]);
  const searcher = await searched();
  const narrowed = await searcher.search({
    node: byWords("灯书"),
    filters: [{ facet: "author", values: ["陸衡"] }],
    size: 10,
  });
  expect(narrowed.total).toBe(2);
  // A form that no record has finds the titles.
  expect((await searcher.search({ node: byWords("陆元衡"), size: 10 })).total).toBe(2);
  const page = await browse(database.db, searcher, { kind: "author", order: "pinyin", size: 50 });
  expect(page.lines.find((line) => line.display === "陆元衡")?.see).toMatchObject({
    display: "陸衡",
    titles: 2,
  });
});

test("a name alone waits for somebody; what is said holds, and an authority of the name is told from somebody else", async () => {
  await load([
    marc21Book("b1", "灯书四", lu("", "严灯")),
    marc21Book("b2", "灯书五", lu("", "Yan, Deng")),
    marc21Book("b3", "灯书六", lu("", "Yan, Deng")),
  ]);
  await take(
    marc21Authority("n3", ["100", "1 ", "a", "严灯,", "d", "1930-"], ["400", "1 ", "a", "Yan, Deng"]),
  );
  await settle();
  const waiting = await ask(`/authority-headings?known=true&q=${encodeURIComponent("yan deng")}`);
  expect(waiting.items).toMatchObject([
    { text: "Yan, Deng", titles: 2, state: "open", candidates: [{ name: "严灯", dates: "1930-" }] },
  ]);
  const han = (await ask(`/authority-headings?known=true&q=${encodeURIComponent("严灯")}`)).items[0]!;
  const latin = waiting.items[0]!;
  const authorityId = (latin.candidates as { id: number }[])[0]!.id;
  const sent = await doors.send(
    as("cataloguer"),
    "authorities.link",
    {},
    {
      links: [{ headingId: latin.id, authorityId }],
    },
  );
  expect([sent.status, sent.body]).toEqual([200, { linked: 1 }]);
  await settle();
  expect((await authors("zh-Hans")).find((one) => one.value === "严灯")).toEqual({ value: "严灯", count: 3 });
  // The one in Han is somebody else: two values from now on.
  expect(await doors.code(as("cataloguer"), "authorities.set-apart", { id: String(han.id) })).toBeNull();
  await settle();
  const now = (await authors("zh-Hans")).filter((one) => one.value.startsWith("严灯"));
  expect(now).toEqual([
    { value: "严灯 (1930-)", count: 2 },
    { value: "严灯", count: 1 },
  ]);
  // A new load of the same authority does not overrule it.
  await take(
    marc21Authority(
      "n3",
      ["100", "1 ", "a", "严灯,", "d", "1930-"],
      ["400", "1 ", "a", "Yan, Deng"],
      ["400", "1 ", "a", "Yen, Teng"],
    ),
  );
  await settle();
  expect((await ask("/authority-headings?state=apart")).items.map((one) => one.text)).toEqual(["严灯"]);
  expect(await doors.code(as("cataloguer"), "authorities.reopen", { id: String(han.id) })).toBeNull();
  await settle();
  expect((await authors("zh-Hans")).find((one) => one.value === "严灯")?.count).toBe(3);
});

test("a record that names its authority needs no decision; the authority's new heading goes into it as a version", async () => {
  await load([marc21Book("c1", "灯书七", lu("(TEST)n 5", "Mo, Zhu"))]);
  await take(
    marc21Authority(
      "n 5",
      ["100", "1 ", "6", "880-01", "a", "Mo, Zhu"],
      ["880", "1 ", "6", "100-01/$1", "a", "墨烛"],
    ),
  );
  await settle();
  expect(await authors("zh-Hans")).toContainEqual({ value: "墨烛", count: 1 });
  const { items } = await ask(`/authorities?q=${encodeURIComponent("墨")}`);
  const authority = await ask(`/authorities/${String(items[0]!.id)}`);
  expect(authority).toMatchObject({
    link: `(commonshelf)${String(authority.id)}`,
    numbers: ["test:n5"],
    version: 1,
  });
  await load([marc21Book("c2", "灯书八", lu(String(authority.link), "Mo, Zhu"))]);
  await settle();
  const heading = (await ask(`/authority-headings?state=open&q=${encodeURIComponent("mo zhu")}`)).items[0]!;
  await doors.send(
    as("cataloguer"),
    "authorities.link",
    {},
    {
      links: [{ headingId: heading.id, authorityId: authority.id }],
    },
  );
  const changed = await doors.send(
    as("cataloguer"),
    "authorities.change",
    { id: String(authority.id) },
    {
      version: 1,
      headings: ["墨烛", "Mo, Zhuguang"],
      see: ["Mo, Zhu"],
    },
  );
  expect(changed.status).toBe(200);
  await settle();
  const { rows } = await sql<{ marc: string; version: number; reason: string }>`
    select r.marc::text, r.version, r.reason from catalogue.record_line r where r.control_number = 'c2'`.execute(
    database.db,
  );
  expect(rows[0]).toMatchObject({ version: 2, reason: "墨烛" });
  expect(rows[0]!.marc).toContain("Mo, Zhuguang");
  expect(await authors("en")).toContainEqual({ value: "墨烛", label: "Mo, Zhuguang", count: 2 });
  expect(
    await doors.code(
      as("cataloguer"),
      "authorities.change",
      { id: String(authority.id) },
      { version: 1, headings: ["墨烛"] },
    ),
  ).toBe("authority-changed");
  expect(await doors.code(as("cataloguer"), "authorities.withdraw", { id: String(authority.id) })).toBe(
    "authority-in-use",
  );
});

test("subjects of several scripts are one value by one authority, without asking", async () => {
  await load([
    marc21Book("d1", "烛书一", ["650", " 0", "a", "Lamps."]),
    marc21Book("d2", "烛书二", ["650", " 7", "a", "灯具"]),
  ]);
  await take(
    marc21Authority(
      "s1",
      ["150", "  ", "a", "Lamps"],
      ["750", " 7", "a", "灯具"],
      ["450", "  ", "a", "Lights"],
    ),
  );
  await settle();
  const found = await (await searched()).search({
    node: byWords("烛书"),
    size: 0,
    facetSize: 9,
    language: "en",
  });
  expect(found.facets.subject!.values).toEqual([{ value: "灯具", label: "Lamps", count: 2 }]);
});

test("the same file again changes nothing; what changed, went or is no authority is counted and named", async () => {
  const records = [
    marc21Authority("m1", ["150", "  ", "a", "Wicks"]),
    marc21Authority("m2", ["150", "  ", "a", "Oil"]),
    marc21Authority("m3"),
  ];
  expect(await take(...records)).toMatchObject({
    created: 2,
    refused: [{ index: 2, number: "m3", reason: "no-heading", place: "1XX" }],
  });
  expect(await take(...records)).toMatchObject({ created: 0, unchanged: 2, updated: 0 });
  const gone = { ...records[1]!, leader: "00000dz  a2200000n  4500" };
  const changed = marc21Authority("m1", ["150", "  ", "a", "Wicks"], ["450", "  ", "a", "Lamp wicks"]);
  expect(await take(changed, gone)).toMatchObject({ updated: 1, withdrawn: 1, unchanged: 0 });
  expect((await ask("/authorities?q=oil&kind=subject")).items).toEqual([]);
  expect((await ask("/authorities?q=lamp wicks")).items).toMatchObject([{ name: "Wicks" }]);
});

test("joining takes forms, numbers and links along, and old numbers lead on", async () => {
  await load([marc21Book("e1", "灯书九", lu("", "孟油"))]);
  await settle();
  const heading = (await ask(`/authority-headings?q=${encodeURIComponent("孟油")}`)).items[0]!;
  const made = await doors.send(as("cataloguer"), "authorities.add-from-heading", { id: String(heading.id) });
  expect(made.body).toMatchObject({ name: "孟油", headingsLinked: 1, titles: 1 });
  const other = await doors.send(
    as("cataloguer"),
    "authorities.add",
    {},
    { kind: "person", headings: ["孟膏", "Meng, Gao"] },
  );
  const subject = await doors.send(
    as("cataloguer"),
    "authorities.add",
    {},
    { kind: "subject", headings: ["膏"] },
  );
  const id = String(made.body.id);
  const merge = (into: unknown) =>
    doors.code(as("cataloguer"), "authorities.merge", { id }, { into: into as number });
  expect(await merge(made.body.id)).toBe("authority-itself");
  expect(await merge(subject.body.id)).toBe("authority-kind-other");
  expect(await merge(other.body.id)).toBeNull();
  await followAuthorities(database.db, [Number(other.body.id)]);
  await settle();
  expect(await ask(`/authorities/${id}`)).toMatchObject({ id: other.body.id, headingsLinked: 1 });
  expect(await authors("en")).toContainEqual({ value: "孟膏", label: "Meng, Gao", count: 1 });
  expect(await merge(other.body.id)).toBe("authority-unknown");
  expect(
    await doors.code(as("cataloguer"), "authorities.withdraw", { id: String(subject.body.id) }),
  ).toBeNull();
});

test("only cataloguers come in, and every refusal has its door", async () => {
  for (const path of ["/authorities", "/authorities/1", "/authority-headings"])
    expect(
      await Promise.all(
        ["nobody", "reader", "desk"].map(
          async (who) => (await app.inject({ url: `/api/v1${path}`, headers: as(who) })).statusCode,
        ),
      ),
    ).toEqual([401, 403, 403]);
  const send = { headings: ["甲"], kind: "person" };
  expect((await doors.send(as("reader"), "authorities.add", {}, send)).status).toBe(403);
  expect((await doors.send(as("nobody"), "authorities.add", {}, send)).status).toBe(401);
  const code = (name: string, params: Record<string, string>, body?: object) =>
    doors.code(as("cataloguer"), name, params, body);
  const none = { id: "999999" };
  expect(await code("authorities.add", {}, { headings: ["。"], kind: "person" })).toBe(
    "authority-heading-empty",
  );
  expect(await code("authorities.change", none, { version: 1, headings: ["甲"] })).toBe("authority-unknown");
  expect(await code("authorities.withdraw", none)).toBe("authority-unknown");
  expect(await code("authorities.set-apart", none)).toBe("heading-unknown");
  expect(await code("authorities.reopen", none)).toBe("heading-unknown");
  expect(await code("authorities.add-from-heading", none)).toBe("heading-unknown");
  expect(await code("authorities.link", {}, { links: [{ headingId: 999999, authorityId: 1 }] })).toBe(
    "heading-unknown",
  );
  const heading = (await ask("/authority-headings?kind=person&state=linked")).items[0]!;
  const link = (authorityId: number) =>
    code("authorities.link", {}, { links: [{ headingId: heading.id, authorityId }] });
  expect(await link(999999)).toBe("authority-unknown");
  const { body } = await doors.send(
    as("cataloguer"),
    "authorities.add",
    {},
    { kind: "subject", headings: ["乙"] },
  );
  expect(await link(Number(body.id))).toBe("authority-kind-other");
  expect(await code("authorities.change", { id: String(body.id) }, { version: 1, headings: ["、"] })).toBe(
    "authority-heading-empty",
  );
  expect(
    (await app.inject({ url: "/api/v1/authorities?cursor=x", headers: as("cataloguer") })).json(),
  ).toMatchObject({
    code: "cursor-invalid",
  });
  expect(doors.unmet()).toEqual([]);
});

test("two who change one authority at once: one wins, the other is told", async () => {
  const { body } = await doors.send(
    as("cataloguer"),
    "authorities.add",
    {},
    { kind: "person", headings: ["丙"] },
  );
  const change = (text: string) =>
    doors.send(
      as("cataloguer"),
      "authorities.change",
      { id: String(body.id) },
      { version: 1, headings: ["丙", text] },
    );
  const answers = await Promise.all([change("Bing, A"), change("Bing, B")]);
  expect(answers.map((one) => one.status).sort()).toEqual([200, 409]);
});

test("who is forgotten leaves authorities and decisions behind without a name", async () => {
  const personId = actors.cataloguer!.personId;
  const named = async (): Promise<number> => {
    const { rows } = await sql<{ n: number }>`select (
        (select count(*) from authorities.authority a where a.changed_by = ${personId}) +
        (select count(*) from authorities.authority_version v where v.changed_by = ${personId}) +
        (select count(*) from authorities.heading h where h.decided_by = ${personId}))::int as n`.execute(
      database.db,
    );
    return rows[0]!.n;
  };
  expect(await named()).toBeGreaterThan(2);
  await inTransaction(database.db, (tx) => erasePerson(tx, systemClock, personId));
  expect(await named()).toBe(0);
});
