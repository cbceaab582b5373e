import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BruteForce, searchByBruteForce } from "./brute-force.ts";
import type { DocInput, Filter, Index, IndexSchema, Query, SearchOptions } from "./index.ts";
import { createIndex, loadIndex } from "./index.ts";
import { createState, type IndexState, segmentsOf } from "./index-state.ts";
import { openIndex } from "./live-index.ts";
import { freezeDelta } from "./maintenance.ts";
import { expandPrefix } from "./segments/prefix-dictionary.ts";

const schema: IndexSchema = {
  fields: [
    { name: "title", weight: 5, lengthNorm: 0.5, positions: true, prefixable: true },
    { name: "body", weight: 1, lengthNorm: 0.75, positions: true },
    { name: "key", weight: 2, prefixable: true },
  ],
  facets: [
    { name: "kind", multi: false },
    { name: "place", multi: true },
  ],
  numbers: ["year", "prior"],
  sortKeys: ["author"],
};

const term = fc.constantFrom("", "a", "b", "c", "ab", "abc", "文献", "文學", "x1");
const docs = fc.record({
  id: fc.integer({ min: 0, max: 40 }),
  fields: fc.record({
    title: fc.array(term, { maxLength: 6 }),
    body: fc.array(term, { maxLength: 8 }),
    key: fc.array(term, { maxLength: 2 }),
  }),
  facets: fc.record({
    kind: fc.array(fc.constantFrom("book", "map", "score"), { maxLength: 1 }),
    place: fc.array(fc.constantFrom("east", "east/1", "west", "north"), { maxLength: 3 }),
  }),
  numbers: fc.record(
    { year: fc.integer({ min: 1990, max: 2000 }), prior: fc.integer({ min: 0, max: 3 }) },
    {
      requiredKeys: [],
    },
  ),
  sortKeys: fc.record({ author: fc.uint8Array({ maxLength: 34 }) }, { requiredKeys: [] }),
}) as fc.Arbitrary<DocInput>;

const fields = fc.option(fc.subarray(["title", "body", "key"], { minLength: 1 }), { nil: undefined });
const weight = fc.option(fc.constantFrom(0.5, 1, 3), { nil: undefined });
const spaced = fc.constantFrom(["a", "", "b"], ["b", "", "", "a"]);
const places = fc.subarray(["east", "east/1", "west", "nowhere"]);
const { query } = fc.letrec<{ query: Query }>((tie) => {
  const some = fc.array(tie("query"), { minLength: 1, maxLength: 3 });
  return {
    query: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.record({ term, fields, weight }),
      fc.record({ phrase: fc.oneof(fc.array(term, { minLength: 1, maxLength: 3 }), spaced), fields, weight }),
      fc.record({ prefix: fc.constantFrom("a", "ab", "文", "z"), fields, limit: fc.constant(100), weight }),
      fc.constant({ all: true as const }),
      fc.record({ facet: fc.constant("place"), values: places }),
      fc.record({
        range: fc.constant("year"),
        from: fc.constantFrom(undefined, 1993),
        to: fc.constant(1998),
      }),
      fc.record({ ids: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 5 }) }),
      fc.record({
        and: fc.array(fc.oneof(tie("query"), fc.record({ not: tie("query") })), { maxLength: 3 }),
        weight,
      }),
      fc.record({ or: some, weight }),
      fc.record({ best: some }),
      fc.record({ should: some, must: tie("query") }),
      fc.record({ atLeast: some, min: fc.constantFrom(1, 2, 3) }),
      fc.record({ constant: tie("query"), score: fc.constantFrom(0, 1.5) }),
    ) as fc.Arbitrary<Query>,
  };
});

const filter: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ facet: fc.constant("place"), values: places, exclude: fc.boolean() }),
  fc.record({ facet: fc.constant("kind"), values: fc.subarray(["book", "map"]) }),
  fc.record({ range: fc.constant("year"), from: fc.integer({ min: 1990, max: 2000 }) }),
);
const options: fc.Arbitrary<SearchOptions> = fc.record({
  limit: fc.integer({ min: 0, max: 12 }),
  offset: fc.integer({ min: 0, max: 3 }),
  sort: fc.option(
    fc.record({
      by: fc.constantFrom("score", "year", "author"),
      descending: fc.option(fc.boolean(), { nil: undefined }),
    }),
    { nil: undefined },
  ),
  facets: fc.constant([
    { name: "place", limit: 3 },
    { name: "kind", limit: 1 },
  ]),
  filters: fc.array(filter, { maxLength: 3 }),
  prior: fc.option(fc.constant({ column: "prior", factor: 0.25 }), { nil: undefined }),
  collapse: fc.option(fc.constantFrom({ column: "prior" }, { column: "year" }), { nil: undefined }),
});

type Write =
  | { put: DocInput[] }
  | { remove: number[] }
  | { place: string[]; id: number }
  | { year: number; id: number }
  | { maintain: number }
  | { compact: true }
  | { flush: true }
  | { freeze: true };
const id = fc.integer({ min: 0, max: 40 });
const write: fc.Arbitrary<Write> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ put: fc.array(docs, { minLength: 1, maxLength: 8 }) }) },
  { weight: 1, arbitrary: fc.record({ remove: fc.array(id, { maxLength: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ id, place: places }) },
  { weight: 1, arbitrary: fc.record({ id, year: fc.integer({ min: 1990, max: 2000 }) }) },
  { weight: 4, arbitrary: fc.record({ maintain: fc.constantFrom(0.25, 0.5, 5, 20) }) },
  { weight: 3, arbitrary: fc.constant({ freeze: true as const }) },
  { weight: 2, arbitrary: fc.constant({ flush: true as const }) },
  { weight: 1, arbitrary: fc.constant({ compact: true as const }) },
);

function apply(index: Index, state: IndexState, model: Map<number, DocInput>, step: Write): void {
  if ("put" in step) {
    index.put(step.put);
    for (const doc of step.put) model.set(doc.id, doc);
  } else if ("remove" in step) {
    index.remove(step.remove);
    for (const each of step.remove) model.delete(each);
  } else if ("place" in step) {
    const doc = model.get(step.id);
    expect(index.setFacet(step.id, "place", step.place)).toBe(doc !== undefined);
    if (doc) model.set(step.id, { ...doc, facets: { ...doc.facets, place: step.place } });
  } else if ("year" in step) {
    const doc = model.get(step.id);
    expect(index.setNumber(step.id, "year", step.year)).toBe(doc !== undefined);
    if (doc) model.set(step.id, { ...doc, numbers: { ...doc.numbers, year: step.year } });
  } else if ("maintain" in step) index.maintain(step.maintain);
  // The first chunk of a snapshot has every delta sealed; the rest of it is thrown away.
  else if ("flush" in step) index.save().next();
  else if ("freeze" in step) freezeDelta(state);
  else index.compact();
}

/** The same write to documents with ids the other index does not use. */
function elsewhere(step: Write): Write {
  const moved = (id: number): number => id + 1000;
  if ("put" in step) return { put: step.put.map((doc) => ({ ...doc, id: moved(doc.id) })) };
  if ("remove" in step) return { remove: step.remove.map(moved) };
  return "id" in step ? { ...step, id: moved(step.id) } : step;
}

function prefixTerms(state: IndexState, prefix: string): string[] {
  return segmentsOf(state).flatMap(({ postings }) =>
    postings.kind === "sealed"
      ? expandPrefix(postings.dictionary, prefix, 1000)
      : [...postings.prefixTerms].filter((term) => term.startsWith(prefix)),
  );
}

function expectAgreement(index: Index, model: BruteForce, asked: Query, how: SearchOptions): void {
  const found = index.search(asked, how);
  const expected = searchByBruteForce(model, asked, how);
  const { total, groups, hits, facets } = found;
  expect({ total, groups, hits, facets }).toEqual(expected);
}

describe("an index", () => {
  it("agrees with looking at every document, whatever was written, sealed and merged before", () => {
    fc.assert(
      fc.property(
        fc.array(write, { maxLength: 24 }),
        fc.array(fc.tuple(query, options), { maxLength: 6 }),
        (steps, asked) => {
          const state = createState(schema, {});
          const index = openIndex(state);
          const model = new Map<number, DocInput>();
          for (const step of steps) {
            apply(index, state, model, step);
            const first: SearchOptions = { limit: 5, sort: { by: "year" } };
            expectAgreement(index, { schema, docs: model }, { all: true }, first);
            const grouped = { ...first, collapse: { column: "prior" } };
            expectAgreement(index, { schema, docs: model }, { all: true }, grouped);
          }
          expect(index.size).toBe(model.size);
          expect(new Set(index.ids())).toEqual(new Set(model.keys()));
          // Removed documents count towards a term's frequency until they are merged away.
          const stale = (text: string) => index.documentFrequency(text);
          for (const [each, how] of asked)
            expectAgreement(
              index,
              {
                schema,
                docs: model,
                documentFrequency: stale,
                formerTerms: (prefix) => prefixTerms(state, prefix),
              },
              each,
              how,
            );
          index.compact();
          for (const [each, how] of asked) expectAgreement(index, { schema, docs: model }, each, how);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("forgets a prefix's term once only fields without prefixes have it", () => {
    const index = createIndex(schema);
    index.put([{ id: 0, fields: { key: ["ab"] } }]);
    index.put([
      { id: 0, fields: { title: ["abc"], body: ["ab"] } },
      { id: 1, fields: { body: ["ab"] } },
    ]);
    index.compact();
    const hits = (query: Query) => index.search(query, { limit: 5 }).hits;
    expect(hits({ prefix: "a", limit: 10 })).toEqual(hits({ term: "abc" }));
    expect(hits({ prefix: "a", limit: 1 })).toEqual(hits({ term: "abc" }));
  });

  it("is the same after a snapshot, in whatever cut the bytes arrive", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(write, { maxLength: 8 }),
        fc.array(fc.tuple(query, options), { maxLength: 4 }),
        fc.integer({ min: 1, max: 5000 }),
        async (steps, asked, cut) => {
          const state = createState(schema, {});
          const index = openIndex(state);
          const model = new Map<number, DocInput>();
          for (const step of steps) apply(index, state, model, step);
          const loaded = await loadIndex(chunksOf(Buffer.concat([...index.save()]), cut), { schema });
          for (const [each, how] of asked) expect(loaded.search(each, how)).toEqual(index.search(each, how));
          loaded.put([{ id: 99, fields: { title: ["a"] }, facets: { place: ["west"] } }]);
          index.put([{ id: 99, fields: { title: ["a"] }, facets: { place: ["west"] } }]);
          for (const [each, how] of asked) expect(loaded.search(each, how)).toEqual(index.search(each, how));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is one with an index it absorbs, and refuses one that shares a document", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(write, { maxLength: 8 }),
        fc.array(write, { maxLength: 8 }),
        fc.array(fc.tuple(query, options), { maxLength: 4 }),
        async (steps, otherSteps, asked) => {
          const [state, other] = [createState(schema, {}), createState(schema, {})];
          const [index, second] = [openIndex(state), openIndex(other)];
          const model = new Map<number, DocInput>();
          const apart = new Map<number, DocInput>();
          for (const step of steps) apply(index, state, model, step);
          for (const step of otherSteps) apply(second, other, apart, elsewhere(step));
          await index.absorb(second.save());
          for (const [id, doc] of apart) model.set(id, doc);
          index.compact();
          expect(index.size).toBe(model.size);
          for (const [each, how] of asked) expectAgreement(index, { schema, docs: model }, each, how);
          if (apart.size === 0) return;
          await expect(index.absorb(second.save())).rejects.toThrow("document-invalid");
          for (const [each, how] of asked) expectAgreement(index, { schema, docs: model }, each, how);
        },
      ),
      { numRuns: 80 },
    );
  });

  it("walks the whole result page by page with the cursor", () => {
    fc.assert(
      fc.property(
        fc.array(docs, { maxLength: 40 }),
        query,
        options,
        (put, asked, { collapse: _collapse, ...how }) => {
          const index = createIndex(schema);
          index.put(put.slice(0, 10));
          index.save().next();
          index.put(put.slice(10));
          const whole = index.search(asked, { ...how, offset: 0, limit: 100 }).hits;
          const walked: typeof whole = [];
          for (let after: string | undefined; ; ) {
            const page = index.search(asked, { ...how, offset: 0, limit: 3, after });
            walked.push(...page.hits);
            if (page.cursor === null) break;
            after = page.cursor;
          }
          expect(walked).toEqual(whole);
        },
      ),
      { numRuns: 150 },
    );
  });
});

function* chunksOf(bytes: Uint8Array, cut: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += cut) yield bytes.subarray(at, at + cut);
}
