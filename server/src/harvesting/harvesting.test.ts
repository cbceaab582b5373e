import { mkdtemp, readdir, utimes, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importFile, loadItemPlaces } from "../catalogue/index.ts";
import { addMember } from "../consortium/index.ts";
import { registerGateways } from "../gateways/index.ts";
import { cnmarcBook, book as marcBook } from "../gateways/testing.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App, RouteDeps } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { doorsOf } from "../kernel/testing-doors.ts";
import { systemClock } from "../kernel/time.ts";
import { loaderOf } from "../loads/testing.ts";
import { createPerson } from "../people/index.ts";
import { harvestCommands, harvestQueries } from "./commands.ts";
import { performHarvest } from "./harvest.ts";
import { readPage } from "./read-page.ts";
import { room } from "./room.ts";

type World = { database: Awaited<ReturnType<typeof createTestDatabase>>; deps: RouteDeps };
/** The library's own system, as a region of its own that serves OAI-PMH; and the region that harvests it. */
let there: World;
let here: World;
let target: App;
let base = "";
let app: App;
let doors: ReturnType<typeof doorsOf>;
let own: Awaited<ReturnType<typeof loaderOf>>;
let jinhe = 0;
const actors: Record<string, Actor> = {};
const as = (who: string): Record<string, string> => ({ "x-who": who });
const reach = { allowed: () => true, timeoutMs: 5000, mostBytes: 2_000_000 };
const servers: Server[] = [];

async function openWorld(): Promise<World> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), "commonshelf-harvest-"));
  const config = readConfig({ COMMONSHELF_DATA: folder });
  return { database, deps: { ...database, clock: systemClock, config } };
}

beforeAll(async () => {
  demandDeclaredRefusals();
  there = await openWorld();
  here = await openWorld();
  const library = await inTransaction(there.database.db, (tx) =>
    addMember(tx, systemActor, { code: "OWN", name: { en: "Own" } }),
  );
  own = await loaderOf(there.database, library.id);
  target = await createApp(there.deps, false);
  await registerGateways(target, { ...there.deps, searcher: undefined as never });
  base = `${await target.listen({ port: 0, host: "127.0.0.1" })}/oai`;
  const { db } = here.database;
  const ids = await inTransaction(db, async (tx) => ({
    jinhe: (await addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } })).id,
    nanshan: (await addMember(tx, systemActor, { code: "NANSHAN", name: { en: "Nanshan" } })).id,
    person: (await createPerson(tx, systemActor, { name: "陆一编" })).id,
  }));
  jinhe = ids.jinhe;
  const one = actorOf({ name: "x", personId: ids.person });
  actors.jinhe = actorOf({ ...one, grants: [{ role: "cataloguer", scope: ids.jinhe }] });
  actors.nanshan = actorOf({ ...one, grants: [{ role: "cataloguer", scope: ids.nanshan }] });
  actors.desk = actorOf({ ...one, grants: [{ role: "circulation", scope: ids.jinhe }] });
  app = await createApp(here.deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, here.deps, harvestCommands);
  mountQueries(app, here.deps, harvestQueries);
  doors = doorsOf(app, harvestCommands);
});
afterAll(async () => {
  await Promise.all([target.close(), app.close(), ...servers.map((one) => one.close())]);
  await Promise.all([there.database.close(), here.database.close()]);
});

type Body = Record<string, unknown>;
const ask = async (path: string, who = "jinhe"): Promise<Body & { items: Body[] }> =>
  (await app.inject({ url: `/api/v1${path}`, headers: as(who) })).json();

async function addSource(more: Body): Promise<string> {
  const { body } = await doors.send(
    as("jinhe"),
    "harvesting.add-source",
    {},
    {
      member: "JINHE",
      name: "Own system",
      kind: "oai",
      every: "hand",
      ...more,
    },
  );
  return String(body.id);
}

/** Harvests, then loads what came as the region's queue would. Returns the harvest. */
async function harvest(id: string, isWhole = false): Promise<Body> {
  const { body } = await doors.send(as("jinhe"), "harvesting.begin", { id }, { isWhole });
  await performHarvest(here.deps, String(body.id), reach);
  const { items } = await ask(`/harvest-sources/${id}/harvests`);
  const run = items[0]!;
  for (const runId of run.loadIds as string[]) {
    const path = join(here.deps.config.dataFolder, "uploads", runId);
    await importFile(here.database.pool, {
      path,
      memberId: jinhe,
      profile: "auto",
      dryRun: false,
      actorId: systemActor.personId,
      places: await loadItemPlaces(here.database.db, jinhe),
      runId,
    });
  }
  return run;
}

async function numbers(): Promise<string[]> {
  const { rows } = await sql<{
    number: string;
  }>`select r.control_number as number from catalogue.record_line r
    where r.member_id = ${jinhe} and r.deleted_at is null order by 1`.execute(here.database.db);
  return rows.map((row) => row.number);
}

/** A server that answers with these pages by their tokens, whatever is asked. */
async function serverOf(
  answer: (token: string | null, params: URLSearchParams) => string | number,
): Promise<string> {
  const server = createServer((request, reply) => {
    const params = new URL(request.url ?? "", "http://x").searchParams;
    const said = answer(params.get("resumptionToken"), params);
    if (typeof said === "number") reply.writeHead(said, said === 503 ? { "retry-after": "0" } : {});
    reply.end(typeof said === "string" ? said : "");
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/oai`;
}
const envelope = (body: string): string =>
  `<?xml version="1.0"?><oai:OAI-PMH xmlns:oai="http://www.openarchives.org/OAI/2.0/"><oai:responseDate>2026-11-30T01:00:00Z</oai:responseDate>${body}</oai:OAI-PMH>`;
const formats = envelope(
  "<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix></metadataFormat><metadataFormat><metadataPrefix>marcxml</metadataPrefix></metadataFormat></ListMetadataFormats>",
);
const record = (number: string, marc?: string): string =>
  `<oai:record><oai:header><oai:identifier>oai:x:${number}</oai:identifier></oai:header><oai:metadata>${
    marc ??
    `<m:record xmlns:m="http://www.loc.gov/MARC21/slim"><m:leader>00000nam a2200000 i 4500</m:leader><m:controlfield tag="001">${number}</m:controlfield><m:datafield tag="245" ind1="0" ind2="0"><m:subfield code="a">Book &amp; ${number}</m:subfield></m:datafield></m:record>`
  }</oai:metadata></oai:record>`;
const list = (records: string, token = ""): string =>
  envelope(
    `<oai:ListRecords>${records}<oai:resumptionToken>${token}</oai:resumptionToken></oai:ListRecords>`,
  );

test("a library's own system is harvested over many pages, then its changes and deletions, and both sides agree", async () => {
  const books = Array.from({ length: 230 }, (_, i) =>
    marcBook(`h${String(i).padStart(3, "0")}`, `收割 ${i}`, "某某", "2001"),
  );
  await own.load(books);
  await own.load([cnmarcBook("u1", "中文书", "某某", "2002")]);
  const id = await addSource({ url: base });
  const first = await harvest(id);
  expect(first).toMatchObject({
    state: "done",
    isWhole: true,
    pages: 3,
    records: 231,
    deletions: 0,
    unreadable: 0,
  });
  expect((await numbers()).length).toBe(231);
  expect(await ask(`/harvest-sources/${id}/reconciliation`)).toMatchObject({
    atSource: 231,
    here: 231,
    both: 231,
    missingHereCount: 0,
    missingThereCount: 0,
    wholeAt: expect.any(String),
  });
  const gone = { ...books[5]!, leader: "00000dam a2200000 i 4500" };
  await own.load([
    gone,
    marcBook("h006", "收割：改了", "某某", "2001"),
    marcBook("new1", "新来的", "某某", "2003"),
  ]);
  const next = await harvest(id);
  expect(next).toMatchObject({ state: "done", isWhole: false, deletions: 1 });
  const now = await numbers();
  expect([now.length, now.includes("h005"), now.includes("new1")]).toEqual([231, false, true]);
  const { rows } = await sql<{ marc: string }>`select r.marc::text from catalogue.record_line r
    where r.member_id = ${jinhe} and r.control_number = 'h006'`.execute(here.database.db);
  expect(rows[0]!.marc).toContain("收割：改了");
  // What somebody adds here by another way is told.
  await (await loaderOf(here.database, jinhe)).load([marcBook("own1", "只在这里", "某某", "2004")]);
  expect(await ask(`/harvest-sources/${id}/reconciliation`)).toMatchObject({
    missingThere: ["own1"],
    missingHere: [],
  });
});

/** A record without 001, and the end of an identifier of 101 characters, which no record is known by. */
const BARE =
  "<record><leader>00000nam a2200000 i 4500</leader><datafield tag='245' ind1=' ' ind2=' '><subfield code='a'>x</subfield></datafield></record>";
const LONG = "y".repeat(101 - "oai:x:".length);

test("what is no record is named and left out, and the rest comes", async () => {
  const url = await serverOf((_token, params) =>
    params.get("verb") === "ListMetadataFormats"
      ? formats
      : list(
          record("bad1", "<dc>no MARC</dc>") +
            record("good1") +
            record("bad2", "") +
            record(LONG, BARE) +
            // Without a number of its own it has the one that its server knows it by.
            record("bare", BARE) +
            "<oai:record><oai:header status='deleted'><oai:identifier>oai:x:never</oai:identifier></oai:header></oai:record>",
        ),
  );
  const run = await harvest(await addSource({ name: "Untidy", url }));
  expect(run).toMatchObject({ state: "done", records: 2, deletions: 1, unreadable: 3 });
  expect((run.unreadableLines as Body[]).map((one) => one.identifier)).toEqual([
    "oai:x:bad1",
    "oai:x:bad2",
    `oai:x:${LONG}`,
  ]);
  expect(await numbers()).toEqual(expect.arrayContaining(["good1", "oai:x:bare"]));
});

test.each([
  ["no XML at all", () => "<html>maintenance</html>", "harvest-unreadable"],
  ["an answer that is cut off", () => list(record("cut1")).slice(0, -30), "harvest-unreadable"],
  [
    "a page that leads to itself",
    (token: string | null) => list(record(`c${token}`), "again"),
    "harvest-turns-in-circles",
  ],
  [
    "an error of the server",
    () => envelope('<error code="badArgument">from &lt;what&gt;</error>'),
    "harvest-refused",
  ],
  ["an answer without end", () => list(record("long1") + " ".repeat(3_000_000)), "harvest-unreachable"],
  ["a broken server", () => 500, "harvest-unreachable"],
  ["a server that is busy for ever", () => 503, "harvest-unreachable"],
])("%s ends the harvest with its reason, and nothing is loaded", async (what, answer, code) => {
  const url = await serverOf((token) => answer(token));
  const before = await numbers();
  const run = await harvest(await addSource({ name: what, url, prefix: "marcxml" }));
  expect(run).toMatchObject({ state: "failed", error: code, loadId: null });
  expect(await numbers()).toEqual(before);
});

test("a token that holds no more begins the harvest anew, once; hostile entities are no records", async () => {
  let turns = 0;
  const url = await serverOf((token) =>
    token === null
      ? list(record("t1"), "two")
      : turns++ === 0
        ? envelope('<error code="badResumptionToken"/>')
        : list(record("t2")),
  );
  expect(await harvest(await addSource({ name: "Forgetful", url, prefix: "marcxml" }))).toMatchObject({
    state: "done",
    records: 2,
    pages: 2,
  });
  const bomb = `<!DOCTYPE x [<!ENTITY a "${"b".repeat(1000)}">]>${list(record("&a;&a;"))}`;
  const page = readPage(bomb);
  expect(page.records).toMatchObject([{ identifier: "oai:x:&a;&a;" }]);
  expect(readPage(list("")).records).toEqual([]);
});

test("a harvest that was cut off goes on behind its last page", async () => {
  const asked: (string | null)[] = [];
  const stop = new AbortController();
  const url = await serverOf((token) => {
    asked.push(token);
    if (token !== null) return list(record("r2"));
    stop.abort();
    return list(record("r1"), "two");
  });
  const id = await addSource({ name: "Cut off", url, prefix: "marcxml" });
  const { body } = await doors.send(as("jinhe"), "harvesting.begin", { id }, {});
  await expect(performHarvest(here.deps, String(body.id), reach, stop.signal)).rejects.toThrow(
    "goes on later",
  );
  expect(await doors.code(as("jinhe"), "harvesting.begin", { id }, {})).toBe("harvest-running");
  const { rows } = await sql<{ state: string; pages: number }>`select r.state, r.pages from harvesting.run r
    where r.id = ${String(body.id)}`.execute(here.database.db);
  expect(rows[0]).toEqual({ state: "running", pages: 1 });
  await performHarvest(here.deps, String(body.id), reach);
  expect((await ask(`/harvest-sources/${id}/harvests`)).items[0]).toMatchObject({
    state: "done",
    records: 2,
    pages: 2,
  });
  expect(asked.filter((token) => token === null).length).toBe(1);
});

test("servers inside somebody's network are not connected to unless the operator names them", async () => {
  const url = await serverOf(() => list(record("p1")));
  const id = await addSource({ name: "Private", url, prefix: "marcxml" });
  const begin = async (): Promise<string> =>
    String((await doors.send(as("jinhe"), "harvesting.begin", { id }, {})).body.id);
  await performHarvest(here.deps, await begin());
  expect((await ask(`/harvest-sources/${id}/harvests`)).items[0]).toMatchObject({
    state: "failed",
    error: "harvest-unreachable",
    detail: "target-private",
  });
  const config = { ...here.deps.config, environment: { COMMONSHELF_PRIVATE_HOSTS: "127.0.0.1" } };
  await performHarvest({ ...here.deps, config }, await begin());
  expect((await ask(`/harvest-sources/${id}/harvests`)).items[0]).toMatchObject({
    state: "done",
    records: 1,
  });
});

test("files put into a folder are loaded when they are complete, in order, and laid aside", async () => {
  const id = await addSource({ name: "Folder", kind: "folder" });
  const { folder } = await ask(`/harvest-sources/${id}`);
  expect(folder).toBe(`drop/JINHE/${id}`);
  const path = join(here.deps.config.dataFolder, String(folder));
  // It is there before the first file: an operator leads SFTP to it.
  await room.jobs!(here.deps)["harvest-due"]!({});
  expect(await readdir(path)).toEqual(["done"]);
  const { writeRecords } = await import("../loads/testing.ts");
  await writeRecords(join(path, "b.mrc"), [marcBook("f1", "夹子里的书", "某某", "2005")]);
  await writeRecords(join(path, "c.mrc"), [marcBook("f3", "夹子里的另一本", "某某", "2006")]);
  await writeRecords(join(path, "new.mrc"), [marcBook("f2", "还在写", "某某", "2005")]);
  await writeFile(join(path, "half.mrc.part"), "x");
  const old = new Date(Date.now() - 600_000);
  for (const name of ["b.mrc", "c.mrc"]) await utimes(join(path, name), old, old);
  const run = await harvest(id);
  // Every file is a load of its own, with its report.
  expect(run).toMatchObject({ state: "done", loadId: expect.any(String) });
  expect(run.loadIds).toHaveLength(2);
  expect(await numbers()).toEqual(expect.arrayContaining(["f1", "f3"]));
  expect(await ask(`/harvest-sources/${id}/reconciliation`)).toMatchObject({ code: "source-tells-no-whole" });
  expect(await numbers()).not.toContain("f2");
  expect((await readdir(path)).sort()).toEqual(["done", "half.mrc.part", "new.mrc"]);
  expect(await harvest(id)).toMatchObject({ state: "done", loadId: null });
});

test("sources are seen and changed by whoever loads for their library, and every refusal has its door", async () => {
  const id = await addSource({ name: "Mine", url: "https://catalogue.example.org/oai" });
  for (const path of [
    `/harvest-sources/${id}`,
    `/harvest-sources/${id}/harvests`,
    `/harvest-sources/${id}/reconciliation`,
  ])
    expect(
      await Promise.all(
        ["nobody", "desk", "nanshan", "jinhe"].map(
          async (who) => (await app.inject({ url: `/api/v1${path}`, headers: as(who) })).statusCode,
        ),
      ),
    ).toEqual([401, 403, 404, 200]);
  expect((await ask("/harvest-sources", "nanshan")).items).toEqual([]);
  const code = (who: string, name: string, body: Body, of = id) =>
    doors.code(as(who), name, { id: of }, body);
  const mine = { name: "Mine", kind: "oai", url: "https://catalogue.example.org/oai" };
  expect(await code("jinhe", "harvesting.add-source", { ...mine, member: "JINHE" })).toBe(
    "source-name-taken",
  );
  expect(await code("jinhe", "harvesting.add-source", { ...mine, name: "y", member: "NOWHERE" })).toBe(
    "member-unknown",
  );
  expect(await code("nanshan", "harvesting.add-source", { ...mine, name: "y", member: "JINHE" })).toBe(
    "forbidden",
  );
  for (const url of ["ftp://x/oai", "https://a:b@x/oai", "nonsense", ""])
    expect(await code("jinhe", "harvesting.add-source", { ...mine, name: "y", member: "JINHE", url })).toBe(
      "source-address-wrong",
    );
  expect(await code("jinhe", "harvesting.change-source", { ...mine, url: "x" })).toBe("source-address-wrong");
  expect(await code("jinhe", "harvesting.change-source", { ...mine, name: "Untidy" })).toBe(
    "source-name-taken",
  );
  expect(await code("jinhe", "harvesting.change-source", { ...mine, every: "week" })).toBeNull();
  for (const name of ["change-source", "remove-source", "begin"])
    expect(await code("nanshan", `harvesting.${name}`, name === "change-source" ? mine : {})).toBe(
      "source-unknown",
    );
  expect(await code("jinhe", "harvesting.remove-source", {})).toBeNull();
  expect(await code("jinhe", "harvesting.begin", {})).toBe("source-unknown");
  expect(doors.unmet()).toEqual([]);
});

test("sources that are due are begun by themselves, once", async () => {
  await sql`update harvesting.source set every = 'hand'`.execute(here.database.db);
  const id = await addSource({ name: "Hourly", url: base, every: "hour" });
  const due = room.jobs!(here.deps)["harvest-due"]!;
  await due({});
  await due({});
  const { items } = await ask(`/harvest-sources/${id}/harvests`);
  expect(items.map((one) => one.state)).toEqual(["running"]);
});
