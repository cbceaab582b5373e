import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Instance } from "../catalogue/index.ts";
import { EMPTY_BRIEF } from "../catalogue/testing.ts";
import { createSearcher } from "../discovery/index.ts";
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

test("what a book is called is never read as a sentence, whatever the reading finds", async () => {
  const index = createCatalogueIndex();
  const searcher = createSearcher(() => index);
  for (const [id, main] of [
    "给孩子的诗",
    "儿童诗选",
    "Poems for children",
    "Poems of juvenile days",
    "魔法书",
    "计算机程序的构造和解释",
    "深度学习 古德费洛",
  ].entries()) {
    const brief = { ...EMPTY_BRIEF, title: { main } };
    const instance = { id: id + 1, brief, memberIds: [], workId: null, audience: 0, version: 1 } as unknown;
    index.put([indexDocument(instance as Instance, new Map(), [], undefined, [])]);
  }
  const deps = { db: database.db, clock: fixedClock("2026-11-20T02:00:00Z"), searcher };
  const read = (said: string) => readTyped(deps, { said, language: "zh-Hans" });
  expect(await read("给孩子的诗")).toBeNull();
  expect(await read("給孩子的詩")).toBeNull();
  expect(await read("poems for children")).toBeNull();
  expect(await read("魔法书")).toBeNull();
  expect(String(await read("花书"))).toContain("said=");
  expect(String(await read("给儿童的诗"))).toContain(encodeURIComponent("诗 (儿童").slice(0, 9));
});
