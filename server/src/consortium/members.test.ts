import { afterAll, beforeAll, expect, test } from "vitest";
import { type Actor, type Grant, systemActor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { systemClock } from "../kernel/time.ts";
import { addBranch, type Branch, getBranch, listBranches } from "./branches.ts";
import { distanceMinutes, loadDistances, minutesBetween, setDistance } from "./distances.ts";
import { addLocation, loadLocationMap } from "./locations.ts";
import {
  addMember,
  findMemberByCode,
  getMember,
  listMembers,
  type Member,
  type NewMember,
} from "./members.ts";
import { registerConsortium } from "./routes.ts";

let database: Database;
let app: App;
let jinhe: Member;
let nanshan: Member;
let jinheMain: Branch;
let jinheMedical: Branch;
let nanshanMain: Branch;

const command = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);
const staff = (...grants: Grant[]): Actor =>
  actorOf({
    personId: "01a00000-0000-7000-8000-000000000001",
    grants,
  });
const name = { en: "A library" };

beforeAll(async () => {
  database = await createTestDatabase();
  await command(async (tx) => {
    nanshan = await addMember(tx, systemActor, { code: "NANSHAN", name: { "zh-Hant": "南山大學圖書館" } });
    jinhe = await addMember(tx, systemActor, {
      code: "JINHE",
      name: { "zh-Hans": "金河大学图书馆", en: "Jinhe University Library" },
      importProfile: "jinhe",
      loanDays: 60,
      mainBranch: { name: { "zh-Hans": "总馆" }, address: { "zh-Hans": "金河路1号" } },
    });
    jinheMedical = await addBranch(tx, systemActor, {
      memberId: jinhe.id,
      code: "MED-2",
      name: { en: "Medical Library" },
      isPickup: false,
    });
  });
  jinheMain = (await listBranches(database.db, { memberId: jinhe.id }))[0]!;
  nanshanMain = (await listBranches(database.db, { memberId: nanshan.id }))[0]!;
  const config = readConfig({});
  app = await createApp({ ...database, clock: systemClock, config }, false);
  registerConsortium(app, database);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

test("a member is born with its main branch and the usual circulation figures", async () => {
  expect(await findMemberByCode(database.db, "JINHE")).toEqual({
    id: jinhe.id,
    code: "JINHE",
    name: { "zh-Hans": "金河大学图书馆", en: "Jinhe University Library" },
    importProfile: "jinhe",
    timeZone: "Asia/Shanghai",
    loanDays: 60,
    renewalsMax: 2,
    shelfDays: 7,
  });
  expect(jinheMain).toMatchObject({
    code: "MAIN",
    isMain: true,
    isPickup: true,
    name: { "zh-Hans": "总馆" },
  });
  expect(nanshanMain.name).toEqual({ "zh-Hant": "南山大學圖書館" });
});

test("members are listed by code, branches with the main one first", async () => {
  expect((await listMembers(database.db)).map((m) => m.code)).toEqual(["JINHE", "NANSHAN"]);
  expect((await listBranches(database.db, { memberId: jinhe.id })).map((b) => b.code)).toEqual([
    "MAIN",
    "MED-2",
  ]);
  expect(await listBranches(database.db)).toHaveLength(3);
  expect(await getMember(database.db, jinhe.id)).toEqual(jinhe);
  expect(await getBranch(database.db, jinheMedical.id)).toEqual(jinheMedical);
});

const refusedMembers: [string, number, NewMember][] = [
  ["member-exists", 409, { code: "JINHE", name }],
  ["member-code-invalid", 400, { code: "jinhe", name }],
  ["member-code-invalid", 400, { code: "J", name }],
  ["name-missing", 400, { code: "NEW", name: {} }],
  ["time-zone-unknown", 400, { code: "NEW", name, timeZone: "Mars/Olympus" }],
  ["circulation-default-invalid", 400, { code: "NEW", name, loanDays: 0 }],
  ["circulation-default-invalid", 400, { code: "NEW", name, renewalsMax: 21 }],
  ["circulation-default-invalid", 400, { code: "NEW", name, shelfDays: 61 }],
];
test.each(refusedMembers)("a member is refused with %s %i: %j", async (code, status, input) => {
  await expect(command((tx) => addMember(tx, systemActor, input))).rejects.toMatchObject({ code, status });
});

test("a name that says nothing is no name", async () => {
  const blank = { en: " " };
  await expect(
    command((tx) => addMember(tx, systemActor, { code: "NEW", name: blank })),
  ).rejects.toMatchObject({ code: "name-missing", status: 400 });
});

test("only the consortium's administrator takes members in", async () => {
  const actor = staff({ role: "member-admin", scope: jinhe.id });
  await expect(command((tx) => addMember(tx, actor, { code: "NEW", name }))).rejects.toMatchObject({
    code: "forbidden",
    status: 403,
  });
});

test("of two members added under one code at once, one is", async () => {
  const results = await Promise.allSettled(
    [1, 2, 3].map(() => command((tx) => addMember(tx, systemActor, { code: "RIVAL", name }))),
  );
  expect(results.filter((r) => r.status === "fulfilled")).toHaveLength(1);
  for (const lost of results.filter((r) => r.status === "rejected"))
    expect(lost.reason).toMatchObject({ code: "member-exists" });
});

test("a branch is refused twice under one code, without a name, in a wrong form, and at no member", async () => {
  const add = (input: { memberId?: number; code?: string; name?: object }): Promise<Branch> =>
    command((tx) => addBranch(tx, systemActor, { memberId: jinhe.id, code: "NEW", name, ...input }));
  await expect(add({ code: "MED-2" })).rejects.toMatchObject({ code: "branch-exists", status: 409 });
  await expect(add({ name: {} })).rejects.toMatchObject({ code: "name-missing", status: 400 });
  await expect(add({ code: "med 2" })).rejects.toMatchObject({ code: "branch-code-invalid", status: 400 });
  await expect(add({ memberId: 9999 })).rejects.toMatchObject({ code: "member-unknown", status: 404 });
});

test("a member's administrator adds branches, locations and ways at home and nowhere else", async () => {
  const actor = staff({ role: "member-admin", scope: nanshan.id });
  const added = await command((tx) => addBranch(tx, actor, { memberId: nanshan.id, code: "LAW", name }));
  await command((tx) => addLocation(tx, actor, { memberId: nanshan.id, code: "法律", branchId: added.id }));
  const abroad: ((tx: Tx) => Promise<unknown>)[] = [
    (tx) => addBranch(tx, actor, { memberId: jinhe.id, code: "LAW", name }),
    (tx) => addLocation(tx, actor, { memberId: jinhe.id, code: "L", branchId: jinheMain.id }),
    (tx) => setDistance(tx, actor, { fromBranchId: jinheMain.id, toBranchId: added.id, minutes: 1 }),
  ];
  for (const work of abroad)
    await expect(command(work)).rejects.toMatchObject({ code: "forbidden", status: 403 });
});

test("locations lead to branches of their own member", async () => {
  const add = (code: string, branchId: number, memberId = jinhe.id): Promise<void> =>
    command((tx) => addLocation(tx, systemActor, { memberId, code, branchId }));
  await add("医学 2F", jinheMedical.id);
  expect(await loadLocationMap(database.db, jinhe.id)).toEqual({
    branchByLocation: new Map([["医学 2F", jinheMedical.id]]),
    mainBranchId: jinheMain.id,
  });
  await expect(add("医学 2F", jinheMain.id)).rejects.toMatchObject({ code: "location-exists", status: 409 });
  await expect(add("X", nanshanMain.id)).rejects.toMatchObject({ code: "branch-unknown", status: 404 });
  await expect(add("X", jinheMain.id, 9999)).rejects.toMatchObject({ code: "member-unknown", status: 404 });
  await expect(add("", jinheMain.id)).rejects.toMatchObject({ code: "location-code-invalid", status: 400 });
  await expect(loadLocationMap(database.db, 9999)).rejects.toMatchObject({ code: "member-unknown" });
});

test("a way nobody measured takes 10 minutes at home and 60 abroad, none inside a branch", async () => {
  const { db } = database;
  expect(await distanceMinutes(db, jinheMain.id, jinheMain.id)).toBe(0);
  expect(await distanceMinutes(db, jinheMain.id, jinheMedical.id)).toBe(10);
  expect(await distanceMinutes(db, jinheMedical.id, nanshanMain.id)).toBe(60);
});

test("a measured way counts in its direction, and backwards until the way back is measured", async () => {
  const set = (fromBranchId: number, toBranchId: number, minutes: number): Promise<void> =>
    command((tx) => setDistance(tx, systemActor, { fromBranchId, toBranchId, minutes }));
  await set(jinheMain.id, nanshanMain.id, 40);
  await set(jinheMain.id, nanshanMain.id, 35);
  const { db } = database;
  expect(await distanceMinutes(db, nanshanMain.id, jinheMain.id)).toBe(35);
  await set(nanshanMain.id, jinheMain.id, 0);
  const all = await loadDistances(db);
  expect(minutesBetween(all, jinheMain.id, nanshanMain.id)).toBe(35);
  expect(minutesBetween(all, nanshanMain.id, jinheMain.id)).toBe(0);
  expect(minutesBetween(all, jinheMain.id, jinheMedical.id)).toBe(10);
  for (const minutes of [-1, 1.5, 20_000])
    await expect(set(jinheMain.id, nanshanMain.id, minutes)).rejects.toMatchObject({
      code: "distance-invalid",
      status: 400,
    });
  await expect(set(jinheMain.id, jinheMain.id, 5)).rejects.toMatchObject({ code: "distance-invalid" });
  await expect(set(jinheMain.id, 9999, 5)).rejects.toMatchObject({ code: "branch-unknown", status: 404 });
  await expect(set(9999, jinheMain.id, 5)).rejects.toMatchObject({ code: "branch-unknown", status: 404 });
});

test("anybody may read the members, a page at a time", async () => {
  const first = await app.inject({ url: "/api/v1/members?limit=1" });
  expect(first.json()).toEqual({
    items: [
      {
        code: "JINHE",
        name: { "zh-Hans": "金河大学图书馆", en: "Jinhe University Library" },
        timeZone: "Asia/Shanghai",
        branchCount: 2,
        loanDays: 60,
        renewalsMax: 2,
        shelfDays: 7,
      },
    ],
    next: expect.any(String),
  });
  const rest = await app.inject({ url: `/api/v1/members?cursor=${first.json<{ next: string }>().next}` });
  expect(rest.json()).toMatchObject({ items: [{ code: "NANSHAN" }, { code: "RIVAL" }], next: null });
  expect((await app.inject({ url: "/api/v1/members?limit=201" })).statusCode).toBe(400);
});

test("anybody may read the branches of a member that is one", async () => {
  const reply = await app.inject({ url: "/api/v1/members/JINHE/branches" });
  expect(reply.json()).toMatchObject({
    items: [
      { id: jinheMain.id, code: "MAIN", isMain: true, address: { "zh-Hans": "金河路1号" } },
      { id: jinheMedical.id, code: "MED-2", isPickup: false },
    ],
  });
  const none = await app.inject({ url: "/api/v1/members/NONE/branches" });
  expect([none.statusCode, none.json()]).toMatchObject([404, { code: "member-unknown" }]);
});

test("the routes are described in OpenAPI", async () => {
  const { paths } = (await app.inject({ url: "/api/openapi.json" })).json() as { paths: object };
  expect(Object.keys(paths)).toEqual(["/api/v1/members", "/api/v1/members/{code}/branches"]);
});
