import { afterAll, beforeAll, expect, test } from "vitest";
import { type PolicyWorld, policyWorld } from "../testing.ts";
import { settingFigure } from "./settings.ts";

let world: PolicyWorld;
beforeAll(async () => {
  world = await policyWorld();
});
afterAll(() => world.close());

const named = async (who: string, query: string, key = "localLeadDays") => {
  const { body } = await world.ask(who, `GET /settings${query}`);
  return body.items.find((one) => one.key === key);
};
const put = (who: string, body: object) =>
  world.ask(who, "PUT /settings", { key: "localLeadDays", member: "JINHE", ...body });
const drop = (who: string, body: object) =>
  world.ask(who, "DELETE /settings", { key: "localLeadDays", member: "JINHE", ...body });

test("the nearest word holds, and says where it comes from", async () => {
  expect(await named("jinhe", "?member=JINHE")).toMatchObject({
    value: 14,
    origin: "platform",
    lockedBy: null,
  });
  await put("office", { member: null, value: 10 });
  expect(await named("jinhe", "?member=JINHE")).toMatchObject({ value: 10, origin: "consortium" });
  await put("jinhe", { value: 5 });
  expect(await named("jinhe", "?member=JINHE&branch=MAIN")).toMatchObject({ value: 5, origin: "member" });
  expect(await put("jinhe", { branch: "MAIN", value: 2 })).toMatchObject({
    status: 200,
    body: { origin: "branch" },
  });
  expect(await named("jinhe", "?member=JINHE&branch=MAIN")).toMatchObject({ value: 2, origin: "branch" });
  expect(await named("nanshan", "?member=NANSHAN")).toMatchObject({ value: 10, origin: "consortium" });
  expect(
    await settingFigure(world.database.db, "localLeadDays", { memberId: world.jinhe, branchId: null }),
  ).toBe(5);
  expect(await drop("jinhe", { branch: "MAIN" })).toMatchObject({ body: { value: 5, origin: "member" } });
});

test("what the consortium has locked holds over all, and nobody below sets or clears it", async () => {
  await put("office", { member: null, value: 7, locked: true });
  expect(await named("jinhe", "?member=JINHE&branch=MAIN")).toMatchObject({
    value: 7,
    lockedBy: "consortium",
  });
  expect(await put("jinhe", { value: 1 })).toMatchObject({ status: 409, body: { code: "setting-locked" } });
  expect(await drop("jinhe", {})).toMatchObject({ status: 409, body: { code: "setting-locked" } });
  expect(await put("office", { member: null, value: 7, locked: false })).toMatchObject({ status: 200 });
  expect(await put("jinhe", { value: 60, locked: true })).toMatchObject({ status: 200 });
  expect(await put("jinhe", { branch: "MAIN", value: 1 })).toMatchObject({
    body: { code: "setting-locked" },
  });
});

test.each<[object, number, string]>([
  [{ value: 61 }, 400, "setting-invalid"],
  [{ value: -1 }, 400, "setting-invalid"],
  [{ value: "many" }, 400, "setting-invalid"],
  [{ key: "holdOrder", value: "by-name" }, 400, "setting-invalid"],
  [{ member: "NONE", value: 1 }, 404, "member-unknown"],
  [{ branch: "NONE", value: 1 }, 404, "branch-unknown"],
])("a setting of %j is refused with %i %s", async (body, status, code) => {
  expect(await put("office", body)).toMatchObject({ status, body: { code } });
});

test("what is asked of nobody is refused", async () => {
  expect(await drop("office", { member: "NONE" })).toMatchObject({ body: { code: "member-unknown" } });
  expect(await drop("office", { branch: "NONE" })).toMatchObject({ body: { code: "branch-unknown" } });
  expect((await world.ask("office", "GET /settings?member=NONE")).body.code).toBe("member-unknown");
  expect((await world.ask("office", "GET /settings?member=JINHE&branch=NONE")).body.code).toBe(
    "branch-unknown",
  );
  expect((await world.ask("office", "GET /terms?member=NONE")).body.code).toBe("member-unknown");
});

const term = (more: object = {}) => ({
  member: "JINHE",
  name: { en: "Spring" },
  firstOn: "2027-02-22",
  lastOn: "2027-07-09",
  ...more,
});

test("a term is entered, changed by its first day, and taken away", async () => {
  const { body } = await world.ask("jinhe", "PUT /terms", term());
  await world.ask("office", "PUT /terms", term({ member: null, name: { en: "All" } }));
  const changed = await world.ask("jinhe", "PUT /terms", term({ lastOn: "2027-07-16" }));
  expect(changed.body).toMatchObject({ id: body.id, lastOn: "2027-07-16" });
  const list = (await world.ask("jinhe", "GET /terms?member=JINHE")).body;
  expect(list.items.map((one) => [one.member, one.lastOn])).toEqual([
    ["JINHE", "2027-07-16"],
    [null, "2027-07-09"],
  ]);
  expect((await world.ask("jinhe", `DELETE /terms/${body.id}`)).status).toBe(204);
  expect(await world.ask("jinhe", `DELETE /terms/${body.id}`)).toMatchObject({
    body: { code: "term-unknown" },
  });
});

test.each<[object, string]>([
  [{ lastOn: "2027-02-21" }, "term-invalid"],
  [{ lastOn: "2028-02-23" }, "term-invalid"],
  [{ name: {} }, "name-missing"],
  [{ member: "NONE" }, "member-unknown"],
])("a term of %j is refused with %s", async (more, code) => {
  expect((await world.ask("office", "PUT /terms", term(more))).body.code).toBe(code);
});

test("settings and terms are the library's own administrators' and the office's", async () => {
  const { body } = await world.ask(
    "jinhe",
    "PUT /terms",
    term({ firstOn: "2027-09-01", lastOn: "2028-01-15" }),
  );
  const tried: [string, object | undefined][] = [
    ["PUT /settings", { key: "localLeadDays", member: "JINHE", value: 3 }],
    ["DELETE /settings", { key: "localLeadDays", member: "JINHE" }],
    ["GET /settings?member=JINHE", undefined],
    ["PUT /terms", term()],
    [`DELETE /terms/${body.id}`, undefined],
    ["GET /terms?member=JINHE", undefined],
  ];
  for (const [operation, payload] of tried) {
    expect((await world.ask("nobody", operation, payload)).status).toBe(401);
    for (const who of ["reader", "desk", "nanshan"])
      expect(await world.ask(who, operation, payload), `${who} ${operation}`).toMatchObject({ status: 403 });
  }
});
