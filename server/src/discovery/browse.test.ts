import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type BrowseFeed,
  createBrowseFeed,
  rebuildBrowse,
  reconcileBrowse,
  updateBrowse,
} from "../browse-lists/index.ts";
import type { BrowsePage } from "../browse-lists/schema.ts";
import type { BrowseKind, BrowseOrder } from "../browse-lists/words.ts";
import type { InstanceBrief } from "../catalogue/index.ts";
import { EMPTY_BRIEF } from "../catalogue/testing.ts";
import { addMember } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { browse } from "./browse.ts";
import type { Searcher } from "./engines/contract.ts";
import { CatalogueIndex } from "./engines/postings/catalogue-index.ts";
import { createSearcher } from "./engines/postings/searcher.ts";
import { by, addTitle as insertTitle } from "./testing-titles.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let index: CatalogueIndex;
let searcher: Searcher;
let memberId: number;
const ids: number[] = [];

async function addTitle(brief: Partial<InstanceBrief>, callNumber?: string): Promise<number> {
  const id = await insertTitle(database, memberId, brief, callNumber);
  ids.push(id);
  return id;
}

async function changeTitle(id: number, brief: Partial<InstanceBrief> | null): Promise<void> {
  await (brief === null
    ? sql`update catalogue.instance set record_count = 0, version = version + 1 where id = ${id}`
    : sql`update catalogue.instance set version = version + 1,
        brief = ${JSON.stringify({ ...EMPTY_BRIEF, ...brief })}::json where id = ${id}`
  ).execute(database.db);
  await index.update([id]);
  await updateBrowse(database.db, [id]);
}

const list = (kind: BrowseKind, more: { at?: string; order?: BrowseOrder } = {}): Promise<BrowsePage> =>
  browse(database.db, searcher, { kind, order: "pinyin", size: 100, ...more });
const shown = (page: BrowsePage): string[] => page.lines.map((line) => line.display);
const lineOf = (page: BrowsePage, display: string) => page.lines.find((line) => line.display === display);
const landing = async (kind: BrowseKind, at: string, order: BrowseOrder): Promise<string | undefined> => {
  const page = await list(kind, { at, order });
  return page.lines.find((line) => line.key === page.landed)?.display;
};

beforeAll(async () => {
  database = await createTestDatabase();
  const member = await inTransaction(database.db, (tx) =>
    addMember(tx, systemActor, { code: "ALIB", name: { en: "A" } }),
  );
  memberId = member.id;
  await addTitle(
    {
      title: { main: "边城" },
      contributors: [by("沈从文", "Shen, Congwen", "Shen, Ts‘ung-wen")],
      subjects: [{ value: "知青文學", forms: [] }],
    },
    "I246.5/99",
  );
  await addTitle(
    {
      title: { main: "邊城" },
      contributors: [by("沈從文")],
      subjects: [{ value: "知青文学", forms: ["Zhi qing wen xue"] }],
    },
    "I246.5/123",
  );
  await addTitle(
    { title: { main: "长河" }, contributors: [by("沈从文")], subjects: [{ value: "知青文学", forms: [] }] },
    "I246.5/99",
  );
  await addTitle(
    {
      title: { main: "红楼梦" },
      parallelTitle: { main: "Hong lou meng" },
      otherTitles: ["石头记"],
      contributors: [by("曹雪芹", "Cao, Xueqin"), by("高鹗")],
    },
    "I242.4/1",
  );
  await addTitle(
    { title: { main: "Hong lou meng yan jiu" }, contributors: [by("Yu, Pingbo")] },
    "PL2727.S2 Y8 1952",
  );
  await addTitle(
    {
      title: { main: "The Dream of the Red Chamber" },
      contributors: [by("Hawkes, David")],
      languages: ["eng"],
    },
    "895.134 C17",
  );
  await addTitle({
    title: { main: "図書館学" },
    contributors: [by("渋谷嘉彦")],
    languages: ["jpn"],
    subjects: [{ value: "歴史", forms: [] }],
  });
  await addTitle({
    title: { main: "图书馆学" },
    contributors: [by("单雄信")],
    subjects: [{ value: "历史", forms: ["歷史"] }],
  });
  await addTitle({ title: { main: "1984" }, contributors: [by("Orwell, George")], languages: ["eng"] });
  await addTitle({
    title: { main: "Dream of red mansions" },
    contributors: [by("Tsao Hsueh-chin")],
    languages: ["eng"],
  });
  await addTitle({
    title: { main: "羣書治要" },
    subjects: [
      { value: "学校図書館", forms: [] },
      { value: "羣衆", forms: [] },
    ],
  });
  await addTitle({ title: { main: "Change" }, languages: ["eng"] });
  await addTitle({ title: { main: "嫦娥" } });
  index = new CatalogueIndex(database.db, await mkdtemp(join(tmpdir(), "commonshelf-browse-")));
  await index.open();
  await reconcileBrowse(database.db);
  searcher = createSearcher(() => index.index);
});
afterAll(() => database.close());

describe("a heading is one line in whichever script it is written", () => {
  test("authors: the commonest form, with the count of the search behind it", async () => {
    const page = await list("author");
    expect(shown(page).filter((d) => /^沈/.test(d))).toEqual(["沈从文"]);
    expect(lineOf(page, "沈从文")).toMatchObject({ titles: 3, see: null });
    expect(lineOf(page, "Shen, Congwen")).toMatchObject({ titles: 0, see: { display: "沈从文", titles: 3 } });
  });

  test("titles: traditional, simplified and Japanese forms; other titles lead to the title", async () => {
    const page = await list("title");
    expect(shown(page).filter((d) => /边城|邊城|图书馆学|図書館学/.test(d))).toHaveLength(2);
    expect(lineOf(page, "石头记")).toMatchObject({ titles: 0, see: { display: "红楼梦" } });
    // Filed where 红楼梦 stands, so no line of its own.
    expect(lineOf(page, "Hong lou meng")).toBeUndefined();
  });

  test("subjects: 歴史 and 历史 are one, the commonest form is shown", async () => {
    const page = await list("subject");
    expect(page.lines.filter((line) => line.titles > 0).map((line) => [line.display, line.titles])).toEqual([
      ["历史", 2],
      ["羣衆", 1],
      ["学校図書館", 1],
      ["知青文学", 3],
    ]);
  });

  test("call numbers stand in shelf order with their titles", async () => {
    const page = await list("call-number");
    expect(page.lines.map((line) => [line.display, line.titles])).toEqual([
      ["I242.4/1", 1],
      ["I246.5/99", 2],
      ["I246.5/123", 1],
      ["895.134 C17", 1],
      ["PL2727.S2 Y8 1952", 1],
    ]);
  });
});

describe("orders", () => {
  test("pinyin: Han by syllable and character, then Latin, then digits", async () => {
    expect(shown(await list("author"))).toEqual([
      "曹雪芹", "高鹗", "渋谷嘉彦", "单雄信", "沈从文", "Cao, Xueqin", "Hawkes, David", "Orwell, George", "Shen, Congwen",
      "Shen, Ts‘ung-wen", "Tsao Hsueh-chin", "Yu, Pingbo",
    ]); // biome-ignore format: a list
  });

  test("latin: one alphabet, without leading articles", async () => {
    expect(shown(await list("title", { order: "latin" }))).toEqual([
      "1984", "边城", "嫦娥", "Change", "长河", "Dream of red mansions", "The Dream of the Red Chamber", "红楼梦", "Hong lou meng yan jiu", "羣書治要", "石头记", "図書館学",
    ]); // biome-ignore format: a list
  });
});

describe("typing in any script lands on the same heading", () => {
  const cases: [BrowseKind, string, string[]][] = [
    ["author", "沈从文", ["沈从文", "沈從文", "shen congwen", "Shen, Congwen", "shencongwen", "shén cóng wén", "Shen Tsung-wen", "Shen, Ts'ung-wen", "SHEN CONG WEN"]],
    ["author", "曹雪芹", ["曹雪芹", "cao xueqin", "Ts'ao Hsüeh-ch'in", "Ts’ao Hsueh-ch’in", "Cao, Xueqin", "Tsao Hsueh-chin"]],
    ["author", "渋谷嘉彦", ["渋谷嘉彦", "澀谷嘉彥", "涩谷嘉彦", "渋谷嘉彥", "segu jiayan", "se gu jia yan"]],
    ["title", "羣書治要", ["羣書治要", "群書治要", "群书治要", "qunshu zhiyao", "ch'ün shu chih yao"]],
    ["title", "図書館学", ["図書館学", "圖書館學", "图书馆学", "tushuguan xue", "t'u shu kuan hsüeh"]],
    ["subject", "学校図書館", ["学校図書館", "學校圖書館", "学校图书馆", "xuexiao tushuguan", "hsüeh hsiao t'u shu kuan"]],
    ["subject", "羣衆", ["羣衆", "群众", "群眾", "qun zhong", "ch'ün chung"]],
    ["author", "高鹗", ["高鹗", "高鶚", "gao e", "Kao O"]],
    ["author", "单雄信", ["单雄信", "單雄信", "shan xiongxin", "Shan Hsiung-hsin"]],
    ["title", "红楼梦", ["红楼梦", "紅樓夢", "《紅樓夢》", "hongloumeng", "Hong lou meng", "Hung lou meng", "石頭記", "石头记"]],
    ["title", "边城", ["边城", "邊城", "bian cheng", "pien ch'eng", "bian"]],
    ["title", "The Dream of the Red Chamber", ["the dream of the red chamber", "The Dream of the Red Chamber", "dream of the red"]],
    ["subject", "知青文学", ["知青文学", "知青文學", "zhiqing wenxue", "Zhi qing wen xue", "chih ch'ing wen hsüeh"]],
    ["subject", "历史", ["历史", "歷史", "歴史", "lishi", "li shi"]],
    ["call-number", "I246.5/99", ["I246.5", "i246.5", "I246.5/9", "I243"]],
  ]; // biome-ignore format: a table
  for (const order of ["pinyin", "latin"] as const)
    for (const [kind, heading, typed] of cases)
      test(`${kind}, ${order}: ${heading}`, async () => {
        const landed: Record<string, string | undefined> = {};
        for (const text of typed) landed[text] = await landing(kind, text, order);
        expect(new Set(Object.values(landed)), JSON.stringify(landed)).toEqual(new Set([heading]));
      });

  test("a romanised name nobody linked leads to the Han heading that is read so; a word of another language does not", async () => {
    expect(lineOf(await list("author"), "Tsao Hsueh-chin")).toMatchObject({ see: { display: "曹雪芹" } });
    expect(lineOf(await list("title"), "Change")).toMatchObject({ see: null });
    expect(await landing("title", "Change", "latin")).toBe("Change");
    expect(await landing("title", "chang e", "latin")).toBe("嫦娥");
  });

  test("what is not there lands before the next heading", async () => {
    expect(await landing("author", "王小波", "pinyin")).toBe("Cao, Xueqin");
    expect(await landing("author", "Iserles", "latin")).toBe("Orwell, George");
  });
});

test("pages follow each other both ways without gap or repetition", async () => {
  for (const kind of ["author", "title", "call-number"] as const)
    for (const order of ["pinyin", "latin"] as const) {
      const all = shown(await list(kind, { order }));
      const request = { kind, order, size: 2 };
      const forward: string[] = [];
      let page = await browse(database.db, searcher, request);
      expect(page.before).toBeNull();
      for (;;) {
        forward.push(...shown(page));
        if (page.after === null) break;
        page = await browse(database.db, searcher, { ...request, after: page.after });
      }
      expect(forward).toEqual(all);
      const backward = shown(page);
      while (page.before !== null) {
        page = await browse(database.db, searcher, { ...request, before: page.before });
        backward.unshift(...shown(page));
      }
      expect(backward).toEqual(all);
    }
});

test("sections lead to their first heading", async () => {
  const first = async (kind: BrowseKind, section: string, order: BrowseOrder = "pinyin") =>
    (await browse(database.db, searcher, { kind, order, size: 1, section })).lines[0]?.display;
  expect(await first("author", "G")).toBe("高鹗");
  expect(await first("author", "latin")).toBe("Cao, Xueqin");
  expect(await first("title", "0")).toBe("1984");
  expect(await first("title", "H", "latin")).toBe("红楼梦");
  expect(await first("call-number", "ddc")).toBe("895.134 C17");
  expect(await first("call-number", "lcc")).toBe("PL2727.S2 Y8 1952");
});

describe("counts stay exact", () => {
  test("when a title changes, comes and goes", async () => {
    const id = await addTitle({ title: { main: "湘西" }, contributors: [by("沈從文", "Shen, Congwen")] });
    await index.update([id]);
    await updateBrowse(database.db, [id]);
    expect(lineOf(await list("author"), "沈从文")?.titles).toBe(4);
    await changeTitle(id, { title: { main: "湘西" }, contributors: [by("沈岳焕")] });
    expect(lineOf(await list("author"), "沈从文")?.titles).toBe(3);
    expect(lineOf(await list("author"), "沈岳焕")?.titles).toBe(1);
    await changeTitle(id, null);
    expect(lineOf(await list("author"), "沈岳焕")).toBeUndefined();
    expect(lineOf(await list("title"), "湘西")).toBeUndefined();
  });

  test("the commonest form is shown, and changes with the records", async () => {
    const made: number[] = [];
    for (let i = 0; i < 3; i++)
      made.push(await addTitle({ title: { main: `文集${i}` }, contributors: [by("沈從文")] }));
    await index.update(made);
    await updateBrowse(database.db, made);
    expect(lineOf(await list("author"), "沈從文")?.titles).toBe(6);
    for (const id of made) await changeTitle(id, null);
    expect(lineOf(await list("author"), "沈从文")?.titles).toBe(3);
  });

  test("updating twice, or while another does, changes nothing", async () => {
    const before = await list("author");
    await Promise.all([
      updateBrowse(database.db, ids),
      updateBrowse(database.db, ids),
      updateBrowse(database.db, ids),
    ]);
    expect(await list("author")).toEqual(before);
  });

  test("what happened while nobody listened is caught up; a rebuild gives the same lists", async () => {
    await sql`update catalogue.instance set version = version + 1, brief = ${JSON.stringify({ ...EMPTY_BRIEF, title: { main: "Nineteen eighty-four" } })}::json
      where id = ${ids[8]}`.execute(database.db);
    expect(await reconcileBrowse(database.db)).toBe(1);
    const kept = async () =>
      (
        await sql`select kind, key, display, titles, target, forms, variants, pinyin_key, latin_key from browse_lists.heading order by 1, 2`.execute(
          database.db,
        )
      ).rows;
    const before = await kept();
    expect(before.length).toBeGreaterThan(20);
    await rebuildBrowse(database.db);
    expect(await kept()).toEqual(before);
    expect(await reconcileBrowse(database.db)).toBe(0);
  });
});

test("a heading may be named like anything a program knows", async () => {
  const id = await addTitle({
    title: { main: "constructor" },
    otherTitles: ["__proto__", "toString"],
    contributors: [by("__proto__", "constructor")],
  });
  await index.update([id]);
  await updateBrowse(database.db, [id]);
  expect(lineOf(await list("title"), "constructor")?.titles).toBe(1);
  expect(lineOf(await list("author"), "__proto__")?.titles).toBe(1);
  await changeTitle(id, null);
  expect(lineOf(await list("title"), "constructor")).toBeUndefined();
});

describe("the feed", () => {
  const tell = (feed: BrowseFeed, instanceIds: number[]): Promise<void> =>
    inTransaction(database.db, (tx) =>
      feed.subscriber.handle(tx, [{ id: 1, topic: "instances-changed", payload: { instanceIds } }]),
    );

  test("a person's change is in the lists when the message is done; an import's comes by and by", async () => {
    const failures: unknown[] = [];
    const feed = createBrowseFeed(database.db, database.connection, (error) => failures.push(error));
    const one = await addTitle({ title: { main: "一种" } });
    await tell(feed, [one]);
    expect(lineOf(await list("title"), "一种")?.titles).toBe(1);
    const two = await addTitle({ title: { main: "两种" } });
    await tell(feed, [...Array.from({ length: 600 }, (_, i) => 900_000 + i), two]);
    await feed.settled();
    expect(lineOf(await list("title"), "两种")?.titles).toBe(1);
    await feed.stop();
    expect(failures).toEqual([]);
  });
});
