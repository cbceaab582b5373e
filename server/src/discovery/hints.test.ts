import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { knownWords, otherTranscriptions } from "@commonshelf/cjk";
import { type MarcRecord, writeIso2709 } from "@commonshelf/marc";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rebuildBrowse } from "../browse-lists/index.ts";
import { importFile, loadItemPlaces } from "../catalogue/index.ts";
import { addMember, findMemberByCode } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { knownParts } from "./box-hints.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Searcher } from "./engines/contract.ts";
import { CatalogueIndex } from "./engines/postings/catalogue-index.ts";
import { createSearcher } from "./engines/postings/searcher.ts";
import { readHeadings } from "./engines/postings/suggestions.ts";
import { parseSearchBox } from "./parse-search-box.ts";
import { relax } from "./relax.ts";
import { suggestHeadings } from "./suggest-words.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
let searcher: Searcher;

const BOOKS: [title: string, author: string, language?: string][] = [
  ["红楼梦", "曹雪芹"],
  ["红楼梦新证", "周汝昌"],
  ["呐喊", "鲁迅"],
  ["彷徨", "鲁迅"],
  ["朝花夕拾", "鲁迅"],
  ["边城", "沈从文"],
  ["长河", "沈从文"],
  ["未来简史", "赫拉利"],
  ["中国哲学简史", "冯友兰"],
  ["Introduction to algorithms", "Cormen, Thomas H.", "eng"],
  ["Algorithms and complexity", "Wilf, Herbert", "eng"],
  ["The wolf", "Steppe, Ann", "eng"],
  ["平凡的世界", "路遥"],
];

function record([title, author, language = "chi"]: (typeof BOOKS)[number], i: number): MarcRecord {
  const field = (tag: string, ...subfields: [string, string][]): MarcRecord["fields"][number] => ({
    tag,
    ind1: " ",
    ind2: " ",
    subfields,
  });
  return {
    leader: "00000nam a2200000 i 4500",
    fields: [
      { tag: "001", value: `h${i}` },
      { tag: "008", value: `261101s${1980 + i}    xx            000 0 ${language}  ` },
      field("100", ["a", author]),
      field("245", ["a", title]),
      field("264", ["b", "中华书局"], ["c", String(1980 + i)]),
    ],
  };
}

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "commonshelf-hints-"));
  await inTransaction(database.db, (tx) => addMember(tx, systemActor, { code: "ALIB", name: { en: "A" } }));
  const path = join(folder, "records.mrc");
  await writeFile(path, Buffer.concat(BOOKS.map((book, i) => writeIso2709(record(book, i)))));
  const memberId = (await findMemberByCode(database.db, "ALIB")).id;
  await importFile(database.pool, {
    path,
    memberId,
    profile: "auto",
    dryRun: false,
    actorId: systemActor.personId,
    places: await loadItemPlaces(database.db, memberId),
  });
  await rebuildBrowse(database.db);
  const index = new CatalogueIndex(database.db, folder);
  await index.open();
  const table = await readHeadings(database.pool);
  searcher = createSearcher(() => index.index, { suggestions: { table } });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.close();
});

async function offered(query: string): Promise<string[]> {
  const { total } = await searcher.search({ node: parseSearchBox(query), size: 1 });
  return (await didYouMean({ db: database.db, searcher }, query, total)).map((a) => a.text);
}

test("headings of the catalogue are suggested by people, titles and initials", async () => {
  const texts = async (typed: string): Promise<string[]> =>
    (await searcher.suggest(typed, 5)).map((s) => s.text);
  expect(await texts("lux")).toContain("鲁迅");
  expect((await texts("hlm"))[0]).toBe("红楼梦");
  expect(await texts("紅樓")).toEqual(["红楼梦", "红楼梦新证"]);
  expect((await texts("algo")).sort()).toEqual(["Algorithms and complexity", "Introduction to algorithms"]);
});

test("who writes characters is offered characters, and the Latin form of a name only where nothing else is found", async () => {
  for (const typed of ["鲁讯", "沈从闻", "彷黄"])
    expect(
      (await offered(typed)).filter((text) => !/\p{Script=Han}/u.test(text)),
      typed,
    ).toEqual([]);
});

test.each([
  ["the same sound", "鲁讯", "鲁迅"],
  ["the same sound", "沈丛文", "沈从文"],
  ["nearly the same sound", "陆迅", "鲁迅"],
  ["one of several words", "鲁讯 呐喊", "鲁迅 呐喊"],
  ["a similar shape", "末来简史", "未来简史"],
  ["one character wrong", "中国哲学间史", "中国哲学简史"],
  ["a letter too few", "algoritms", "algorithms"],
  ["a letter too many", "algorrithms", "algorithms"],
  ["a wrong letter", "algorethms", "algorithms"],
  ["a wrong first letter", "olgorithms", "algorithms"],
  ["a missing last letter", "complexit", "complexity"],
  ["a word that is known by itself", "wolf herbert", "wilf herbert"],
  ["letters swapped", "algorihtms complexity", "algorithms complexity"],
])("another spelling is offered for %s: %s", async (_what, typed, meant) => {
  expect(await offered(typed)).toContain(meant);
});

test("nothing is offered for a query that finds enough, nor what finds nothing itself", async () => {
  expect(await offered("鲁迅")).toEqual([]);
  expect(await offered("完全没有这样的书名")).toEqual([]);
});

test("when nothing is found, filters, phrases and the least telling word are given up in this order", async () => {
  const filters = [{ facet: "language" as const, values: ["jpn"] }];
  expect(await relax(searcher, "红楼梦", filters)).toMatchObject({ total: 2, dropped: { what: "filters" } });
  expect(await relax(searcher, '"algorithms introduction"', [])).toMatchObject({
    text: "algorithms introduction",
    dropped: { what: "phrase" },
  });
  expect(await relax(searcher, "鲁迅 呐喊 拖拉机", [])).toMatchObject({
    text: "鲁迅 呐喊",
    total: 1,
    dropped: { what: "words", words: ["拖拉机"] },
  });
  expect(await relax(searcher, "拖拉机 收割机", [])).toBeNull();
});

test("what is kept is what tells most, and Chinese is cut at words the catalogue knows", async () => {
  const known = new Set(["马克思主义", "唐朝", "历史", "红楼梦"]);
  const isKnown = (text: string): boolean => known.has(text);
  expect(knownWords(isKnown, "马克思主义基本原理")).toEqual(["马克思主义", "基本", "原理"]);
  expect(knownWords(isKnown, "关于唐朝历史的书")).toEqual(["关于", "唐朝", "历史", "的书"]);
  expect(knownWords(isKnown, "红楼梦:脂评")).toEqual(["红楼梦", "脂评"]);
  expect(knownWords(isKnown, "C语言程序")).toEqual(["C语言", "程序"]);
  expect(knownWords(isKnown, "平凡的视界")).toEqual(["平凡", "的", "视界"]);
  expect(await relax(searcher, "平凡的视界", [])).toMatchObject({ text: "平凡" });
  expect(await relax(searcher, "关于红楼梦的书", [])).toMatchObject({ text: "红楼梦" });
  expect(await relax(searcher, "关于红楼梦的书xyz", [])).toMatchObject({
    text: "红楼梦",
    dropped: { words: ["关于", "的书xyz"] },
  });
});

test("which edition or volume is asked for tells of no book, and is never all that is kept", async () => {
  for (const text of ["拖拉机 第八版", "拖拉机第八版", "tractors 3rd edition", "拖拉机 上册"])
    expect([text, await relax(searcher, text, [])]).toEqual([text, null]);
});

test("Latin words that are one title or name are one piece", async () => {
  const pieces = async (q: string): Promise<(string | null)[][]> =>
    (await knownParts(searcher, q)).map(({ text, known, without }) => [text, known, without]);
  expect(await pieces("introduction to  algorithms 鲁迅 tractor")).toEqual([
    ["introduction to algorithms", "title", "鲁迅 tractor"],
    ["鲁迅", "author", "introduction to algorithms tractor"],
    ["tractor", null, "introduction to algorithms 鲁迅"],
  ]);
  expect(await pieces("wilf herbert tractor")).toEqual([
    ["wilf herbert", "author", "tractor"],
    ["tractor", null, "wilf herbert"],
  ]);
  expect((await relax(searcher, "wilf herbert short tractor english", []))?.text).toBe("wilf herbert");
  expect(await pieces("title:introduction to algorithms")).toHaveLength(3);
});

test("a title and its author typed as one are found apart, and nothing is said to be given up", async () => {
  for (const typed of ["鲁迅呐喊", "边城沈从文"])
    expect(await relax(searcher, typed, []), typed).toMatchObject({ total: 1, dropped: { what: "phrase" } });
});

test("what a sentence is full of in any language is never what is kept", async () => {
  for (const text of [
    "published after the tractor",
    "something to read before xyzzy",
    "想借拖拉机，现在就能",
  ])
    expect([text, await relax(searcher, text, [])]).toEqual([text, null]);
});

test("transcriptions of one foreign name lead to each other", () => {
  expect(otherTranscriptions("哈里波特")).toContain("哈利波特");
  expect(otherTranscriptions("肖邦")).toContain("萧邦");
});

test("suggestions hold any word of a title or name, and a title with its author; one entry for a person", async () => {
  const offers = async (q: string): Promise<string[]> =>
    (await suggestHeadings({ db: database.db, searcher }, q, 5, "zh-Hans")).map((one) => one.text);
  expect(await offers("楼梦")).toContain("红楼梦");
  expect(await offers("呐喊 鲁")).toContain("呐喊");
  expect((await offers("鲁迅")).filter((text) => text === "鲁迅")).toHaveLength(1);
});

test("before headings are gathered the index answers, for a single character too", async () => {
  const early: Searcher = { ...searcher, suggest: async () => [] };
  const offers = await suggestHeadings({ db: database.db, searcher: early }, "红", 5, "zh-Hans");
  expect(offers.map((one) => one.text)).toContain("红楼梦");
});

test("titles are offered with the edition that stands for them; people and headings are not", async () => {
  const offers = await suggestHeadings({ db: database.db, searcher }, "红楼", 5, "zh-Hans");
  const dream = offers.find((one) => one.text === "红楼梦");
  expect(dream?.edition).toEqual({
    instanceId: expect.any(Number),
    author: "曹雪芹",
    year: expect.any(Number),
    available: expect.any(Boolean),
  });
  const people = await suggestHeadings({ db: database.db, searcher }, "鲁迅", 5, "zh-Hans");
  expect(people.find((one) => one.kind === "author")).not.toHaveProperty("edition");
});
