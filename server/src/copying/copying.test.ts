import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromCompact, marcXmlFooter, toCompact, writeMarcXml } from "@commonshelf/marc";
import { contentOf } from "@commonshelf/marc/editing";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { everybody, viewerOf } from "../audience/index.ts";
import { addMember } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { doorsOf, openDoors } from "../kernel/testing-doors.ts";
import { systemClock } from "../kernel/time.ts";
import { book, loaderOf } from "../loads/testing.ts";
import { isPublicAddress } from "./addresses.ts";
import { askTarget } from "./ask.ts";
import { copyCommands, copyQueries } from "./doors.ts";
import { presentFound } from "./found.ts";
import { numberOf, ownFlavour, ownRecord } from "./own-record.ts";
import { presets } from "./presets.ts";
import { room } from "./room.ts";
import { type Target, targetSchema } from "./schema.ts";
import { cqlOf } from "./sru.ts";
import { asOurs } from "./take-over.ts";
import { pqfOf } from "./z3950.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let app: App;
let doors: ReturnType<typeof doorsOf>;
let own: Awaited<ReturnType<typeof loaderOf>>;
let memberId: number;
let outside: Server;
let answer: { status: number; body: string };
let asked = "";
const actors: Record<string, Actor> = {};
const as = (who: string): Record<string, string> => ({ "x-who": who });
const anywhere = (): boolean => true;
const looking = () => ({ viewer: everybody, memberId });

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  memberId = await inTransaction(
    database.db,
    async (tx) => (await addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } })).id,
  );
  const person = actorOf({ personId: "01a00000-0000-7000-8000-000000000001" });
  actors.cataloguer = actorOf({
    ...person,
    scope: memberId,
    grants: [{ role: "cataloguer", scope: memberId }],
  });
  actors.office = actorOf({ ...person, grants: [{ role: "consortium-admin", scope: null }] });
  actors.desk = actorOf({ ...person, scope: memberId, grants: [{ role: "circulation", scope: memberId }] });
  own = await loaderOf(database, memberId);
  outside = createServer((request, reply) => {
    asked = request.url ?? "";
    reply
      .writeHead(answer.status, { "content-type": "text/xml", location: "http://127.0.0.1/" })
      .end(answer.body);
  });
  await new Promise<void>((done) => outside.listen(0, "127.0.0.1", done));
  const deps = { ...database, clock: systemClock, config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, copyCommands);
  mountQueries(app, deps, copyQueries);
  doors = doorsOf(app, copyCommands);
});
afterAll(async () => {
  outside.close();
  await app.close();
  await database.close();
});

const targetOf = (values: Partial<Target> = {}): Target =>
  targetSchema.parse({
    code: "outside",
    name: "Outside",
    protocol: "sru",
    host: "localhost",
    port: (outside.address() as AddressInfo).port,
    path: "/sru",
    indexes: { isbn: "bath.isbn", title: "dc.title" },
    ...values,
  });
const theirs = book(
  "x77",
  "A book from afar",
  [{ barcode: "THEIRS" }],
  [
    ["020", "a", "9787532733569"],
    ["590", "a", "their note"],
  ],
);
const response = (total: number): string => `<?xml version="1.0"?>
<zs:searchRetrieveResponse xmlns:zs="http://www.loc.gov/zing/srw/"><zs:version>1.1</zs:version>
<zs:numberOfRecords>${total}</zs:numberOfRecords><zs:records><zs:record><zs:recordSchema>marcxml</zs:recordSchema>
<zs:recordData>${writeMarcXml(theirs).replace("<record>", '<record xmlns="http://www.loc.gov/MARC21/slim">')}</zs:recordData>
</zs:record></zs:records></zs:searchRetrieveResponse>`;
const DIAGNOSTIC = `<searchRetrieveResponse><numberOfRecords>0</numberOfRecords><diagnostics><diagnostic>
<uri>info:srw/diagnostic/1/16</uri><message>Unsupported index</message></diagnostic></diagnostics></searchRetrieveResponse>`;

test("a question becomes CQL or a prefix query, and nothing in it ends the term", () => {
  const indexes = { isbn: "bath.isbn", title: "dc.title" };
  expect(cqlOf({ isbn: "978", title: 'say "so\\' }, indexes)).toBe(
    'bath.isbn="978" and dc.title="say \\"so\\\\"',
  );
  expect(() => cqlOf({ author: "X" }, indexes)).toThrow("copy-index-missing");
  expect(() => cqlOf({}, indexes)).toThrow("copy-question-empty");
  expect(pqfOf({ title: 'a" \n quit', author: "b" })).toBe('@and @attr 1=4 "a    quit" @attr 1=1003 "b"');
  expect(() => pqfOf({ title: "\n" })).toThrow("copy-question-empty");
});

test.each([
  ["127.0.0.1", false],
  ["10.1.2.3", false],
  ["172.16.0.1", false],
  ["172.32.0.1", true],
  ["192.168.1.1", false],
  ["169.254.169.254", false],
  ["100.64.0.1", false],
  ["0.0.0.0", false],
  ["224.0.0.1", false],
  ["8.8.8.8", true],
  ["::1", false],
  ["::ffff:127.0.0.1", false],
  ["fe80::1", false],
  ["fd00::1", false],
  ["64:ff9b::7f00:1", false],
  ["2002:7f00:1::", false],
  ["2001:4860:4860::8888", true],
  ["localhost", false],
])("the address %s is public: %s", (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});

test("an SRU server is asked in its words, and its records are read", async () => {
  answer = { status: 200, body: response(31) };
  const found = await askTarget(targetOf(), { isbn: "9787532733569" }, 11, {}, anywhere);
  expect(new URL(asked, "http://x").searchParams.get("query")).toBe('bath.isbn="9787532733569"');
  expect(new URL(asked, "http://x").searchParams.get("startRecord")).toBe("11");
  expect(found.total).toBe(31);
  expect(found.results.map((one) => one.ok && numberOf(one.record))).toEqual(["x77"]);
});

test("what an SRU server refuses, redirects or garbles is told by name, and nobody is followed elsewhere", async () => {
  const ask = (values: Partial<Target> = {}) => askTarget(targetOf(values), { title: "x" }, 1, {}, anywhere);
  answer = { status: 200, body: DIAGNOSTIC };
  await expect(ask()).rejects.toMatchObject({
    code: "target-diagnostic",
    params: { detail: expect.stringContaining("Unsupported index") },
  });
  answer = { status: 302, body: "" };
  await expect(ask()).rejects.toMatchObject({ code: "target-unreachable" });
  answer = { status: 200, body: `<html>${marcXmlFooter}` };
  await expect(ask()).rejects.toMatchObject({ code: "target-diagnostic" });
  answer = { status: 200, body: "x".repeat(9 * 2 ** 20) };
  await expect(ask()).rejects.toMatchObject({ code: "target-unreachable" });
  await expect(ask({ port: 9 })).rejects.toMatchObject({ code: "target-unreachable" });
  await expect(ask({ host: "no-such-name.invalid" })).rejects.toMatchObject({ code: "target-unreachable" });
  await expect(ask({ isActive: false })).rejects.toMatchObject({ code: "target-unknown" });
  await expect(askTarget(targetOf(), { title: "x" }, 1, {})).rejects.toMatchObject({
    code: "target-private",
  });
  answer = { status: 200, body: response(1) };
  const named = { COMMONSHELF_PRIVATE_HOSTS: "opac.example, LocalHost" };
  expect((await askTarget(targetOf(), { title: "x" }, 1, named)).total).toBe(1);
});

test("a Z39.50 server is asked through yaz-client; without the program the refusal says so", async () => {
  const port = 18_137;
  const server = spawn("yaz-ztest", [`tcp:127.0.0.1:${port}`], { stdio: "ignore" });
  try {
    const target = targetOf({ protocol: "z3950", port, database: "Default", encoding: "marc-8" });
    const path = { PATH: "/usr/bin:/bin" };
    await expect
      .poll(
        async () =>
          (await askTarget(target, { title: "computer" }, 1, path, anywhere).catch(() => null))?.total,
      )
      .toBeGreaterThan(0);
    const found = await askTarget(target, { title: "computer" }, 1, path, anywhere);
    expect(found.results.length).toBeGreaterThan(0);
    expect(found.results.every((one) => one.ok)).toBe(true);
    await expect(askTarget(target, { title: "x" }, 1, { PATH: "/nowhere" }, anywhere)).rejects.toMatchObject({
      code: "target-program-missing",
    });
  } finally {
    server.kill();
  }
  await expect(
    askTarget(
      targetOf({ protocol: "z3950", port: 9 }),
      { title: "x" },
      1,
      { PATH: "/usr/bin:/bin" },
      anywhere,
    ),
  ).rejects.toMatchObject({ code: "target-unreachable" });
}, 60_000);

test("a Z39.50 server is asked for the format that it has", async () => {
  const folder = mkdtempSync(join(tmpdir(), "commonshelf-yaz-"));
  writeFileSync(join(folder, "yaz-client"), `#!/bin/sh\ncat > ${folder}/said\necho "Number of hits: 0"\n`, {
    mode: 0o755,
  });
  const environment = { PATH: `${folder}:/usr/bin:/bin` };
  for (const [syntax, said] of [
    [undefined, "format usmarc"],
    ["unimarc", "format unimarc"],
  ] as const) {
    const target = targetOf({ protocol: "z3950", ...(syntax && { syntax }) });
    expect((await askTarget(target, { title: "x" }, 1, environment, anywhere)).total).toBe(0);
    expect(readFileSync(join(folder, "said"), "utf8").split("\n")).toContain(said);
  }
});

test("what was found says whether it is here, and what it would change in ours", async () => {
  await own.load([
    book(
      "j1",
      "A book from near",
      [{ barcode: "J1" }],
      [
        ["020", "a", "9787532733569"],
        ["590", "a", "our note"],
      ],
    ),
  ]);
  answer = { status: 200, body: response(1) };
  const found = await askTarget(targetOf(), { isbn: "9787532733569" }, 1, {}, anywhere);
  const ours = await ownRecord(database.db, memberId, "j1");
  const { items } = await presentFound(database.db, found, "outside", looking(), ours, null);
  expect(items).toMatchObject([
    { number: "x77", title: "A book from afar", here: { title: "A book from near", ours: "j1" } },
  ]);
  const changes = [
    { tag: "035", before: null, after: "__ $a (outside)x77" },
    { tag: "245", before: "__ $a A book from near", after: "__ $a A book from afar" },
  ];
  expect(items[0]!.differences).toEqual(changes);
  // Nobody named a record to compare with: ours of the same title is, and another library has none there.
  const unasked = await presentFound(database.db, found, "outside", looking(), null, null);
  expect(unasked.items[0]).toMatchObject({ here: { ours: "j1" }, differences: changes });
  const elsewhere = { viewer: everybody, memberId: memberId + 1 };
  const others = await presentFound(database.db, found, "outside", elsewhere, null, null);
  expect(others.items[0]).toMatchObject({ here: { title: "A book from near", ours: null }, differences: [] });
  // What is not for everybody is told to its own library only.
  const hide = (audience: number) =>
    sql`update catalogue.instance i set audience = ${audience} from catalogue.record r
      where r.control_number = 'j1' and i.id = r.instance_id`.execute(database.db);
  await hide(-memberId);
  const hidden = await presentFound(database.db, found, "outside", elsewhere, null, null);
  expect(hidden.items[0]!.here).toBeNull();
  const viewer = viewerOf(actors.cataloguer);
  const seen = await presentFound(database.db, found, "outside", { viewer, memberId }, null, null);
  expect(seen.items[0]!.here).toMatchObject({ ours: "j1" });
  await hide(0);
  expect(
    asOurs(asOurs(theirs, "outside", null, "n1"), "outside", null, "n1").fields.filter(
      (one) => one.tag === "035",
    ),
  ).toHaveLength(2);
});

test("a record is taken over as a new one, or over ours with its copies, notes and number kept", async () => {
  await keep(targetOf());
  const body = { target: "outside", marc: toCompact(theirs), onto: null };
  const made = await doors.send(as("cataloguer"), "copying.take-over", {}, body);
  expect(made.status).toBe(201);
  const laid = await doors.send(as("cataloguer"), "copying.take-over", {}, { ...body, onto: "j1" });
  expect(laid.status).toBe(201);
  expect(laid.body.controlNumber).toBe("j1");
  const { records, items } = await own.picture();
  const [first, second] = [
    records.find((line) => line.startsWith(String(made.body.controlNumber)))!,
    records.find((line) => line.startsWith("j1 "))!,
  ];
  expect(first).toContain("(outside)x77");
  expect(first).not.toMatch(/THEIRS|their note/);
  expect(second).toContain("A book from afar");
  expect(second).toContain("our note");
  expect(items.map((line) => line.split(" ")[1])).toEqual(["J1"]);
  const { rows } = await sql<{
    line: string;
  }>`select t.source_number || ' ' || t.was_overlay as line from copying.taken t
    order by t.was_overlay`.execute(database.db);
  expect(rows.map((row) => row.line)).toEqual(["x77 false", "x77 true"]);
});

async function keep(target: Target): Promise<void> {
  await sql`insert into copying.target (code, definition, changed_by) values (${target.code},
    ${JSON.stringify(target)}::jsonb, ${systemActor.personId}) on conflict do nothing`.execute(database.db);
}

test("only the office says who may be asked, never one in a private network; every refusal of a write is met", async () => {
  const { code: _code, ...body } = targetOf({ code: "private" });
  expect(await doors.code(as("office"), "copying.set-target", { code: "private" }, body)).toBe(
    "target-private",
  );
  const far = { ...body, host: "no-such-name.invalid" };
  expect(await doors.code(as("office"), "copying.set-target", { code: "far" }, far)).toBeNull();
  expect((await doors.send(as("cataloguer"), "copying.set-target", { code: "far" }, far)).status).toBe(403);
  for (const host of ["127.0.0.1:80", "a/b", "a b", "user@host", "http://x"])
    expect(
      (await doors.send(as("office"), "copying.set-target", { code: "far" }, { ...body, host })).status,
      host,
    ).toBe(400);
  expect(await doors.code(as("office"), "copying.remove-target", { code: "far" })).toBeNull();
  expect(await doors.code(as("office"), "copying.remove-target", { code: "far" })).toBe("target-unknown");
  const take = (values: object, who = "cataloguer") =>
    doors.code(
      as(who),
      "copying.take-over",
      {},
      { target: "outside", marc: toCompact(theirs), onto: null, ...values },
    );
  expect(await take({ target: "nobody" })).toBe("target-unknown");
  expect(await take({ onto: "no-such-number" })).toBe("copy-onto-unknown");
  await sql`insert into cataloguing.protected_field (position, tags, linked_only, role)
    values (0, '245', false, 'consortium-admin')`.execute(database.db);
  const renamed = {
    ...theirs,
    fields: theirs.fields.map((field) =>
      field.tag === "245" && "subfields" in field
        ? { ...field, subfields: [["a", "另一题名"]] as [string, string][] }
        : field,
    ),
  };
  expect(await take({ onto: "j1", marc: toCompact(renamed) })).toBe("field-protected");
  await sql`delete from cataloguing.protected_field`.execute(database.db);
  expect(await take({ marc: { l: theirs.leader, f: [["001", "1"]] } })).toBe("copy-refused");
  expect(await take({}, "office")).toBe("choose-branch");
  expect(
    (
      await doors.send(
        as("desk"),
        "copying.take-over",
        {},
        { target: "outside", marc: toCompact(theirs), onto: null },
      )
    ).status,
  ).toBe(403);
  await keep(targetOf());
  const reply = await app.inject({
    url: "/api/v1/copy-records?target=outside&title=x",
    headers: as("cataloguer"),
  });
  expect([reply.statusCode, (reply.json() as { code: string }).code]).toEqual([403, "target-private"]);
  const hosts = { COMMONSHELF_PRIVATE_HOSTS: "localhost", PATH: "/nowhere" };
  const near = await openDoors(database, systemClock, [room], hosts);
  await keep(targetOf({ code: "z3950", protocol: "z3950" }));
  const asking = (question: object, who = "cataloguer", target = "outside") =>
    near.act(actors[who]!, "copying.records", {}, { target, ...question });
  const refused = async (code: string, question: object, ...of: [string?, string?]) =>
    await expect(asking(question, ...of)).rejects.toMatchObject({ code });
  await refused("target-program-missing", { title: "x" }, "cataloguer", "z3950");
  answer = { status: 500, body: "" };
  await refused("target-unreachable", { title: "x" });
  answer = { status: 200, body: DIAGNOSTIC };
  await refused("target-diagnostic", { title: "x" });
  await refused("copy-index-missing", { author: "x" });
  await refused("copy-question-empty", {});
  await refused("copy-onto-unknown", { title: "x", onto: "none" });
  await refused("choose-branch", { title: "x", onto: "none" }, "office");
  await near.close();
  const listed = await app.inject({ url: "/api/v1/copy-targets", headers: as("cataloguer") });
  expect((listed.json() as { presets: unknown[] }).presets).toHaveLength(presets.length);
  expect(doors.unmet()).toEqual([]);
});

test("a record of another format is brought into the library's own, and what that loses is told", async () => {
  const cnmarc = fromCompact({
    l: "00000nam0 2200000   450 ",
    f: [
      ["001", "c1"],
      ["100", "  ", "a", "20200101d2020    em y0chiy50      ea"],
      ["200", "1 ", "a", "本馆的书", "f", "王力著"],
    ],
  });
  await own.load([cnmarc]);
  const mine = await ownRecord(database.db, memberId, "c1");
  const cataloguer = actors.cataloguer!;
  expect(await ownFlavour(database.db, cataloguer, null)).toBe("unimarc");
  expect(await ownFlavour(database.db, cataloguer, await ownRecord(database.db, memberId, "j1"))).toBe(
    "marc21",
  );
  expect(await ownFlavour(database.db, actorOf({ ...cataloguer, scope: null }), null)).toBeNull();
  answer = { status: 200, body: response(1) };
  const found = await askTarget(targetOf(), { isbn: "9787532733569" }, 1, {}, anywhere);
  const { items } = await presentFound(database.db, found, "outside", looking(), null, "unimarc");
  expect(items[0]).toMatchObject({ convertedFrom: "marc21", title: "A book from afar" });
  expect(items[0]!.fields.map(({ tag, text }) => `${tag} ${text}`)).toEqual([
    "001 x77",
    "010 __ $a 9787532733569",
    "100 __ $a 20261101d2001    u  y0   y50      ba",
    "101 0_ $a eng",
    "105 __ $a y   z   000yy",
    "106 __ $a r",
    "200 1_ $a A book from afar",
  ]);
  // Their copies and their own note are not taken over, and so are no loss.
  expect(items[0]!.losses).toEqual([]);
  // Laid over one of ours it is of our format, also as it was found.
  const taken = await doors.send(
    as("cataloguer"),
    "copying.take-over",
    {},
    { target: "outside", marc: toCompact(theirs), onto: "c1" },
  );
  expect(taken.status).toBe(201);
  const now = (await ownRecord(database.db, memberId, "c1")).marc;
  expect(mine.marc.fields.some(({ tag }) => tag === "245")).toBe(false);
  expect(now.fields.map(({ tag }) => tag)).toEqual(["001", "010", "035", "100", "101", "105", "106", "200"]);
});

test("numbers and classes of a CNMARC record come along, copies and local fields do not; a class of ours stays", () => {
  const cnmarc = (...fields: [tag: string, value: string][]) =>
    fromCompact({
      l: "00000nam0 2200000   450 ",
      f: [
        ["001", "c9"],
        ...fields.map(([tag, value]): [string, string, string, string] => [tag, "  ", "a", value]),
      ],
    });
  const theirs = cnmarc(
    ["091", "10019·1234"],
    ["200", "题名"],
    ["590", "他馆附注"],
    ["690", "I246.5"],
    ["692", "41.25"],
    ["697", "他馆"],
    ["856", "他馆的网址"],
    ["905", "他馆"],
    ["999", "他馆"],
  );
  const tags = (onto: Parameters<typeof asOurs>[2]) =>
    asOurs(theirs, "outside", onto, "n9").fields.map((field) => `${field.tag} ${contentOf(field)}`);
  expect(tags(null)).toEqual([
    "001 n9",
    "035 ‡a(outside)c9",
    "091 ‡a10019·1234",
    "200 ‡a题名",
    "690 ‡aI246.5",
    "692 ‡a41.25",
    "856 ‡a他馆的网址",
  ]);
  const ours = cnmarc(["200", "旧题名"], ["690", "I246.7"], ["856", "本馆的网址"], ["905", "本馆"]);
  expect(tags({ id: 1, controlNumber: "n9", marc: ours })).toEqual([
    "001 n9",
    "035 ‡a(outside)c9",
    "091 ‡a10019·1234",
    "200 ‡a题名",
    "690 ‡aI246.7",
    "692 ‡a41.25",
    "856 ‡a本馆的网址",
    "856 ‡a他馆的网址",
    "905 ‡a本馆",
  ]);
});
