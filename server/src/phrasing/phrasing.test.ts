import { foldKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { saidIn } from "./box-reading.ts";
import { phrasingCommands, phrasingQueries } from "./commands.ts";
import { readingsOf } from "./reading.ts";
import { MOST_KEPT, noteZeroSearch } from "./zero-searches.ts";

let database: Database;
let app: App;
let jinhe: number;
const clock = fixedClock("2026-11-29T04:00:00Z");
const who = (last: string, grants: Actor["grants"]): Actor =>
  actorOf({
    personId: `01a00000-0000-7000-8000-0000000000${last}`,
    grants,
  });
let actors: Record<string, Actor>;

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  jinhe = (
    await inTransaction(database.db, (tx) =>
      addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } }),
    )
  ).id;
  actors = {
    librarian: who("01", [{ role: "cataloguer", scope: jinhe }]),
    desk: who("02", [{ role: "circulation", scope: jinhe }]),
    reader: who("03", []),
  };
  const deps = { ...database, clock, config: readConfig({}) };
  app = await createApp(deps, false);
  app.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  mountCommands(app, deps, phrasingCommands);
  mountQueries(app, deps, phrasingQueries);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

// biome-ignore lint/suspicious/noExplicitAny: answers of different operations
type Answer = { status: number; body: any };
async function ask(name: string, operation: string, payload?: object): Promise<Answer> {
  const [method, path] = operation.split(" ") as ["GET", string];
  const url = `/api/v1${path}`;
  const reply = await app.inject({ method, url, headers: { "x-who": name }, ...(payload && { payload }) });
  return { status: reply.statusCode, body: reply.body === "" ? {} : reply.json() };
}
const read = async (text: string): Promise<string[]> =>
  (await readingsOf(database.db, text, 2026)).map((one) => `${one.kind} ${one.q}`);
const zero = (said: string, memberId: number | null = null): Promise<void> =>
  noteZeroSearch(database.db, clock, { said, memberId });
const zeros = async (): Promise<string[]> =>
  (await ask("librarian", "GET /zero-searches")).body.items.map(
    (one: { said: string; times: number; members: string[] }) =>
      `${one.said} ${one.times} ${one.members.join(" ")}`.trim(),
  );

test("the aliases that come with the room are found as they are typed, in any script and case", async () => {
  const { rows } = await sql<{ key: string; said: string }>`select key, said from phrasing.alias`.execute(
    database.db,
  );
  expect(rows.length).toBeGreaterThan(35);
  expect(rows.filter((row) => row.key !== foldKey(row.said))).toEqual([]);
  expect(await read("高数")).toEqual(["alias 高等数学"]);
  expect(await read("高數")).toEqual(["alias 高等数学"]);
  expect(await read("花書")).toEqual(['alias 深度学习 古德费洛 或 "Deep Learning" Goodfellow']);
  expect(await read("CsApp")).toEqual(["alias 深入理解计算机系统"]);
  expect(await read("红楼梦")).toEqual([]);
  expect(await readingsOf(database.db, "高數 下册", 2026)).toEqual([
    { kind: "alias", q: "高等数学 下册", guess: true },
  ]);
  expect(await read("红楼梦 下册")).toEqual([]);
  expect(await read("同济高数上册第八版")).toEqual(["alias 同济 高等数学 上册 第八版"]);
  expect(await read("考研高數")).toEqual(["alias 考研 高等数学"]);
  expect(await read("花书中译本")).toEqual([
    'alias (深度学习 古德费洛 或 "Deep Learning" Goodfellow) 中译本',
  ]);
});

test("a sentence for beginners is tried with such titles first, then without", async () => {
  expect(await read("适合初学者的机器学习书")).toEqual([
    "sentence 机器学习 (入门 或 基础 或 导论 或 教程 或 概论 或 初步 或 原理)",
    "sentence 机器学习",
  ]);
});

test("a kind of writing is looked for by what each language calls it, and given up before the person is", async () => {
  expect(await read("鲁迅写的小说")).toEqual([
    'sentence 小说 author:"鲁迅"',
    'sentence fiction author:"鲁迅"',
    'sentence author:"鲁迅"',
  ]);
  expect((await read("plays by Shakespeare")).slice(0, 2)).toEqual([
    'sentence plays author:"Shakespeare"',
    'sentence drama author:"Shakespeare"',
  ]);
  expect((await read("英文小说")).slice(0, 2)).toEqual(["sentence 小说", "sentence fiction"]);
  expect((await read("法国作家写的小说"))[1]).toBe("sentence 法国 fiction");
  expect(await read("不是教材的机器学习书")).toEqual(["sentence 机器学习 非 教材"]);
  expect(await read("有哪些中华书局出版的史记")).toEqual(['sentence 史记 publisher:"中华书局"']);
});

test("a dynasty is asked for as catalogues have it, in English too", async () => {
  expect(await read("I need a book about tang dynasty poetry")).toEqual([
    "sentence tang dynasty poetry",
    "sentence tang poetry",
  ]);
});

test("somebody's writing said without a verb is a guess; times, countries and schools are nobody", async () => {
  const guesses = async (text: string): Promise<unknown> => await readingsOf(database.db, text, 2026);
  expect(await guesses("余華的長篇小說")).toEqual([
    { kind: "sentence", q: '长篇小说 author:"余华"', guess: true },
    { kind: "sentence", q: '小说 author:"余华"', guess: true },
    { kind: "sentence", q: 'fiction author:"余华"', guess: true },
    { kind: "sentence", q: 'author:"余华"', guess: true, wider: true },
  ]);
  for (const text of ["唐代的小说", "法国的小说", "好看的小说", "云泽大学的散文"])
    expect([text, await guesses(text)]).toEqual([text, []]);
});

test.each([
  ["除尘器外壳设计", []],
  ["免除境外所得税", []],
  ["海南大学有机化学", []],
  ["海南大學有限公司", []],
  ["体罚不可取", []],
  ["简体中文排版", []],
  ["想看围城这书", ["围城"]],
  ["FACEBOOK营销的书", ["FACEbook营销"]],
  ["清末民国时期出版的教科书", ["清末 教科书", "清末 教材"]],
  ["莫言的作家出版社出版的小说", ['莫言的 小说 publisher:"作家出版社"']],
  ["海南大学图书馆有莫言的书吗", ["莫言", "莫言"]],
  ["除围城以外钱钟书的作品", ["钱钟书 非 围城"]],
])("words that only look like a sentence's stay words: %s", async (text, expected) => {
  const libraries = [{ code: "HNU", names: ["海南大学图书馆"] }];
  const found = await readingsOf(database.db, text, 2026, libraries);
  expect(found.map(({ q }) => q).slice(0, expected.length || 9)).toEqual(expected);
});

test.each([
  ["我想借围城", ["围城"]],
  ["有三体吗？", ["三体"]],
  ["請問有沒有平凡的世界", ["平凡的世界", '世界 author:"平凡"', "世界 平凡"]],
  ["谁写的活着", ["活着"]],
  ["有没有围城这本", ["围城"]],
  ["想看汉书", ["汉书"]],
  ["有没有csapp", ["深入理解计算机系统"]],
  ["想借王文興的家變", ["王文兴的家变", '家变 author:"王文兴"', "家变 王文兴"]],
  ["曹雪芹和高鹗的红楼梦", ['红楼梦 author:"曹雪芹" author:"高鹗"', "红楼梦 曹雪芹 高鹗"]],
  ["三体第二部", ["三体2"]],
  ["《冰与火之歌》第十二部", ["冰与火之歌12"]],
  ["曹雪芹的《红楼梦》", ['红楼梦 author:"曹雪芹"', "红楼梦 曹雪芹"]],
  ["第七版高等数学", ["高等数学 第七版", "高等数学"]],
  ["有没有最新版的民法典", ["最新版的民法典", "民法典 最新版", "民法典"]],
  ["电子版围城", ["围城 电子版", "围城"]],
  ["同济版高等数学", ["高等数学 同济"]],
  ["高数上册", ["高等数学 上册"]],
  ["毛概教材", ["毛泽东思想和中国特色社会主义理论体系概论 教材", "毛泽东思想和中国特色社会主义理论体系概论"]],
])(
  "what is asked for with a word around it is a guess, taken only where the words find nothing: %s",
  async (text, expected) => {
    const found = await readingsOf(database.db, text, 2026);
    expect(found.map(({ q }) => q)).toEqual(expected);
    expect(found.every(({ guess }) => guess === true)).toBe(true);
  },
);

test("a sentence that narrows is tried without what narrows it last, and that is said", async () => {
  expect(await readingsOf(database.db, "近五年关于海南的英文书", 2026)).toEqual([
    { kind: "sentence", q: "海南", language: "eng", from: 2022 },
    { kind: "sentence", q: "海南", wider: true },
  ]);
  const saidAs = (given: string): string => saidIn(new URLSearchParams(given)).saidAs;
  expect(["said-as=wider", "said-as=words", "said-as=typed", ""].map(saidAs)).toEqual([
    "wider",
    "words",
    "read",
    "read",
  ]);
});

test("a librarian keeps, changes and removes an alias; it holds at once", async () => {
  const set = (means: string) => ask("librarian", "PUT /search-aliases", { said: "离散", means });
  const first = await set("离散数学");
  expect(first.status).toBe(200);
  expect((await set("离散数学 教程")).body.id).toBe(first.body.id);
  expect(await read("離散")).toEqual(["alias 离散数学 教程"]);
  expect((await ask("librarian", "GET /search-aliases?limit=1")).body.items).toMatchObject([
    { said: "离散" },
  ]);
  expect((await ask("librarian", `DELETE /search-aliases/${first.body.id}`)).status).toBe(204);
  expect(await read("离散")).toEqual([]);
  expect((await ask("librarian", `DELETE /search-aliases/${first.body.id}`)).body.code).toBe("alias-unknown");
  expect(await ask("librarian", "PUT /search-aliases", { said: "紅樓夢", means: "红楼梦" })).toMatchObject({
    status: 400,
    body: { code: "alias-itself" },
  });
});

test("what found nothing is counted by text, whoever asked; an alias or a librarian's look takes it from the list", async () => {
  await zero("数据挖掘导论");
  await zero("數據挖掘導論", jinhe);
  await zero("别的", jinhe);
  expect(await zeros()).toEqual(["数据挖掘导论 2 JINHE", "别的 1 JINHE"]);
  await ask("librarian", "PUT /search-aliases", { said: "数据挖掘导论", means: "数据挖掘" });
  expect(await zeros()).toEqual(["别的 1 JINHE"]);
  const aside = () => ask("librarian", "POST /zero-searches/aside", { said: "别的" });
  expect((await aside()).status).toBe(204);
  expect(await zeros()).toEqual([]);
  expect((await aside()).body.code).toBe("zero-search-unknown");
});

test.each(["写给 li@example.org", "13800138000", "110101199003078515", "x".repeat(101), "  "])(
  "what may tell about a person, or is no search, is not kept: %s",
  async (said) => {
    const count = async (): Promise<unknown> =>
      (await sql`select count(*) as n from phrasing.zero_search`.execute(database.db)).rows[0];
    const before = await count();
    await zero(said);
    expect(await count()).toEqual(before);
  },
);

test("the kept searches of a library are bounded; known ones still count", async () => {
  await sql`insert into phrasing.zero_search (key, member_id, said, first_on, last_on)
    select 'k' || n, 9, 'k' || n, '2026-11-29', '2026-11-29' from generate_series(1, ${MOST_KEPT}) n`.execute(
    database.db,
  );
  await zero("一个新的", 9);
  await zero("k7", 9);
  const { rows } = await sql<{ said: string; times: number }>`select said, times from phrasing.zero_search
    where member_id = 9 and (key = ${foldKey("k7")} or said = '一个新的')`.execute(database.db);
  expect(rows).toEqual([{ said: "k7", times: 2 }]);
  await zero(`k${MOST_KEPT + 1}`, 8);
  expect(
    (await sql`select 1 from phrasing.zero_search where member_id = 8`.execute(database.db)).rows,
  ).toHaveLength(1);
});

test("a desk, a reader and nobody neither read nor write it", async () => {
  for (const [name, status] of [
    ["desk", 403],
    ["reader", 403],
    ["nobody", 401],
  ] as const) {
    expect((await ask(name, "GET /zero-searches")).status).toBe(status);
    expect((await ask(name, "GET /search-aliases")).status).toBe(status);
    expect((await ask(name, "PUT /search-aliases", { said: "a", means: "b" })).status).toBe(status);
    expect((await ask(name, "POST /zero-searches/aside", { said: "a" })).status).toBe(status);
    expect((await ask(name, "DELETE /search-aliases/1")).status).toBe(status);
  }
});
