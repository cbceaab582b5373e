import { beforeAll, describe, expect, it } from "vitest";
import { searchByBruteForce } from "./brute-force.ts";
import {
  createIndex,
  type DocInput,
  type Index,
  type IndexSchema,
  type Query,
  type SearchOptions,
} from "./index.ts";

/** Enough documents for posting lists of many blocks, several sealed segments and merges between them. */
const DOCS = 10_000;

const schema: IndexSchema = {
  fields: [
    { name: "title", weight: 5, lengthNorm: 0.5, positions: true, prefixable: true },
    { name: "body", weight: 1, lengthNorm: 0.75 },
  ],
  facets: [
    { name: "kind", multi: false },
    { name: "subject", multi: true },
  ],
  numbers: ["year"],
  sortKeys: ["title"],
};

/** Common words in every second to tenth document, the others rarer and rarer; the same every time. */
function makeDocument(id: number): DocInput {
  let seed = Math.imul(id + 1, 0x9e3779b1);
  const random = (): number => {
    seed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + 0x297a2d39;
    return ((seed ^ (seed >>> 12)) >>> 0) / 4_294_967_296;
  };
  const word = (): string => `w${Math.floor(3_000 ** random())}`;
  const title = Array.from({ length: 1 + Math.floor(random() * 6) }, word);
  return {
    id: id * 3,
    fields: { title, body: Array.from({ length: Math.floor(random() * 12) }, word) },
    facets: { kind: [`k${Math.floor(random() * 4)}`], subject: [word(), word()] },
    numbers: { year: 1900 + Math.floor(random() * 120) },
    sortKeys: { title: Buffer.from(title.join(" ")) },
  };
}

const QUERIES: [string, Query, Partial<SearchOptions>][] = [
  ["a word in half of all documents", { term: "w1" }, {}],
  ["a word in one field", { term: "w2", fields: ["title"] }, {}],
  ["two broad words", { and: [{ term: "w1" }, { term: "w2" }] }, {}],
  ["a broad and a rare word", { and: [{ term: "w1" }, { term: "w2500" }] }, {}],
  [
    "four words, one not",
    { and: [{ term: "w1" }, { term: "w3" }, { term: "w5" }, { not: { term: "w2" } }] },
    {},
  ],
  ["a phrase of broad words", { phrase: ["w1", "w2"], fields: ["title"] }, {}],
  ["a phrase next to a rare word", { and: [{ phrase: ["w1", "w1"] }, { term: "w40" }] }, {}],
  ["a prefix of many words", { prefix: "w12", limit: 20 }, {}],
  ["lanes", { best: [{ term: "w4", weight: 2 }, { and: [{ term: "w1" }, { term: "w7" }] }] }, {}],
  ["two of three", { atLeast: [{ term: "w1" }, { term: "w2" }, { term: "w3" }], min: 2 }, {}],
  ["broad, by year", { term: "w1" }, { sort: { by: "year", descending: true } }],
  ["broad, by title", { term: "w1" }, { sort: { by: "title" } }],
  ["one per year, whose few groups lie deep", { term: "w1" }, { collapse: { column: "year" } }],
  ["everything, one per year", { all: true }, { sort: { by: "title" }, collapse: { column: "year" } }],
  ["everything, by title backwards", { all: true }, { sort: { by: "title", descending: true } }],
  [
    "everything, filtered",
    { all: true },
    {
      filters: [
        { facet: "kind", values: ["k1", "k2"] },
        { facet: "subject", values: ["w1"], exclude: true },
        { range: "year", from: 1950, to: 2000 },
      ],
    },
  ],
];

describe("long posting lists", () => {
  const docs = new Map<number, DocInput>();
  let index: Index;

  beforeAll(() => {
    index = createIndex(schema);
    for (let from = 0; from < DOCS; from += 500) {
      const batch = Array.from({ length: 500 }, (_, i) => makeDocument(from + i));
      index.put(batch);
      for (const doc of batch) docs.set(doc.id, doc);
    }
    const replaced = Array.from({ length: 300 }, (_, i) => ({ ...makeDocument(50_000 + i), id: i * 21 }));
    index.put(replaced);
    for (const doc of replaced) docs.set(doc.id, doc);
    const removed = Array.from({ length: 400 }, (_, i) => i * 33);
    index.remove(removed);
    for (const id of removed) docs.delete(id);
  });

  function expectAgreement(query: Query, options: Partial<SearchOptions>): void {
    const how: SearchOptions = {
      limit: 50,
      facets: [{ name: "kind", limit: 10 }, { name: "subject", limit: 30 }, ...(options.facets ?? [])],
      ...options,
    };
    const found = index.search(query, how);
    const model = { schema, docs, documentFrequency: (text: string) => index.documentFrequency(text) };
    const expected = searchByBruteForce(model, query, how);
    expect({
      total: found.total,
      groups: found.groups,
      hits: found.hits,
      facets: found.facets,
    }).toEqual(expected);
  }

  for (const [name, query, options] of QUERIES) {
    it(`agree with looking at every document: ${name}`, () => {
      expect(index.stats().segments.length).toBeGreaterThan(1);
      expectAgreement(query, options);
    });
  }

  it("agree after tiers were merged in small steps and again in one segment", () => {
    while (index.maintain(1));
    for (const [, query, options] of QUERIES) expectAgreement(query, options);
    index.compact();
    expect(index.stats()).toMatchObject({ docs: docs.size, deletedDocs: 0, segments: { length: 1 } });
    for (const [, query, options] of QUERIES) expectAgreement(query, options);
  });
});
