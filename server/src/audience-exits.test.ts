import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { writeIso2709 } from "@commonshelf/marc";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rebuildBrowse } from "./browse-lists/index.ts";
import { importFile, loadItemPlaces } from "./catalogue/index.ts";
import { book } from "./cataloguing/testing.ts";
import { addMember, findMemberByCode } from "./consortium/index.ts";
import { systemActor } from "./kernel/actor.ts";
import { inTransaction } from "./kernel/database.ts";
import { createPerson, grantRole } from "./people/index.ts";
import { buildWhole, type Whole } from "./testing-whole.ts";

const SECRET = "金河内部讲义";
/** What it is looked for by: a word that answers repeat and that is not its title. */
const WORD = "窑洞手稿";
const BARCODE = "JIN-HIDDEN-1";
const ISBN = "9787020002207";

let whole: Whole;
let outsider: Record<string, string>;
let foreignStaff: Record<string, string>;
let recordId: number;
let instanceId: number;

beforeAll(async () => {
  whole = await buildWhole();
  const { database } = whole;
  const other = await inTransaction(database.db, async (tx) => {
    const member = await addMember(tx, systemActor, {
      code: "NANSHAN",
      name: { "zh-Hans": "南山大学图书馆" },
    });
    for (const login of ["outsider", "foreign-staff"]) {
      const { id } = await createPerson(tx, systemActor, {
        name: login,
        login,
        password: "Lantern-Orchard-7319",
        affiliations: [{ memberId: member.id, patronGroup: "student", number: login }],
      });
      if (login === "foreign-staff") await grantRole(tx, systemActor, id, "cataloguer", "NANSHAN");
    }
    return member;
  });
  outsider = await whole.signIn("outsider");
  foreignStaff = await whole.signIn("foreign-staff");
  const jinhe = await findMemberByCode(database.db, "JINHE");
  await load(jinhe.id, [
    book("j1", SECRET, { barcodes: [BARCODE], note: WORD }),
    book("j2", "边城", { isbn: "9787020024759" }),
  ]);
  await load(other.id, [book("n2", "边城", { isbn: "9787020024759" })]);
  ({ recordId, instanceId } = await recordOf("j1"));
  await refresh();
});
afterAll(() => whole.close());

async function load(memberId: number, records: Parameters<typeof writeIso2709>[0][]): Promise<void> {
  const path = join(await mkdtemp(join(tmpdir(), "commonshelf-exits-")), "file.mrc");
  await writeFile(path, Buffer.concat(records.map((one) => writeIso2709(one))));
  const places = await loadItemPlaces(whole.database.db, memberId);
  const actorId = systemActor.personId;
  await importFile(whole.database.pool, {
    path,
    memberId,
    profile: "koha-952",
    dryRun: false,
    actorId,
    places,
  });
}

async function recordOf(number: string): Promise<{ recordId: number; instanceId: number }> {
  const { rows } = await sql<{ recordId: number; instanceId: number }>`
    select r.id as "recordId", r.instance_id as "instanceId" from catalogue.record_line r
    where r.control_number = ${number}`.execute(whole.database.db);
  return rows[0]!;
}

async function refresh(): Promise<void> {
  // Before the hour that the whole's clock stands at, as harvesters ask.
  await sql`update catalogue.record set changed_at = '2026-11-20T00:00:00Z'`.execute(whole.database.db);
  await rebuildBrowse(whole.database.db);
  await whole.follow();
}

async function get(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const reply = await whole.app.inject({ method: "GET", url, headers });
  const zipped = reply.rawPayload[0] === 0x1f && reply.rawPayload[1] === 0x8b;
  return {
    status: reply.statusCode,
    text: zipped ? gunzipSync(reply.rawPayload).toString("utf8") : reply.body,
  };
}

async function share(
  audience: string | null,
  id = recordId,
  kind: "records" | "items" = "records",
): Promise<void> {
  const reply = await whole.app.inject({
    method: "PUT",
    url: `/api/v1/${kind}/${id}/audience`,
    headers: whole.headers.desk,
    payload: { audience },
  });
  if (reply.statusCode !== 200) throw new Error(reply.body);
  await refresh();
}

const q = encodeURIComponent(WORD);
const beginning = encodeURIComponent("金河内部");
/** Every way out of the catalogue that anybody may ask, for one title. */
const exits = (id: number, record: number): string[] => [
  `/api/v1/search?q=${q}`,
  `/api/v1/search?q=${q}&by=work`,
  `/api/v1/suggest?q=${beginning}`,
  `/api/v1/browse/title?at=${beginning}`,
  `/api/v1/instances/${id}`,
  `/api/v1/instances/${id}/availability`,
  `/api/v1/instances/${id}/citation`,
  `/api/v1/export?format=ris&ids=${id}`,
  `/api/v1/export?format=ris&q=${q}`,
  `/zh-hans/search?q=${q}`,
  `/zh-hans/search.atom?q=${q}`,
  `/zh-hans/instance/${id}`,
  `/zh-hans/instance/${id}/marc`,
  `/zh-hans/browse/title?at=${beginning}`,
  `/zh-hans/shelf/${id}`,
  `/sru?operation=searchRetrieve&version=1.2&query=${encodeURIComponent(`cql.serverChoice="${WORD}"`)}`,
  `/sru?operation=scan&version=1.2&scanClause=${encodeURIComponent('title="金河内部"')}`,
  `/oai?verb=ListRecords&metadataPrefix=oai_dc`,
  `/oai?verb=ListRecords&metadataPrefix=marc21`,
  `/oai?verb=GetRecord&metadataPrefix=marc21&identifier=oai:localhost:JINHE/j1`,
  `/cards/instance/${id}.png`,
  "/sitemap-zh-hans-1.xml.gz",
  `/api/v1/instances/${id}/records`,
  `/api/v1/records?q=j1`,
  `/api/v1/records?q=${BARCODE}`,
  `/api/v1/records/${record}/versions`,
];

const tells = ({ status, text }: { status: number; text: string }, url: string): boolean =>
  status < 300 &&
  (url.startsWith("/sitemap")
    ? text.includes(`/instance/${instanceId}<`)
    : url.startsWith("/cards") || text.includes(SECRET) || text.includes(BARCODE));

async function telling(headers?: Record<string, string>): Promise<string[]> {
  const told: string[] = [];
  for (const url of exits(instanceId, recordId)) if (tells(await get(url, headers), url)) told.push(url);
  return told;
}

test("what is for everybody is told by every exit", async () => {
  const staff = await telling(whole.headers.desk);
  expect(exits(instanceId, recordId).filter((url) => !staff.includes(url))).toEqual([]);
});

test("what is for own readers is told to nobody else, by no exit", async () => {
  await share("readers");
  expect(await telling()).toEqual([]);
  expect(await telling(outsider)).toEqual([]);
  expect(await telling(foreignStaff)).toEqual([]);
  const own = await telling(whole.headers.reader);
  expect(own).toEqual(
    expect.arrayContaining([
      `/api/v1/search?q=${q}`,
      `/zh-hans/search?q=${q}`,
      `/zh-hans/instance/${instanceId}`,
      `/api/v1/instances/${instanceId}`,
    ]),
  );
  const harvested = await get("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc");
  expect(harvested.text).toMatch(/<header status="deleted"><identifier>[^<]*JINHE\/j1</);
});

test("what is for the staff only is not told to own readers", async () => {
  await share("staff");
  expect(await telling(whole.headers.reader)).toEqual([]);
  expect(await telling(foreignStaff)).toEqual([]);
  expect(await telling(whole.headers.desk)).toEqual(
    expect.arrayContaining([`/api/v1/search?q=${q}`, `/api/v1/instances/${instanceId}/records`]),
  );
});

test("nobody from elsewhere asks for a title or copy that is not for them", async () => {
  await share("readers");
  const branch = (
    await sql<{ id: number }>`select b.id from consortium.branch b
    join consortium.member m on m.id = b.member_id where m.code = 'NANSHAN'`.execute(whole.database.db)
  ).rows[0]!;
  await sql`update consortium.branch set is_pickup = true`.execute(whole.database.db);
  const hold = async (headers: Record<string, string>, title = instanceId) =>
    await whole.app.inject({
      method: "POST",
      url: "/api/v1/holds",
      headers,
      payload: { instanceId: title, pickupBranchId: branch.id },
    });
  expect((await hold(outsider)).json()).toMatchObject({ code: "instance-unknown" });
  expect((await hold(whole.headers.reader)).statusCode).toBe(201);
  await share(null);
});

test("a copy that is not for everybody is in no holdings, and goes to no request of others", async () => {
  const { rows } = await sql<{ id: number }>`select i.id from catalogue.held_item i
    where i.barcode = ${BARCODE}`.execute(whole.database.db);
  await share("readers", rows[0]!.id, "items");
  for (const headers of [{}, outsider, foreignStaff])
    for (const url of exits(instanceId, recordId)) {
      const { text } = await get(url, headers);
      expect([url, text.includes(BARCODE)]).toEqual([url, false]);
    }
  const { text } = await get(`/api/v1/instances/${instanceId}/availability`, outsider);
  expect(JSON.parse(text)).toMatchObject({ total: 0, holdings: [] });
  const own = await get(`/api/v1/instances/${instanceId}/availability`, whole.headers.reader);
  expect(JSON.parse(own.text)).toMatchObject({ total: 1 });
  await share(null, rows[0]!.id, "items");
});

test("a record that is not shared leaves its title, and finds it again when it is", async () => {
  const [jinhe, nanshan] = [await recordOf("j2"), await recordOf("n2")];
  expect(jinhe.instanceId).toBe(nanshan.instanceId);
  await share("staff", jinhe.recordId);
  const apart = await recordOf("j2");
  expect(apart.instanceId).not.toBe(nanshan.instanceId);
  expect((await recordOf("n2")).instanceId).toBe(nanshan.instanceId);
  await load((await findMemberByCode(whole.database.db, "JINHE")).id, [
    book("j2", "边城", { isbn: "9787020024759", note: "附后记" }),
  ]);
  expect(await recordOf("j2")).toEqual(apart);
  await share(null, jinhe.recordId);
  expect(await recordOf("j2")).toEqual(jinhe);
  expect((await get(`/api/v1/instances/${apart.instanceId}`)).status).toBe(200);
});

test("only the library itself says for whom its records are", async () => {
  const put = async (headers: Record<string, string>, url: string, payload: object) =>
    (await whole.app.inject({ method: "PUT", url, headers, payload })).statusCode;
  const url = `/api/v1/records/${recordId}/audience`;
  expect(await put({}, url, { audience: "staff" })).toBe(401);
  expect(await put(outsider, url, { audience: "staff" })).toBe(403);
  expect(await put(foreignStaff, url, { audience: "staff" })).toBe(403);
  expect(await put(whole.headers.desk, url, { audience: "everyone" })).toBe(400);
  expect(await put(whole.headers.desk, "/api/v1/records/999999/audience", { audience: null })).toBe(404);
  expect(await put(whole.headers.desk, "/api/v1/items/999999/audience", { audience: null })).toBe(404);
  expect(await put(foreignStaff, "/api/v1/members/JINHE/audience-rules", { rules: [] })).toBe(403);
  expect(await put(whole.headers.desk, "/api/v1/members/NOWHERE/audience-rules", { rules: [] })).toBe(404);
});

test("rules say for whom records and copies are; what a person chose outlives them", async () => {
  const rules = [
    { kind: "field", place: "020$a", value: ISBN, audience: "staff" },
    { kind: "call-number", place: "", value: "I247", audience: "readers" },
  ];
  const put = async (list: object[]) =>
    await whole.app.inject({
      method: "PUT",
      url: "/api/v1/members/JINHE/audience-rules",
      headers: whole.headers.desk,
      payload: { rules: list },
    });
  expect((await put([{ kind: "field", place: "", value: "x", audience: "staff" }])).statusCode).toBe(400);
  expect((await put(Array.from({ length: 51 }, () => rules[1]!))).statusCode).toBe(400);
  expect((await put(rules)).statusCode).toBe(200);
  const jinhe = await findMemberByCode(whole.database.db, "JINHE");
  await load(jinhe.id, [book("j3", "试题库", { isbn: ISBN, barcodes: ["J3001"] })]);
  const audiences = async (number: string) =>
    (
      await sql<{ record: number; item: number | null }>`select r.audience as record, i.audience as item
        from catalogue.record_line r left join catalogue.held_item i on i.record_id = r.id
        where r.control_number = ${number}`.execute(whole.database.db)
    ).rows[0];
  expect(await audiences("j3")).toEqual({ record: -jinhe.id, item: jinhe.id });
  await share("region", (await recordOf("j3")).recordId);
  await load(jinhe.id, [book("j3", "试题库二", { isbn: ISBN, barcodes: ["J3001"] })]);
  expect(await audiences("j3")).toMatchObject({ record: 0, item: jinhe.id });
});
