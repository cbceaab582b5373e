import { beforeEach, describe, expect, it } from "vitest";
import {
  createIndex,
  type DocInput,
  type Index,
  type IndexSchema,
  type Query,
  type SearchOptions,
} from "./index.ts";

const schema: IndexSchema = {
  fields: [
    { name: "title", weight: 5, lengthNorm: 0.5, positions: true, prefixable: true },
    { name: "text", weight: 1 },
  ],
  facets: [
    { name: "kind", multi: false },
    { name: "member", multi: true },
  ],
  numbers: ["year", "loans"],
  sortKeys: ["title"],
};

const docs: DocInput[] = [
  {
    id: 1,
    fields: { title: ["red", "chamber"] },
    facets: { kind: ["book"], member: ["a", "b"] },
    numbers: { year: 1791 },
  },
  {
    id: 2,
    fields: { title: ["red", "", "chamber"] },
    facets: { kind: ["book"], member: ["b"] },
    numbers: { year: 1990 },
  },
  {
    id: 3,
    fields: { title: ["chamber"], text: ["red"] },
    facets: { kind: ["map"] },
    numbers: { year: 1995, loans: 4 },
  },
  { id: 4, fields: { title: ["reading"] }, facets: { member: ["c"] } },
];

describe("a search", () => {
  let index: Index;
  beforeEach(() => {
    index = createIndex(schema);
    index.put(docs);
  });

  const idsOf = (query: Query, options: Partial<SearchOptions> = {}): number[] =>
    index.search(query, { limit: 10, ...options }).hits.map((hit) => hit.id);
  const codeOf = (query: Query, options: Partial<SearchOptions> = {}): string => {
    try {
      index.search(query, { limit: 10, ...options });
    } catch (error) {
      return (error as { code: string }).code;
    }
    return "none";
  };

  it("finds a phrase only where nothing stands between its words", () => {
    expect(idsOf({ phrase: ["red", "chamber"] })).toEqual([1]);
    expect(idsOf({ phrase: ["red", "", "chamber"] })).toEqual([2]);
  });

  it("counts a facet as if its own filter were not set", () => {
    const { facets, total } = index.search(
      { all: true },
      {
        limit: 0,
        facets: [
          { name: "kind", limit: 5 },
          { name: "member", limit: 5 },
        ],
        filters: [{ facet: "kind", values: ["book"] }],
      },
    );
    expect(total).toBe(2);
    expect(facets.kind).toEqual({
      values: [
        { value: "book", count: 2 },
        { value: "map", count: 1 },
      ],
      distinct: 2,
    });
    expect(facets.member?.values).toEqual([
      { value: "b", count: 2 },
      { value: "a", count: 1 },
    ]);
  });

  it("counts numbers in steps and between edges, apart from the range on the same column", () => {
    const asked = { limit: 0, filters: [{ range: "year", from: 1990 }] };
    const histogram = (request: object) =>
      index.search({ all: true }, { ...asked, histograms: [{ column: "year", ...request }] }).histograms.year;
    expect(histogram({ interval: 10 })).toEqual({
      min: 1791,
      max: 1995,
      missing: 1,
      buckets: [
        { from: 1790, to: 1800, count: 1 },
        { from: 1990, to: 2000, count: 2 },
      ],
    });
    expect(histogram({ edges: [1700, 1992, 1995] })?.buckets).toEqual([
      { from: 1700, to: 1992, count: 2 },
      { from: 1992, to: 1995, count: 0 },
    ]);
  });

  it("puts what has no value last in both directions", () => {
    expect(idsOf({ all: true }, { sort: { by: "year" } })).toEqual([1, 2, 3, 4]);
    expect(idsOf({ all: true }, { sort: { by: "year", descending: true } })).toEqual([3, 2, 1, 4]);
  });

  it("raises what is borrowed often by the prior", () => {
    expect(idsOf({ term: "red" })[0]).not.toBe(3);
    const hits = index.search(
      { term: "red" },
      { limit: 10, prior: { column: "loans", factor: 2 }, explain: true },
    ).hits;
    expect(hits[0]?.id).toBe(3);
    expect(hits[0]?.explain?.parts?.[1]).toEqual({ what: "prior", score: 8 });
  });

  it("explains a score as the sum of its parts", () => {
    const [hit] = index.search(
      { and: [{ term: "red" }, { best: [{ term: "chamber" }, { prefix: "cha", limit: 5 }] }] },
      { limit: 1, explain: true },
    ).hits;
    const parts = hit?.explain?.parts ?? [];
    expect(parts.map((part) => part.what)).toEqual(["red", "best"]);
    expect(parts.reduce((sum, part) => sum + part.score, 0)).toBeCloseTo(hit?.score ?? 0, 9);
    expect(parts[0]?.figures).toMatchObject({ df: 3, "title.tf": 1, "title.length": 2 });
  });

  it("changes one facet at once, and counts it", () => {
    expect(index.setFacet(4, "kind", ["map"])).toBe(true);
    expect(index.setFacet(5, "kind", ["map"])).toBe(false);
    expect(idsOf({ facet: "kind", values: ["map"] })).toEqual([3, 4]);
    expect(
      index.search({ all: true }, { limit: 0, facets: [{ name: "kind", limit: 1, only: "m" }] }).facets.kind,
    ).toEqual({
      values: [{ value: "map", count: 2 }],
      distinct: 1,
    });
  });

  it("leaves out what only adds to scores once time is up, and says so", () => {
    let clock = 0;
    index = createIndex(schema, { now: () => clock++ });
    index.put(docs);
    const asked: Query = { must: { term: "chamber" }, should: [{ term: "red" }] };
    const hurried = index.search(asked, { limit: 10, deadlineMs: 0 });
    expect(hurried).toMatchObject({ partial: true, total: 3 });
    const unhurried = index.search(asked, { limit: 10, deadlineMs: 1000 });
    expect(unhurried.partial).toBe(false);
    expect(unhurried.hits[0]!.score).toBeGreaterThan(hurried.hits[0]!.score);
  });

  it("refuses what it cannot answer", () => {
    expect(codeOf({ term: "a", fields: ["author"] })).toBe("query-invalid");
    expect(codeOf({ facet: "place", values: [] })).toBe("query-invalid");
    expect(codeOf({ range: "price" })).toBe("query-invalid");
    expect(codeOf({ or: [{ not: { term: "a" } }] })).toBe("query-invalid");
    expect(codeOf({ prefix: "a", limit: 0 })).toBe("query-invalid");
    expect(codeOf({ constant: { all: true }, score: -1 })).toBe("query-invalid");
    expect(codeOf({ and: Array.from({ length: 5000 }, () => ({ term: "a" })) })).toBe("query-invalid");
    expect(codeOf({ all: true }, { limit: 10_001 })).toBe("query-invalid");
    expect(codeOf({ all: true }, { sort: { by: "price" } })).toBe("query-invalid");
    expect(codeOf({ all: true }, { histograms: [{ column: "year" }] })).toBe("query-invalid");
    const { cursor } = index.search({ all: true }, { limit: 1, sort: { by: "year" } });
    expect(codeOf({ all: true }, { after: cursor! })).toBe("cursor-invalid");
    expect(codeOf({ all: true }, { after: "nonsense" })).toBe("cursor-invalid");
  });

  it("refuses a batch as a whole when one document in it does not fit the schema", () => {
    const good: DocInput = { id: 9, fields: { title: ["new"] } };
    for (const bad of [
      { id: 10, fields: { author: ["x"] } },
      { id: 1.5, fields: {} },
      { id: 10, fields: {}, facets: { kind: ["a", "b"] } },
      { id: 10, fields: {}, numbers: { price: 1 } },
    ] as DocInput[])
      expect(() => index.put([good, bad])).toThrow("document-invalid");
    expect(index.has(9)).toBe(false);
    expect(() => createIndex({ ...schema, numbers: ["score"] })).toThrow("schema-invalid");
  });
});
