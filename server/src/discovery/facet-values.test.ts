import { directName } from "@commonshelf/cjk";
import { beforeAll, expect, test } from "vitest";
import { headingKey } from "../browse-lists/index.ts";
import type { Instance, InstanceBrief } from "../catalogue/index.ts";
import { EMPTY_BRIEF } from "../catalogue/testing.ts";
import type { Language } from "../kernel/text.ts";
import type { Searcher } from "./engines/contract.ts";
import { indexDocument } from "./engines/postings/index-document.ts";
import { createCatalogueIndex, createSearcher } from "./engines/postings/searcher.ts";
import { isSameValue } from "./facet-values.ts";
import { by } from "./testing-titles.ts";
import type { FacetName } from "./words.ts";

let searcher: Searcher;

beforeAll(() => {
  const index = createCatalogueIndex();
  let id = 0;
  const add = (author: InstanceBrief["contributors"][number], subject: string): void => {
    id += 1;
    const subjects = [{ value: subject, forms: [] }];
    const brief = { ...EMPTY_BRIEF, title: { main: `T${id}` }, contributors: [author], subjects };
    index.put([
      indexDocument(
        { id, brief, memberIds: [], workId: null, audience: 0, version: 1 } as unknown as Instance,
        new Map(),
        [],
      ),
    ]);
  };
  add(by("鲁迅"), "中国");
  add(by("魯迅"), "中國");
  add(by("Lu, Xun", "魯迅"), "中国");
  add(by("Kingston, Maxine Hong"), "English literature");
  add(by("Maxine Hong Kingston"), "English Literature");
  add(by("Márquez, Gabriel García"), "中国文学");
  add(by("Gabriel Garcia Marquez"), "中國文學");
  searcher = createSearcher(() => index);
});

const values = async (facet: FacetName, language?: Language): Promise<[string, number][]> =>
  (await searcher.search({ node: { kind: "everything" }, size: 1, facetSize: 20, language })).facets[
    facet
  ]!.values.map(({ value, count }) => [value, count]);
const ticked = async (facet: FacetName, value: string): Promise<number> =>
  (await searcher.search({ node: { kind: "everything" }, size: 1, filters: [{ facet, values: [value] }] }))
    .total;

test("a heading or person is one value, counted once, in the reader's script", async () => {
  expect(await values("subject", "zh-Hans")).toEqual([
    ["中国", 3],
    ["English literature", 2],
    ["中国文学", 2],
  ]);
  expect((await values("subject", "zh-Hant")).slice(0, 3).map(([value]) => value)).toEqual([
    "中國",
    "English literature",
    "中國文學",
  ]);
  expect(await values("author", "zh-Hant")).toContainEqual(["魯迅", 3]);
  expect(await values("author", "zh-Hans")).toContainEqual(["鲁迅", 3]);
  const english = { node: { kind: "everything" }, size: 1, facetSize: 20, language: "en" } as const;
  expect((await searcher.search(english)).facets.author!.values).toContainEqual({
    ...{ value: "鲁迅", label: "Lu, Xun", count: 3 },
  });
  expect((await values("author")).map(([, count]) => count)).toEqual([3, 2, 2]);
});

test("ticking any form gives all", async () => {
  for (const name of ["鲁迅", "魯迅"]) expect(await ticked("author", name)).toBe(3);
  for (const name of ["Kingston, Maxine Hong", "Maxine Hong Kingston", "maxine hong kingston"])
    expect(await ticked("author", name)).toBe(2);
  for (const name of ["中国", "中國"]) expect(await ticked("subject", name)).toBe(3);
});

test("names are one in both orders, other commas stay", () => {
  expect(directName("King, Martin Luther, Jr.")).toBe("Martin Luther King, Jr.");
  expect(directName("Dickens, 1812-1870")).toBe("Dickens, 1812-1870");
  expect(isSameValue("author", "Paul, John", "Paul John")).toBe(false);
  expect(headingKey("author", "Kingston, Maxine Hong")).toBe(headingKey("author", "Maxine Hong Kingston"));
});
