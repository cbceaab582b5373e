import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importFile, listRejects, loadItemPlaces, writtenRecords } from "../../catalogue/index.ts";
import { addMember } from "../../consortium/index.ts";
import { type Actor, systemActor } from "../../kernel/actor.ts";
import { demandDeclaredRefusals } from "../../kernel/command.ts";
import { readConfig } from "../../kernel/config.ts";
import { inTransaction } from "../../kernel/database.ts";
import { mountCommands, mountQueries } from "../../kernel/doors.ts";
import type { App } from "../../kernel/http.ts";
import { createApp } from "../../kernel/server.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { actorOf } from "../../kernel/testing-actors.ts";
import { doorsOf } from "../../kernel/testing-doors.ts";
import { systemClock } from "../../kernel/time.ts";
import { fieldChanges } from "../differences.ts";
import { type ImportProfile, importProfileSchema } from "../schema.ts";
import { book, loaderOf, writeRecords } from "../testing.ts";
import { importProfileCommands, importProfileQueries } from "./import-profiles.ts";
import { isProtected, overlay, overlayOf } from "./overlay.ts";
import { checkLoadProfile } from "./rules.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let app: App;
let doors: ReturnType<typeof doorsOf>;
let own: Awaited<ReturnType<typeof loaderOf>>;
let memberId: number;
const actors: Record<string, Actor> = {};
const as = (who: string): Record<string, string> => ({ "x-who": who });

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  memberId = await inTransaction(
    database.db,
    async (tx) => (await addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } })).id,
  );
  const person = actorOf({ personId: "01a00000-0000-7000-8000-000000000001" });
  actors.admin = actorOf({ ...person, scope: memberId, grants: [{ role: "member-admin", scope: memberId }] });
  actors.cataloguer = actorOf({
    ...person,
    scope: memberId,
    grants: [{ role: "cataloguer", scope: memberId }],
  });
  own = await loaderOf(database, memberId);
  const deps = { ...database, clock: systemClock, config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, importProfileCommands);
  mountQueries(app, deps, importProfileQueries);
  doors = doorsOf(app, importProfileCommands);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

const profileOf = (values: Partial<ImportProfile>): ImportProfile =>
  importProfileSchema.parse({ name: "test", itemProfile: "koha-952", ...values });
let files = 0;

async function load(
  records: Parameters<typeof writeRecords>[1],
  values: Partial<ImportProfile>,
): Promise<{ told: string[]; counts: Record<string, number> }> {
  const path = `${own.folder}/ruled-${++files}.mrc`;
  await writeRecords(path, records);
  const { runId, counts } = await importFile(database.pool, {
    path,
    memberId,
    profile: "koha-952",
    dryRun: false,
    actorId: systemActor.personId,
    places: await loadItemPlaces(database.db, memberId),
    overlay: overlayOf(profileOf(values)),
  });
  expect(counts.read).toBe(counts.created + counts.updated + counts.unchanged + counts.rejected);
  const lines = await listRejects(database.db, runId, -1, 100);
  return { told: lines.map((line) => `${line.controlNumber} ${line.severity} ${line.reason}`), counts };
}

test("protected fields stay, are added to, or fill what is missing; everything else is the file's", () => {
  const here = book(
    "1",
    "Ours",
    [],
    [
      ["590", "a", "our note"],
      ["650", "a", "Boats"],
      ["856", "u", "http://ours"],
    ],
  );
  const file = book(
    "1",
    "Theirs",
    [],
    [
      ["590", "a", "theirs"],
      ["650", "a", "Boats"],
      ["650", "a", "Ships"],
      ["856", "u", "http://theirs"],
      ["700", "a", "Somebody"],
    ],
  );
  const merged = overlay(here, file, [
    { tag: "59X", how: "keep" },
    { tag: "650", how: "add" },
    { tag: "856", how: "fill" },
    { tag: "700", how: "fill" },
  ]);
  expect(fieldChanges(here, merged)).toEqual([
    { tag: "245", before: "__ $a Ours", after: "__ $a Theirs" },
    { tag: "650", before: null, after: "__ $a Ships" },
    { tag: "700", before: null, after: "__ $a Somebody" },
  ]);
  expect(
    overlay(here, merged, [
      { tag: "59X", how: "keep" },
      { tag: "650", how: "add" },
    ]),
  ).toEqual(merged);
  expect(isProtected("9XX", "952")).toBe(true);
  expect(isProtected("9XX", "852")).toBe(false);
});

test("a load with protected fields keeps them, and the same file again changes nothing", async () => {
  await own.load([book("a1", "Plain", [{ barcode: "A1" }], [["590", "a", "shelved apart"]])]);
  const rules = { protected: [{ tag: "590", how: "keep" as const }] };
  const file = [book("a1", "Plain, revised", [{ barcode: "A1" }])];
  expect((await load(file, rules)).counts).toMatchObject({ updated: 1 });
  expect((await own.picture()).records.join()).toMatch(
    /Plain, revised.*shelved apart|shelved apart.*Plain, revised/,
  );
  expect((await load(file, rules)).counts).toMatchObject({ updated: 0, unchanged: 1 });
});

test("items stay where the profile says so, and the same file again changes nothing", async () => {
  await own.load([book("b1", "Items stay", [{ barcode: "B1" }])]);
  const file = [
    book("b1", "Items stayed", [{ barcode: "B2" }]),
    book("b2", "New ones have theirs", [{ barcode: "B3" }]),
  ];
  await load(file, { items: "keep" });
  expect(
    (await own.picture()).items.filter((line) => /^b\d/.test(line)).map((line) => line.split(" ")[1]),
  ).toEqual(["B1", "B3"]);
  expect((await load(file, { items: "keep" })).counts).toMatchObject({ updated: 0, created: 0 });
});

test("records that are here are left or refused, new ones left, each with a line that says why", async () => {
  await own.load([book("c1", "Is here")]);
  const file = [book("c1", "Comes again"), book("c2", "Is new")];
  expect(await load(file, { known: "refuse" })).toMatchObject({
    told: ["c1 refused rule-is-here"],
    counts: { created: 1, rejected: 1 },
  });
  expect(await load([book("c1", "Comes again")], { known: "leave" })).toMatchObject({
    told: ["c1 note rule-left"],
    counts: { unchanged: 1 },
  });
  expect(await load([book("c3", "Not wanted")], { unknown: "leave" })).toMatchObject({
    told: ["c3 note rule-not-here"],
    counts: { unchanged: 1 },
  });
  expect((await own.picture()).records.join()).not.toMatch(/Comes again|Not wanted/);
});

test("what somebody edited since its last load stays unless the profile says otherwise", async () => {
  await own.load([book("d1", "As loaded"), book("d2", "Loaded by somebody")], {
    actorId: actors.admin!.personId,
  });
  const { rows } = await sql<{
    id: number;
  }>`select r.id from catalogue.record r where r.control_number = 'd1'`.execute(database.db);
  await inTransaction(database.db, (tx) =>
    writtenRecords.writeRecord(tx, {
      memberId,
      stored: { id: rows[0]!.id, controlNumber: "d1" },
      record: book("d1", "By hand"),
      reason: "",
      actorId: actors.admin!.personId,
    }),
  );
  expect((await load([book("d2", "Loaded again")], { edited: "leave" })).counts).toMatchObject({
    updated: 1,
  });
  expect((await load([book("d1", "From the file")], { edited: "leave" })).told).toEqual([
    "d1 warning rule-edited",
  ]);
  expect((await load([book("d1", "From the file")], { edited: "overlay" })).counts).toMatchObject({
    updated: 1,
  });
});

test("profiles are made by the library's administrator, and every refusal is met", async () => {
  const body = { note: "Vendor", protected: [{ tag: "590", how: "keep" }] };
  const set = (name: string, more: object = {}, who = "admin") =>
    doors.code(as(who), "loads.set-import-profile", { name }, { ...body, ...more });
  expect(await set("vendor")).toBeNull();
  expect((await doors.send(as("cataloguer"), "loads.set-import-profile", { name: "x1" }, body)).status).toBe(
    403,
  );
  expect(await set("koha-952")).toBe("profile-name");
  expect(await set("other", { itemProfile: "no-such-way" })).toBe("unknown-profile");
  expect(
    (
      await doors.send(
        as("admin"),
        "loads.set-import-profile",
        { name: "bad" },
        { protected: [{ tag: "59", how: "keep" }] },
      )
    ).status,
  ).toBe(400);
  for (let i = 0; i < 49; i++) expect(await set(`profile-${i}`)).toBeNull();
  expect(await set("one-more")).toBe("profiles-too-many");
  const list = await app.inject({ url: "/api/v1/import-profiles", headers: as("cataloguer") });
  expect((list.json() as { items: unknown[] }).items).toHaveLength(50);
  await checkLoadProfile(database.db, memberId, "vendor");
  expect(await doors.code(as("admin"), "loads.remove-import-profile", { name: "vendor" })).toBeNull();
  expect(await doors.code(as("admin"), "loads.remove-import-profile", { name: "vendor" })).toBe(
    "unknown-profile",
  );
  await expect(checkLoadProfile(database.db, memberId, "vendor")).rejects.toMatchObject({
    code: "unknown-profile",
  });
  expect(doors.unmet()).toEqual([]);
});
