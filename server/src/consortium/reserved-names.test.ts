import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../kernel/actor.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { addMember } from "./members.ts";
import { officeIn, reservedNameIn } from "./reserved-names.ts";

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  await inTransaction(database.db, (tx) =>
    addMember(tx, systemActor, {
      code: "YUNZE",
      name: { "zh-Hans": "云泽大学图书馆", en: "Yunze University Library" },
    }),
  );
});
afterAll(() => database.close());

test.each([
  "云泽大学官方互借圈",
  "官 方",
  "官・方",
  "Official library",
  "0fficial",
  "ОFFICIAL",
  "O f f i c i a l",
  "Ｏｆｆｉｃｉａｌ",
  "Administrator",
  "admin",
  "系统管理員",
  "馆方通知",
  "館方通知",
  "staff picks",
  "o\u200bfficial",
  "Ádministrator",
])("%s speaks for an office", (name) => {
  expect(officeIn(name)).not.toBeNull();
});

test.each([
  "翠翠",
  "南门书巢",
  "Badminton club",
  "Stafford",
  "三号楼读书会",
  "Modern poetry",
  "图书馆门口的书巢",
  "",
])("%s speaks for nobody", async (name) => {
  expect(await reservedNameIn(database.db, name)).toBeNull();
});

test.each([
  "云泽大学图书馆",
  "雲澤大學圖書館互借",
  "云泽大学",
  "Yunze University Library",
  "yunze",
  "云泽大学·图书馆",
])("%s is a member's name", async (name) => {
  expect(await reservedNameIn(database.db, name)).not.toBeNull();
});

test("readers of a member may say where they belong", async () => {
  expect(await reservedNameIn(database.db, "云泽大学读书会")).toBeNull();
});
