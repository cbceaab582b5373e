import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MarcRecord, writeIso2709 } from "@commonshelf/marc";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importFile, loadItemPlaces } from "../catalogue/index.ts";
import { addMember, findMemberByCode } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { systemClock } from "../kernel/time.ts";
import { createPerson, grantRole, type Role } from "../people/index.ts";
import { registerPeople } from "../people/testing.ts";
import { registerWorkbench } from "./index.ts";

let database: Database;
let folder: string;
let app: App;
const PASSWORD = "correct horse";

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "commonshelf-workbench-"));
  const deps = { ...database, clock: systemClock, config: readConfig({ COMMONSHELF_DATA: folder }) };
  app = await createApp(deps, false);
  registerPeople(app, deps);
  await registerWorkbench(app, deps);
  for (const code of ["ALIB", "BLIB"])
    await inTransaction(database.db, (tx) => addMember(tx, systemActor, { code, name: { en: code } }));
  await person("cataloguer-a", ["cataloguer", "ALIB"]);
  await person("cataloguer-b", ["cataloguer", "BLIB"]);
  await person("desk-a", ["circulation", "ALIB"]);
  await person("reader");
  await person("consortium", ["consortium-admin", null]);
});
afterAll(async () => {
  await app.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function person(login: string, role?: [Role, string | null]): Promise<void> {
  await inTransaction(database.db, async (tx) => {
    const made = await createPerson(tx, systemActor, { name: login, login, password: PASSWORD });
    if (role) await grantRole(tx, systemActor, made.id, ...role);
  });
}

async function signIn(login: string): Promise<Record<string, string>> {
  const reply = await app.inject({
    method: "POST",
    url: "/api/v1/session",
    payload: { login, password: PASSWORD },
  });
  return {
    cookie: String(reply.headers["set-cookie"]).split(";")[0]!,
    "x-csrf-token": (reply.json() as { csrfToken: string }).csrfToken,
  };
}

const RECORD: MarcRecord = {
  leader: "00000nam a2200000 i 4500",
  fields: [
    { tag: "001", value: "u1" },
    { tag: "008", value: "261101s2001    xx            000 0 chi  " },
    { tag: "245", ind1: " ", ind2: " ", subfields: [["a", "边城"]] },
  ],
};

async function upload(
  who: Record<string, string>,
  fields: Record<string, string>,
  file: { name: string; bytes: Uint8Array } | null = { name: "books.mrc", bytes: writeIso2709(RECORD) },
): Promise<{ status: number; body: { id?: string; code?: string } }> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file) form.append("file", new Blob([new Uint8Array(file.bytes)]), file.name);
  const request = new Request("http://x/", { method: "POST", body: form });
  const reply = await app.inject({
    method: "POST",
    url: "/api/v1/imports",
    headers: { ...who, "content-type": request.headers.get("content-type")! },
    payload: Buffer.from(await request.arrayBuffer()),
  });
  return { status: reply.statusCode, body: reply.json() };
}

test("only staff who may import for a member may upload for it", async () => {
  const outcomes: [string | null, number][] = [
    [null, 401],
    ["reader", 403],
    ["desk-a", 403],
    ["cataloguer-b", 403],
    ["cataloguer-a", 201],
    ["consortium", 201],
  ];
  for (const [login, status] of outcomes) {
    const reply = await upload(login ? await signIn(login) : {}, { member: "ALIB" });
    expect([login, reply.status]).toEqual([login, status]);
  }
  const { rows } = await sql<{ runs: number; jobs: number }>`
    select (select count(*) from catalogue.import_run) as runs,
      (select count(*) from graphile_worker.jobs where task_identifier = 'import-file') as jobs`.execute(
    database.db,
  );
  expect(rows[0]).toEqual({ runs: 2, jobs: 2 });
});

test("an upload with a token missing, no file, an unknown member or profile is refused and leaves nothing", async () => {
  const before = readdirSync(join(folder, "uploads"));
  const who = await signIn("cataloguer-a");
  expect(await upload({ cookie: who.cookie! }, { member: "ALIB" })).toMatchObject({ status: 403 });
  expect(await upload(who, { member: "ALIB" }, null)).toMatchObject({ body: { code: "file-missing" } });
  expect(await upload(who, { member: "NOWHERE" })).toMatchObject({ body: { code: "member-unknown" } });
  expect(await upload(who, { member: "ALIB", profile: "../x" })).toMatchObject({
    status: 400,
    body: { code: "unknown-profile" },
  });
  expect(readdirSync(join(folder, "uploads"))).toEqual(before);
});

test("a file's name never becomes a path", async () => {
  const { body } = await upload(
    await signIn("cataloguer-a"),
    { member: "ALIB" },
    {
      name: "../../etc/passwd",
      bytes: writeIso2709(RECORD),
    },
  );
  expect(readdirSync(join(folder, "uploads"))).toContain(body.id);
  expect(readdirSync(folder)).toEqual(["uploads"]);
});

test("a run and its rejects are shown to the member's cataloguers only", async () => {
  const member = await findMemberByCode(database.db, "ALIB");
  const path = join(folder, "uploads", "bad.mrc");
  writeFileSync(
    path,
    Buffer.concat([writeIso2709(RECORD), Buffer.from("00099nam a2200049 i 4500broken\x1d")]),
  );
  const { runId } = await importFile(database.pool, {
    path,
    memberId: member.id,
    profile: "auto",
    dryRun: false,
    actorId: systemActor.personId,
    places: await loadItemPlaces(database.db, member.id),
  });
  const own = await signIn("cataloguer-a");
  const get = async (who: Record<string, string>, tail = ""): Promise<number> =>
    (await app.inject({ url: `/api/v1/imports/${runId}${tail}`, headers: who })).statusCode;
  for (const tail of ["", "/rejects.tsv"]) {
    expect(await get(own, tail)).toBe(200);
    expect(await get({}, tail)).toBe(401);
    for (const login of ["reader", "desk-a", "cataloguer-b"])
      expect(await get(await signIn(login), tail)).toBe(403);
  }
  const run = (await app.inject({ url: `/api/v1/imports/${runId}`, headers: own })).json();
  expect(run).toMatchObject({
    memberCode: "ALIB",
    state: "done",
    counts: { read: 2, created: 1, rejected: 1 },
  });
  const list = async (login: string): Promise<string[]> =>
    (
      (await app.inject({ url: "/api/v1/imports", headers: await signIn(login) })).json() as {
        items: { id: string }[];
      }
    ).items.map((item) => item.id);
  expect(await list("cataloguer-a")).toContain(runId);
  expect(await list("cataloguer-b")).not.toContain(runId);
  expect((await app.inject({ url: "/api/v1/imports/nonsense", headers: own })).statusCode).toBe(403);
});

test("the workbench page is served with a strict policy and loads nothing from elsewhere", async () => {
  const page = await app.inject("/staff/imports");
  expect(page.statusCode).toBe(200);
  expect(page.headers["content-security-policy"]).toContain("default-src 'self'");
  expect(page.body).not.toMatch(/https?:\/\//);
  // react-aria writes a style element, which the policy refuses, unless something bears its id.
  const press = readFileSync(
    join(import.meta.dirname, "../../../node_modules/react-aria/dist/private/interactions/usePress.mjs"),
    "utf8",
  );
  expect(page.body).toContain(`id="${/STYLE_ID = '([\w-]+)'/.exec(press)?.[1]}"`);
});
