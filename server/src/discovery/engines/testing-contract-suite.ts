import { beforeAll, describe, expect, test } from "vitest";
import type { Instance, InstanceBrief } from "../../catalogue/index.ts";
import { EMPTY_BRIEF } from "../../catalogue/testing.ts";
import { parseSearchBox } from "../parse-search-box.ts";
import type { SearchFilter, SearchNode, SearchRequest } from "../search-node.ts";
import { by } from "../testing-titles.ts";
import type { Searcher } from "./contract.ts";

/** One title as an engine is told of it: its description, the codes of its holders and of those with a copy on the shelf. */
export type ToldTitle = { instance: Instance; holders: string[]; available: string[]; callNumber: string };

/** An engine that is tried: how it is asked, told, and cut off. */
export type EngineOnTrial = {
  searcher: Searcher;
  put(titles: readonly ToldTitle[]): Promise<void>;
  remove(ids: readonly number[]): Promise<void>;
  setAvailable(id: number, codes: readonly string[]): Promise<void>;
  /** From here on the engine cannot be reached. */
  cutOff(): void;
};

type Told = Partial<InstanceBrief> & {
  workId?: number;
  holders?: string[];
  available?: string[];
  call?: string;
  audience?: number;
};

const subject = (value: string): InstanceBrief["subjects"][number] =>
  ({ value, forms: [] }) as unknown as InstanceBrief["subjects"][number];

function told(id: number, main: string, more: Told = {}): ToldTitle {
  const { workId = null, audience = 0, holders = ["JIN"], available = [], call = "", ...brief } = more;
  const instance = {
    id,
    brief: { ...EMPTY_BRIEF, title: { main }, ...brief },
    memberIds: holders.map((_, i) => i + 1),
    workId,
    audience,
    version: 1,
  };
  return { instance: instance as unknown as Instance, holders, available, callNumber: call };
}

const cao = [by("曹雪芹")];
const CORPUS: ToldTitle[] = [
  told(1, "红楼梦", {
    contributors: cao,
    year: 1982,
    workId: 70,
    holders: ["JIN", "NAN"],
    call: "I242.4/C927",
  }),
  told(2, "紅樓夢", { contributors: cao, year: 1973, workId: 70, holders: ["NAN"] }),
  told(3, "红楼梦新证", { contributors: [by("周汝昌")], year: 1953, subjects: [subject("红学")] }),
  told(4, "边城", { contributors: [by("沈从文")], year: 1934, isbns: ["9787530215593"] }),
  told(5, "Introduction to algorithms", {
    contributors: [by("Cormen, Thomas H.")],
    languages: ["eng"],
    year: 2009,
    holders: ["JIN", "HAI"],
    subjects: [subject("Computer algorithms")],
  }),
  told(6, "Algorithms and complexity", {
    contributors: [by("Wilf, Herbert")],
    languages: ["eng"],
    year: 1994,
    holders: ["HAI"],
    subjects: [subject("Computer algorithms")],
  }),
  told(7, "家", { contributors: [by("巴金")], year: 1933, holders: ["NAN"] }),
  told(8, "家庭医学", { year: 2001, holders: ["NAN"] }),
  told(9, "การศึกษาไทยสมัยใหม่", { languages: ["tha"], year: 2011, holders: ["HAI"] }),
];

/**
 * What every engine behind the contract must do, whatever it is made of: run by each with an engine of its own.
 * `create` gives an empty one.
 */
export function describeEngine(name: string, create: () => Promise<EngineOnTrial>): void {
  describe(name, () => {
    let engine: EngineOnTrial;
    let searcher: Searcher;
    beforeAll(async () => {
      engine = await create();
      await engine.put(CORPUS);
      searcher = engine.searcher;
    });
    const ask = async (node: SearchNode | string, more: Partial<SearchRequest> = {}): Promise<number[]> => {
      const read = typeof node === "string" ? parseSearchBox(node) : node;
      return (await searcher.search({ node: read, size: 20, ...more })).hits.map((hit) => hit.id);
    };
    const sorted = async (node: SearchNode | string): Promise<number[]> =>
      (await ask(node)).sort((a, b) => a - b);
    const everything: SearchNode = { kind: "everything" };

    test("questions and answers are plain data", async () => {
      const request: SearchRequest = { node: parseSearchBox("红楼梦 NOT 新证"), size: 5, facetSize: 5 };
      const sent = JSON.parse(JSON.stringify(request)) as SearchRequest;
      const result = await searcher.search(sent);
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      expect(result.hits.map((hit) => hit.id).sort()).toEqual([1, 2]);
    });

    test("a whole title comes before what only holds it; either script finds both", async () => {
      for (const typed of ["红楼梦", "紅樓夢", "hong lou meng"])
        expect(await ask(typed), typed).toEqual([expect.any(Number), expect.any(Number), 3]);
      expect(await ask("algorithms complexity")).toEqual([6]);
    });

    test("single characters and other scripts are found", async () => {
      expect((await ask("家"))[0]).toBe(7);
      expect(await sorted("家")).toEqual([7, 8]);
      expect(await ask("ไทย")).toEqual([9]);
    });

    test("every kind of node finds what it says", async () => {
      expect(await sorted({ kind: "exact", field: "author", text: "曹雪芹" })).toEqual([1, 2]);
      expect(await sorted({ kind: "words", field: "author", text: "Cormen" })).toEqual([5]);
      expect(await sorted({ kind: "prefix", field: "title", text: "algor" })).toEqual([5, 6]);
      expect(await sorted({ kind: "phrase", field: "title", text: "algorithms and" })).toEqual([6]);
      expect(await sorted({ kind: "any-word", field: "title", text: "complexity introduction" })).toEqual([
        5, 6,
      ]);
      expect(await sorted({ kind: "identifier", text: "978-7-5302-1559-3" })).toEqual([4]);
      expect(await sorted({ kind: "words", field: "call-number", text: "I242" })).toEqual([1]);
      expect(await sorted({ kind: "exact", field: "call-number", text: "I242" })).toEqual([]);
      expect(await sorted({ kind: "instance", id: 5 })).toEqual([5]);
      expect(await sorted({ kind: "work", id: 70 })).toEqual([1, 2]);
      expect(await sorted({ kind: "year", from: 2001, to: 2011 })).toEqual([5, 8, 9]);
      expect(await sorted({ kind: "facet", facet: "language", values: ["eng", "tha"] })).toEqual([5, 6, 9]);
      const eng: SearchNode = { kind: "facet", facet: "language", values: ["eng"] };
      const old: SearchNode = { kind: "year", to: 2000 };
      expect(await sorted({ kind: "and", nodes: [eng, { kind: "not", node: old }] })).toEqual([5]);
      expect(await sorted({ kind: "or", nodes: [eng, { kind: "instance", id: 9 }] })).toEqual([5, 6, 9]);
      expect((await ask({ kind: "prefer", node: eng, hints: [old] }))[0]).toBe(6);
    });

    test("of several readings the first that finds something is taken, and named", async () => {
      const reading = (as: "as-typed" | "words", text: string) => ({
        as,
        node: { kind: "words" as const, field: "any" as const, text },
      });
      const node: SearchNode = {
        kind: "first-of",
        readings: [reading("as-typed", "拖拉机"), reading("words", "边城")],
      };
      expect(await searcher.search({ node, size: 5 })).toMatchObject({ total: 1, readAs: "words" });
      expect((await searcher.search({ node: everything, size: 1 })).readAs).toBeNull();
    });

    test("orders: newest, oldest, added; a title without the key comes last", async () => {
      expect((await ask(everything, { sort: "newest" })).slice(0, 3)).toEqual([9, 5, 8]);
      expect((await ask(everything, { sort: "oldest" })).slice(0, 3)).toEqual([7, 4, 3]);
      expect((await ask(everything, { sort: "added" })).slice(0, 3)).toEqual([9, 8, 7]);
    });

    const counts = async (filters: SearchFilter[], facet: string): Promise<Record<string, number>> => {
      const result = await searcher.search({ node: everything, size: 0, filters, facetSize: 50 });
      return Object.fromEntries(result.facets[facet]!.values.map(({ value, count }) => [value, count]));
    };

    test("facets count exactly; a facet ticked still counts its other values, others are narrowed", async () => {
      expect(await counts([], "library")).toEqual({ JIN: 4, NAN: 4, HAI: 3 });
      const jin: SearchFilter = { facet: "library", values: ["JIN"] };
      expect(await counts([jin], "library")).toEqual({ JIN: 4, NAN: 4, HAI: 3 });
      expect(await counts([jin], "language")).toEqual({ chi: 3, eng: 1 });
      const both: SearchFilter = { facet: "library", values: ["JIN", "HAI"] };
      expect((await searcher.search({ node: everything, size: 0, filters: [both] })).total).toBe(6);
      const without: SearchFilter = { facet: "language", values: ["chi"], exclude: true };
      expect((await searcher.search({ node: everything, size: 0, filters: [both, without] })).total).toBe(3);
      const years: SearchFilter = { year: { from: 1990 } };
      expect(await counts([years], "language")).toEqual({ eng: 2, chi: 1, tha: 1 });
      const result = await searcher.search({ node: everything, size: 0, facetSize: 50 });
      expect(result.years.find((bucket) => bucket.from === 1930)?.count).toBe(2);
      expect(result.facets.subject).toEqual({
        values: [
          { value: "Computer algorithms", count: 2 },
          { value: "红学", count: 1 },
        ],
        distinct: 2,
      });
    });

    test("by work: one hit of each, counted as works; titles of no work stand alone", async () => {
      const result = await searcher.search({ node: parseSearchBox("红楼梦"), size: 10, byWork: true });
      expect([result.total, result.works, result.hits.length, result.cursor]).toEqual([3, 2, 2, null]);
    });

    test("pages by offset and by cursor show every hit once, in one order", async () => {
      for (const sort of ["relevance", "title", "newest"] as const) {
        const whole = await ask(everything, { sort });
        const paged: number[] = [];
        let cursor: string | undefined;
        for (let page = 0; page < 4; page++) {
          const found = await searcher.search({ node: everything, size: 4, sort, cursor });
          paged.push(...found.hits.map((hit) => hit.id));
          if (found.cursor === null) break;
          cursor = found.cursor;
        }
        expect(paged, sort).toEqual(whole);
        expect(await ask(everything, { sort, size: 3, offset: 3 }), sort).toEqual(whole.slice(3, 6));
      }
    });

    test("a cursor that is none, or of another order, is refused", async () => {
      const invalid = { code: "cursor-invalid", status: 400 };
      await expect(searcher.search({ node: everything, size: 1, cursor: "abc" })).rejects.toMatchObject(
        invalid,
      );
      const { cursor } = await searcher.search({ node: everything, size: 1, sort: "title" });
      const other = searcher.search({ node: everything, size: 1, sort: "newest", cursor: cursor! });
      await expect(other).rejects.toMatchObject(invalid);
    });

    test("a batch answers in its order; size 0 only counts", async () => {
      const results = await searcher.searchMany([
        { node: parseSearchBox("边城"), size: 5 },
        { node: parseSearchBox("拖拉机"), size: 5 },
        { node: parseSearchBox("红楼梦"), size: 0 },
      ]);
      expect(results.map((result) => [result.total, result.hits.length])).toEqual([
        [1, 1],
        [0, 0],
        [3, 0],
      ]);
      expect(await searcher.searchMany([])).toEqual([]);
    });

    test("every score is explained by its parts", async () => {
      const [first] = await searcher.explain({ node: parseSearchBox("边城"), size: 3 });
      expect(first).toMatchObject({ id: 4, explanation: { what: expect.any(String) } });
      expect(first!.score).toBeGreaterThan(0);
      expect(first!.explanation.score).toBeGreaterThan(0);
    });

    test("whole titles, names and headings are recognised, and what is nearly one is found", async () => {
      expect(await searcher.recognise(["红楼梦", "沈從文", "红学", "拖拉机"])).toEqual([
        "title",
        "author",
        "subject",
        null,
      ]);
      expect(await searcher.recognise([])).toEqual([]);
      expect(await searcher.alike("红楼梦新政", 5)).toContain(3);
    });

    test("headings are suggested, found by their sound, and words by their neighbours", async () => {
      expect((await searcher.suggest("红楼", 5)).map((one) => one.text)).toContain("红楼梦");
      expect((await searcher.suggest("honglou", 5)).map((one) => one.text)).toContain("红楼梦");
      const [same, none] = await searcher.readSo(["shencongwen", "xyz"], 4);
      expect(same!.map((one) => one.text)).toEqual(["沈从文"]);
      expect(none).toEqual([]);
      const [known, unknown] = await searcher.wordsLike(["algorithms", "algoritms"]);
      expect(known).toMatchObject({ known: true });
      expect(known!.near.map((one) => one.text)).not.toContain("algorithms");
      expect(unknown).toMatchObject({ known: false, near: [{ text: "algorithms" }] });
    });

    test("what is not for everybody is found, counted and read by nobody else", async () => {
      const secret = "内部讲义";
      await engine.put([told(30, secret, { audience: 7 }), told(31, secret, { audience: -7 })]);
      const asked = async (viewer?: readonly number[] | "all"): Promise<number[]> => {
        const { hits, facets } = await searcher.search({
          node: { kind: "words", field: "title", text: secret },
          size: 9,
          facetSize: 9,
          viewer,
        });
        expect(facets.library?.values.reduce((sum, one) => sum + one.count, 0) ?? 0).toBe(hits.length);
        return hits.map((hit) => hit.id).sort();
      };
      expect(await asked()).toEqual([]);
      expect(await asked([])).toEqual([]);
      expect(await asked([8, -8])).toEqual([]);
      expect(await asked([7])).toEqual([30]);
      expect(await asked([7, -7])).toEqual([30, 31]);
      expect(await asked("all")).toEqual([30, 31]);
      const box = parseSearchBox(secret);
      expect((await searcher.search({ node: box, size: 9 })).total).toBe(0);
      await engine.put([told(30, secret), told(31, secret)]);
      expect(await asked()).toEqual([30, 31]);
      await engine.remove([30, 31]);
    });

    test("what is changed, taken out or lent is so for the next search", async () => {
      const now: SearchFilter = { facet: "available", values: ["now"] };
      const onShelf = async (): Promise<number[]> => await ask(everything, { filters: [now] });
      await engine.put([told(20, "聊斋志异", { available: ["JIN"] })]);
      expect(await ask("聊斋志异")).toEqual([20]);
      expect(await onShelf()).toEqual([20]);
      await engine.setAvailable(20, []);
      expect(await onShelf()).toEqual([]);
      await engine.put([told(20, "儒林外史")]);
      expect(await ask("聊斋志异")).toEqual([]);
      expect(await ask("儒林外史")).toEqual([20]);
      expect(await searcher.size()).toBe(CORPUS.length + 1);
      await engine.remove([20]);
      expect(await ask("儒林外史")).toEqual([]);
      expect(await searcher.size()).toBe(CORPUS.length);
    });

    test("an engine that cannot be reached refuses everything by search-unavailable", async () => {
      engine.cutOff();
      const refused = { code: "search-unavailable", status: 503 };
      await expect(searcher.search({ node: everything, size: 1 })).rejects.toMatchObject(refused);
      await expect(searcher.searchMany([{ node: everything, size: 1 }])).rejects.toMatchObject(refused);
      await expect(searcher.explain({ node: everything, size: 1 })).rejects.toMatchObject(refused);
      await expect(searcher.recognise(["家"])).rejects.toMatchObject(refused);
      await expect(searcher.alike("红楼梦新政", 1)).rejects.toMatchObject(refused);
      await expect(searcher.size()).rejects.toMatchObject(refused);
    });
  });
}
