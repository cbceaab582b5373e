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
  await inTransaction(database.db, (tx) =>
    addMember(tx, systemActor, {
      code: "QT",
      name: {
        "zh-Hans": "青潭理工大学图书馆（总馆）",
        en: "Qingtan University of Technology Library (main)",
      },
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
  "0fficia1",
  "ofﬁcia|",
  "offıcial",
  "ADMİN",
  "аdmin",
  "a d m i n",
  "a.d.m.i.n",
  "Admin1",
  "admin_yunze",
  "4dmin",
  "官\ufe0f方",
  "guānfāng",
  "Kefu 01",
  "系统管理员",
  "馆长的信",
  "guanliyuan",
  "客服小王",
  "系统消息",
  "Commonshelf",
  "共架服务",
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
  "公共架子",
  "Roots and routes",
  "关芳",
  "Guān Fāng",
  "Shangguan Fang",
  "关丽媛 Guan Liyuan",
  "Li Kefu",
  "图书馆长椅旁的书巢",
  "火车站长廊读书会",
  "管理人生",
  "信息系统管理读书会",
  "Mode",
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
  "云泽图书馆",
  "雲泽大學図書館",
  "云\u200b泽大学图书馆",
  "yunze daxue tushuguan",
  "Yúnzé Dàxué Túshūguǎn 互借",
  "Yunze Un1versity L1brary",
  "青潭理工大学图书馆",
  "青潭理工大学",
  "云泽大学Library",
  "云泽大学圕",
  "云泽大学的图书馆",
  "Library of Yunze University",
  "Yunze Univers1ty – the L1brary",
  "Yunze Daxue Library",
  "云泽大学 Bibliothek",
])("%s is a member's name", async (name) => {
  expect(await reservedNameIn(database.db, name)).not.toBeNull();
});

test("readers of a member may say where they belong", async () => {
  expect(await reservedNameIn(database.db, "云泽大学读书会")).toBeNull();
  expect(await reservedNameIn(database.db, "Readers of Yunze University")).toBeNull();
  expect(await reservedNameIn(database.db, "图书馆旁的读书会")).toBeNull();
});
