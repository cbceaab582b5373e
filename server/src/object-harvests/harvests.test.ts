import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CollectionWorld, collectionWorld } from "../collections/testing.ts";
import { readConfig } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { fixedClock } from "../kernel/time.ts";
import { performHarvest } from "./harvest.ts";
import { manifestsOf } from "./read.ts";
import { trySource } from "./sample.ts";
import { beginHarvest } from "./sources.ts";

let world: CollectionWorld;
let deps: RouteDeps;
let server: Server;
let base = "";
const reach = { allowed: () => true, timeoutMs: 5000, mostBytes: 1_000_000 };
/** What the other platform answers by the query it is asked, or by the path. */
const answers = new Map<string, string>();
const asked: string[] = [];

const dc = (id: string, title: string, date = "1921"): string =>
  `<record><header><identifier>${id}</identifier><datestamp>2026-01-01</datestamp></header><metadata>
    <oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:title>${title}</dc:title><dc:creator>林舟</dc:creator><dc:date>${date}</dc:date>
    <dc:identifier>https://other.example/${id}</dc:identifier></oai_dc:dc></metadata></record>`;
const gone = (id: string): string =>
  `<record><header status="deleted"><identifier>${id}</identifier></header></record>`;
const list = (records: string[], token = ""): string =>
  `<OAI-PMH><responseDate>2026-11-20T00:00:00Z</responseDate><ListRecords>${records.join("")}${
    token ? `<resumptionToken>${token}</resumptionToken>` : ""
  }</ListRecords></OAI-PMH>`;
const FIRST = "?verb=ListRecords&metadataPrefix=oai_dc";
const next = (token: string): string => `?verb=ListRecords&resumptionToken=${token}`;

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = request.url ?? "";
    asked.push(url);
    const plain = url.replace(/^\/oai/, "");
    const answer = answers.get(plain) ?? answers.get(plain.replace(/&from=.*/, "&from"));
    response.writeHead(answer === undefined ? 404 : 200).end(answer ?? "");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world = await collectionWorld({ COMMONSHELF_PRIVATE_HOSTS: "127.0.0.1" });
  const config = readConfig({ COMMONSHELF_DATA: world.whole.folder, COMMONSHELF_DEMO: "off" });
  deps = { ...world.whole.database, clock: fixedClock("2026-11-21T04:00:00Z"), config };
  const made = { member: "JINHE", slug: "joint", template: "photographs", name: { "zh-Hans": "共建旧影" } };
  await world.ask("desk", "POST /collections", made);
  const { version } = (await world.ask("desk", "GET /collections/joint/draft")).body;
  await world.ask("desk", "POST /collections/joint/revisions", { version });
}, 60_000);
afterAll(async () => {
  server.close();
  await world.whole.close();
});

const mapping = { title: "title", creator: "creator", date: "date" };
const source = (more: object = {}) => ({ name: "共建馆", kind: "oai", url: `${base}/oai`, mapping, ...more });
async function harvest(id: number, isWhole = false): Promise<Record<string, unknown>> {
  const begun = await world.ask("desk", `POST /object-sources/${id}/harvests`, { isWhole });
  expect(begun.status, JSON.stringify(begun.body)).toBe(201);
  await performHarvest(deps, String(begun.body.id), reach);
  const { items } = (await world.ask("desk", `GET /object-sources/${id}/harvests`)).body as unknown as {
    items: Record<string, unknown>[];
  };
  return items[0]!;
}
const found = async (): Promise<string[]> =>
  (
    await sql<{ title: string }>`select s.brief->>'title' as title from collections.shown_object s
    where s.slug = 'joint' order by s.brief->>'title'`.execute(deps.db)
  ).rows.map((row) => row.title);
let id = 0;

test("a source is tried first: where its columns go, and which values would be wrong; nothing is kept", async () => {
  answers.set(FIRST, list([dc("a1", "柳洲晨渡"), dc("a2", "浮桥", "不知")], "p2"));
  const { systemActor: actor } = await import("../kernel/actor.ts");
  const sample = await trySource(
    deps,
    actor,
    "joint",
    { ...source(), prefix: "", setSpec: "", mapping: null } as never,
    reach,
  );
  expect(sample.mapping).toMatchObject(mapping);
  expect(sample.rows.map((row) => row.errors.map((one) => one.code))).toEqual([[], ["value-date"]]);
  expect(await found()).toEqual([]);
  const refused = async (url: string, kind = "oai") => {
    const { status, body } = await world.ask("desk", "POST /collections/joint/harvest-samples", {
      kind,
      url,
    });
    return `${status} ${String(body.code ?? "")}`.trim();
  };
  // An address inside somebody's network is not asked by a name that the operator has not given.
  expect(await refused(`${base.replace("127.0.0.1", "localhost")}/oai`)).toBe("502 harvest-unreachable");
  expect(await refused(`${base}/oai`)).toBe("200");
  expect(await refused("ftp://x/y")).toBe("400 source-address-wrong");
  answers.set(FIRST, '<OAI-PMH><error code="badArgument">no</error></OAI-PMH>');
  expect(await refused(`${base}/oai`)).toBe("502 harvest-refused");
  answers.set(FIRST, "<html>moved</html>");
  expect(await refused(`${base}/oai`)).toBe("502 harvest-unreadable");
  answers.set(FIRST, list([dc("a1", "柳洲晨渡"), dc("a2", "浮桥", "不知")], "p2"));
  const endless = Array.from({ length: 100_001 }, (_, n) => ({ id: `${base}/m${n}`, type: "Manifest" }));
  answers.set("/endless", JSON.stringify({ id: `${base}/endless`, type: "Collection", items: endless }));
  expect(await refused(`${base}/endless`, "iiif")).toBe("502 harvest-turns-in-circles");
});

test("only curators set sources up, and wrong ones are refused by name", async () => {
  const add = async (side: "desk" | "reader" | "nobody", more: object = {}) => {
    const { status, body } = await world.ask(side, "POST /collections/joint/harvest-sources", source(more));
    return `${status} ${String(body.code ?? "")}`.trim();
  };
  expect(await add("nobody")).toBe("401 sign-in-needed");
  expect(await add("reader")).toBe("403 forbidden");
  expect(await add("desk", { url: "ftp://x/y" })).toBe("400 source-address-wrong");
  expect(await add("desk", { mapping: { title: "nowhere" } })).toBe("400 import-mapping-wrong");
  expect(await add("desk", { mapping: { creator: "creator" } })).toBe("400 import-mapping-wrong");
  const made = await world.ask("desk", "POST /collections/joint/harvest-sources", source());
  id = Number(made.body.id);
  expect(await add("desk")).toBe("409 source-name-taken");
  const other = (
    await world.ask("desk", "POST /collections/joint/harvest-sources", source({ name: "另一处" }))
  ).body.id;
  const change = async (more: object) =>
    (await world.ask("desk", `PUT /object-sources/${Number(other)}`, source({ name: "另一处", ...more })))
      .body.code;
  expect(await change({ url: "ftp://x/y" })).toBe("source-address-wrong");
  expect(await change({ mapping: { title: "nowhere" } })).toBe("import-mapping-wrong");
  expect(await change({ name: source().name })).toBe("source-name-taken");
  await world.ask("desk", `DELETE /object-sources/${Number(other)}`);
  const draft = { member: "JINHE", slug: "draft", template: "photographs", name: { en: "Draft" } };
  await world.ask("desk", "POST /collections", draft);
  const waits = await world.ask("desk", "POST /collections/draft/harvest-sources", source());
  const begun = await world.ask("desk", `POST /object-sources/${Number(waits.body.id)}/harvests`, {});
  expect([begun.status, begun.body.code]).toEqual([409, "collection-unpublished"]);
  await world.ask("desk", `DELETE /object-sources/${Number(waits.body.id)}`);
  expect((await world.ask("reader", `POST /object-sources/${id}/harvests`, {})).status).toBe(403);
  expect((await world.ask("desk", "GET /object-sources/99999/reconciliation")).body.code).toBe(
    "source-unknown",
  );
});

test("records come page by page, are searched as local ones, and what is wrong is named and left out", async () => {
  answers.set(
    next("p2"),
    list([
      dc("a3", "塔影"),
      "<record><header><identifier>a4</identifier></header><metadata><x/></metadata></record>",
    ]),
  );
  expect(await harvest(id)).toMatchObject({ state: "done", pages: 2, records: 2, refused: 2, deletions: 0 });
  expect(await found()).toEqual(["塔影", "柳洲晨渡"]);
  const { html } = await world.page(
    "nobody",
    `/zh-hans/collections/joint/search?q=${encodeURIComponent("晨渡")}`,
  );
  expect(html).toContain("柳洲晨渡");
  const report = (await world.ask("desk", `GET /object-sources/${id}/reconciliation`)).body;
  expect(report).toMatchObject({ atSource: 4, here: 2, missingHere: ["a2", "a4"], missingThereCount: 0 });
});

test("a later harvest asks for what changed since; what the source deleted is withdrawn and its address says so", async () => {
  answers.set(`${FIRST}&from`, list([gone("a1"), dc("a3", "塔影新照"), gone("never-seen")]));
  const { rows } = await sql<{
    number: number;
  }>`select o.number from collections.object_fact o where o.identifier = 'a1'`.execute(deps.db);
  expect(await harvest(id)).toMatchObject({ state: "done", isWhole: false, records: 1, deletions: 2 });
  expect(asked.at(-1)).toContain("from=2026-11-20");
  expect(await found()).toEqual(["塔影新照"]);
  expect((await world.page("nobody", `/zh-hans/objects/${rows[0]!.number}`)).status).toBe(410);
});

test("a whole harvest withdraws what does not come any more; one that comes back is shown again", async () => {
  answers.set(FIRST, list([dc("a1", "柳洲晨渡")]));
  expect(await harvest(id, true)).toMatchObject({ state: "done", isWhole: true, records: 1 });
  expect(await found()).toEqual(["柳洲晨渡"]);
});

test("a harvest that was cut off goes on behind its last page; one that turns in circles ends with its reason", async () => {
  answers.set(FIRST, list([dc("b1", "一")], "q2"));
  answers.set(next("q2"), list([dc("b2", "二")], "q3"));
  answers.set(next("q3"), list([dc("b3", "三")]));
  const runId = await inTransaction(deps.db, (tx) => beginHarvest(tx, null, deps.clock, id, true));
  const stop = new AbortController();
  const before = asked.length;
  const cutAfterFirst = (): boolean => {
    if (asked.length > before) stop.abort();
    return true;
  };
  const cut = performHarvest(deps, runId, { ...reach, allowed: cutAfterFirst }, stop.signal);
  await expect(cut).rejects.toThrow("goes on later");
  const half = asked.length;
  expect((await world.ask("desk", `POST /object-sources/${id}/harvests`, {})).body.code).toBe(
    "harvest-running",
  );
  await performHarvest(deps, runId, reach);
  expect(asked.slice(half).some((url) => url.includes("metadataPrefix"))).toBe(false);
  expect(await found()).toEqual(["一", "三", "二"].sort());
  answers.set(next("q3"), list([dc("b3", "三")], "q2"));
  expect(await harvest(id, true)).toMatchObject({ state: "failed", error: "harvest-turns-in-circles" });
  answers.set(FIRST, "<html>moved</html>");
  expect(await harvest(id, true)).toMatchObject({ state: "failed", error: "harvest-unreadable" });
});

test("a stopped source is not looked at by itself", async () => {
  const due = async (): Promise<number> => {
    const { room } = await import("./room.ts");
    await room.jobs!(deps)["object-harvests-due"]!({});
    const { rows } = await sql<{
      n: number;
    }>`select count(*)::int as n from object_harvests.run r where r.state = 'running'`.execute(deps.db);
    return rows[0]!.n;
  };
  await sql`update object_harvests.run set started_at = '2026-01-01'`.execute(deps.db);
  const change = (active: boolean) => world.ask("desk", `PUT /object-sources/${id}`, source({ active }));
  expect((await change(false)).status).toBe(200);
  expect(await due()).toBe(0);
  await change(true);
  expect(await due()).toBe(1);
});

test("manifests of a IIIF collection become objects, each collection looked into once", async () => {
  const manifest = (name: string) =>
    JSON.stringify({
      "@context": "http://iiif.io/api/presentation/3/context.json",
      id: `${base}/m/${name}`,
      type: "Manifest",
      label: { "zh-Hans": [name] },
      items: [],
    });
  for (const name of ["甲", "乙"]) answers.set(`/m/${encodeURIComponent(name)}`, manifest(name));
  const item = (path: string, type: string) => ({ id: `${base}${path}`, type });
  answers.set(
    "/top",
    JSON.stringify({
      id: `${base}/top`,
      type: "Collection",
      items: [
        item("/top", "Collection"),
        item("/inner", "Collection"),
        item(`/m/${encodeURIComponent("甲")}`, "Manifest"),
      ],
    }),
  );
  answers.set(
    "/inner",
    JSON.stringify({
      id: `${base}/inner`,
      type: "Collection",
      items: [item(`/m/${encodeURIComponent("乙")}`, "Manifest"), item("/m/gone", "Manifest")],
    }),
  );
  expect(await manifestsOf(`${base}/top`, reach)).toHaveLength(3);
  const made = await world.ask(
    "desk",
    "POST /collections/joint/harvest-sources",
    source({ name: "IIIF", kind: "iiif", url: `${base}/top`, mapping: { title: "title" } }),
  );
  expect(await harvest(Number(made.body.id))).toMatchObject({ state: "done", records: 2, refused: 1 });
  expect(await found()).toEqual(expect.arrayContaining(["甲", "乙"]));
  expect((await world.ask("desk", `DELETE /object-sources/${Number(made.body.id)}`)).status).toBe(204);
  expect(await found()).toEqual(expect.arrayContaining(["甲"]));
});
