import { beforeEach, describe, expect, it } from "vitest";
import type { Index, IndexSchema } from "./index.ts";
import { createState, type IndexState } from "./index-state.ts";
import { openIndex } from "./live-index.ts";
import { freezeDelta } from "./maintenance.ts";

const schema: IndexSchema = {
  fields: [{ name: "title", weight: 1, lengthNorm: 0.5, positions: true, prefixable: true }],
  facets: [{ name: "kind", multi: true }],
  numbers: ["year"],
  sortKeys: [],
};

describe("a merge under way", () => {
  let state: IndexState;
  let index: Index;

  const idsWith = (term: string): number[] =>
    index
      .search({ term }, { limit: 100 })
      .hits.map(({ id }) => id)
      .sort((a, b) => a - b);

  beforeEach(() => {
    state = createState(schema, {});
    index = openIndex(state);
    for (let id = 0; id < 20; id++)
      index.put([
        { id, fields: { title: ["old", `t${id}`] }, facets: { kind: ["book"] }, numbers: { year: id } },
      ]);
    freezeDelta(state);
    expect(index.maintain(0.25)).toBe(true);
    expect(state.job).not.toBeNull();
  });

  const finish = (): void => {
    while (index.maintain(1));
    expect(state.job).toBeNull();
    expect(state.sealed).toHaveLength(1);
    expect(state.frozen).toHaveLength(0);
  };

  it("does not bring back what was removed or replaced meanwhile", () => {
    index.remove([3, 4]);
    index.put([{ id: 5, fields: { title: ["new"] } }]);
    finish();
    expect(idsWith("old")).toEqual([...Array(20).keys()].filter((id) => ![3, 4, 5].includes(id)));
    expect(idsWith("new")).toEqual([5]);
    expect(index.size).toBe(18);
    expect(index.has(3)).toBe(false);
  });

  it("keeps facets and numbers changed meanwhile", () => {
    index.setFacet(7, "kind", ["map", "atlas"]);
    index.setNumber(7, "year", 1900);
    finish();
    const { hits, facets } = index.search(
      {
        and: [
          { facet: "kind", values: ["atlas"] },
          { range: "year", from: 1900 },
        ],
      },
      { limit: 5, facets: [{ name: "kind", limit: 5 }] },
    );
    expect(hits.map(({ id }) => id)).toEqual([7]);
    expect(facets.kind?.values).toEqual([
      { value: "atlas", count: 1 },
      { value: "map", count: 1 },
    ]);
  });

  it("is set aside by a snapshot without losing or doubling anything", () => {
    index.put([{ id: 30, fields: { title: ["old"] } }]);
    expect([...index.save()].length).toBeGreaterThan(1);
    expect(idsWith("old")).toHaveLength(21);
    while (index.maintain(1));
    expect(idsWith("old")).toHaveLength(21);
  });

  it("drops removed documents and their terms once a third of a segment is gone", () => {
    finish();
    index.remove([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(index.documentFrequency("old")).toBe(20);
    while (index.maintain(1));
    expect(index.documentFrequency("old")).toBe(12);
    expect(index.documentFrequency("t3")).toBe(0);
    expect(index.search({ prefix: "t", limit: 100 }, { limit: 0 }).total).toBe(12);
    expect(index.stats()).toMatchObject({ docs: 12, deletedDocs: 0, maintenanceDue: false });
  });
});
