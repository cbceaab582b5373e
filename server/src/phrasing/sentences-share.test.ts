import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Instance } from "../catalogue/index.ts";
import { EMPTY_BRIEF } from "../catalogue/testing.ts";
import { createSearcher, readBox, type Searcher } from "../discovery/index.ts";
import { createCatalogueIndex, indexDocument } from "../discovery/testing.ts";
import type { Database } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { fixedClock } from "../kernel/time.ts";
import { readTyped } from "./box-reading.ts";
import { readSentence } from "./sentences.ts";

const YEAR = 2026;
/** Share of the judged sentences that must give the words and filters a person would choose. */
const LEAST_SHARE = 0.8;
const FILES = ["sentences.tsv", "sentences-more.tsv"];
type Judged = { text: string; words: string; filters: string[] };
/** Both files of judged sentences; `sentences-more.tsv` holds those that were not written with the rules. */
const judged: Judged[] = FILES.flatMap((file) =>
  readFileSync(join(import.meta.dirname, file), "utf8")
    .split("\n")
    .slice(1)
    .filter(Boolean)
    .map((line) => {
      const [text = "", words = "", filters = ""] = line.split("\t");
      return { text, words, filters: filters.split("; ").filter(Boolean).sort() };
    }),
);

/** A library of the region, as it is called in it. */
const LIBRARIES = [{ code: "YUNZE", names: ["雲澤大學圖書館（虛構）", "Yunze University Library"] }];

const isAsJudged = ({ text, words, filters }: Judged): boolean => {
  const read = readSentence(text, YEAR, LIBRARIES);
  if (words === "-" || read === null) return words === "-" && read === null;
  const { words: found, ...rest } = read;
  const said = Object.entries(rest).map(([name, value]) => (value === true ? name : `${name}=${value}`));
  return found === words && said.sort().join() === filters.join();
};

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("of a hundred judged sentences four in five and more give what a person would choose", () => {
  expect(judged.length).toBeGreaterThanOrEqual(100);
  const wrong = judged.filter((one) => !isAsJudged(one)).map((one) => one.text);
  expect(wrong.length / judged.length, wrong.join("\n")).toBeLessThanOrEqual(1 - LEAST_SHARE);
});

test("a sentence that no reading of finds anything falls to its words, never to a page of nothing", async () => {
  const index = createCatalogueIndex();
  const searcher = createSearcher(() => index);
  const deps = { db: database.db, clock: fixedClock("2026-11-20T02:00:00Z"), searcher };
  for (const { text, words } of judged) {
    const read = await readTyped(deps, { said: text, language: "zh-Hans", libraries: LIBRARIES });
    const isRead = words !== "-" && readSentence(text, YEAR, LIBRARIES) !== null;
    expect([text, read]).toEqual([text, isRead ? { core: expect.any(String) } : null]);
  }
});

/** A searcher over titles, each with who wrote it and its subjects. */
function searcherOf(...titles: [main: string, author?: string, ...subjects: string[]][]): Searcher {
  const index = createCatalogueIndex();
  for (const [id, [main, author, ...subjects]] of titles.entries()) {
    const contributors =
      author === undefined ? [] : [{ value: author, role: "author", isMain: true, forms: [] }];
    const headings = subjects.map((value) => ({ value, forms: [] }));
    const brief = { ...EMPTY_BRIEF, title: { main }, contributors, subjects: headings };
    const instance = { id: id + 1, brief, memberIds: [], workId: null, audience: 0, version: 1 } as unknown;
    index.put([indexDocument(instance as Instance, new Map(), [], undefined, [])]);
  }
  return createSearcher(() => index);
}

test("a dynasty is asked for as it is spoken of, and found as catalogues have it", async () => {
  const searcher = searcherOf(
    ["元白诗笺证稿", "陈寅恪", "唐代"],
    ["汉代学术史略", "顾颉刚"],
    ["清朝的皇帝", "高阳"],
  );
  const deps = { db: database.db, clock: fixedClock("2026-11-20T02:00:00Z"), searcher };
  const read = async (said: string) => {
    const params = await readTyped(deps, { said, language: "zh-Hans" });
    return params instanceof URLSearchParams ? [params.get("q"), params.get("said-as")] : params;
  };
  expect(await read("关于唐朝历史的书")).toEqual(["唐代", "wider"]);
  expect(await read("唐朝")).toEqual(["唐代", null]);
  expect(await read("漢朝學術")).toEqual(["汉代学术", null]);
  expect(await read("清朝的皇帝")).toBeNull();
});

test("what somebody wrote of a kind comes before what they wrote about it", async () => {
  const searcher = searcherOf(
    ["中国小说史略", "鲁迅", "小说研究"],
    ["彷徨", "鲁迅", "短篇小說"],
    ["小说旧闻钞", "鲁迅", "小说史料"],
  );
  const { hits } = await searcher.search({ node: readBox('小说 author:"鲁迅"', "zh-Hans"), size: 3 });
  expect(hits.map((hit) => hit.id)[0]).toBe(2);
  expect(hits).toHaveLength(3);
});

test("a book of a series is found by its figure as by its Roman number, before books that have the figure elsewhere", async () => {
  const searcher = searcherOf(["三体3", "讲解3"], ["三体Ⅲ"], ["三体", "第3版"]);
  const { hits } = await searcher.search({ node: readBox("三体3", "zh-Hans"), size: 3 });
  expect(
    hits
      .map((hit) => hit.id)
      .slice(0, 2)
      .sort(),
  ).toEqual([1, 2]);
});

test("what a book is called is never read as a sentence, whatever the reading finds", async () => {
  const searcher = searcherOf(
    ["给孩子的诗"],
    ["儿童诗选"],
    ["Poems for children"],
    ["Poems of juvenile days"],
    ["魔法书"],
    ["计算机程序的构造和解释"],
    ["深度学习 古德费洛"],
  );
  const deps = { db: database.db, clock: fixedClock("2026-11-20T02:00:00Z"), searcher };
  const read = (said: string) => readTyped(deps, { said, language: "zh-Hans" });
  expect(await read("给孩子的诗")).toBeNull();
  expect(await read("給孩子的詩")).toBeNull();
  expect(await read("poems for children")).toBeNull();
  expect(await read("魔法书")).toBeNull();
  expect(String(await read("花书"))).toContain("said=");
  expect(String(await read("给儿童的诗"))).toContain(encodeURIComponent("诗 (儿童").slice(0, 9));
});
