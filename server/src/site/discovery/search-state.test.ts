import fc from "fast-check";
import { expect, test } from "vitest";
import { readQuestion } from "../../discovery/index.ts";
import { facetNames, sortNames } from "../../discovery/words.ts";
import {
  filterCount,
  LAST_PAGE,
  parseSearchState,
  plainState,
  type SearchState,
  searchRequestOf,
  withoutValue,
  withValue,
  writeSearchState,
} from "./search-state.ts";

const read = (query: string): SearchState => parseSearchState(new URLSearchParams(query));
const text = fc.string({ unit: "binary", minLength: 1, maxLength: 30 }).filter((s) => s.isWellFormed());
const year = fc.option(fc.integer({ min: 0, max: 9999 }));

const states: fc.Arbitrary<SearchState> = fc
  .record({
    q: text.map((s) => s.trim()),
    cql: fc.constantFrom("", 'dc.title = "呐喊"'),
    not: fc
      .option(fc.constantFrom("eng", "jpn"), { nil: undefined })
      .map((language): SearchState["not"] => (language ? { language: [language] } : {})),
    grouped: fc.boolean(),
    facets: fc
      .dictionary(fc.constantFrom(...facetNames), fc.uniqueArray(text, { minLength: 1, maxLength: 4 }), {
        noNullPrototype: true,
      })
      .map((d) => d as SearchState["facets"]),
    years: fc.tuple(year, year),
    sort: fc.constantFrom(...sortNames),
    page: fc.integer({ min: 1, max: LAST_PAGE }),
  })
  .map(({ years: [a, b], ...state }) => {
    const swap = a !== null && b !== null && a > b;
    const facets = { ...state.facets };
    // Of nested classes only the narrowest stays; a value is never chosen and left out at once.
    if (facets.class) facets.class = facets.class.slice(0, 1);
    if (facets.language) facets.language = facets.language.filter((l) => !state.not.language?.includes(l));
    if (facets.language?.length === 0) delete facets.language;
    return { ...state, facets, from: swap ? b : a, to: swap ? a : b };
  });

test("a state comes back from its address unchanged, whatever is in it", () => {
  fc.assert(
    fc.property(states, (state) => {
      expect(read(writeSearchState(state))).toEqual(state);
    }),
  );
});

test("any address can be read, and writing it again settles", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 80 }), (query) => {
      const once = writeSearchState(read(query));
      expect(writeSearchState(read(once))).toBe(once);
    }),
  );
});

test("the usual is left out of the address", () => {
  expect(writeSearchState(read("q=%E7%BA%A2&sort=relevance&page=1&from=&to="))).toBe("q=%E7%BA%A2");
});

test("nonsense is left out: sorts, pages, years and empty values", () => {
  expect(read("sort=price&page=-3&from=abc&to=12345&library=&library=A&library=A&color=red")).toEqual({
    ...plainState,
    facets: { library: ["A"] },
  });
  expect(read("page=999999").page).toBe(LAST_PAGE);
});

test("years in the wrong order are put right", () => {
  expect(read("from=1990&to=1980")).toMatchObject({ from: 1980, to: 1990 });
});

test("removing a chosen value goes back to the first page and leaves the others", () => {
  const state = read("q=a&library=A&library=B&language=chi&page=4");
  expect(writeSearchState(withoutValue(state, "library", "A"))).toBe("q=a&library=B&language=chi");
  expect(writeSearchState(withoutValue(state, "language", "chi"))).toBe("q=a&library=A&library=B");
  expect(filterCount(state)).toBe(3);
});

test("browsing everything shows what came last; a query is sorted by relevance", () => {
  expect(searchRequestOf(read(""))).toMatchObject({ node: { kind: "everything" }, sort: "added", offset: 0 });
  expect(searchRequestOf(read("q=history&page=3"))).toMatchObject({ sort: "relevance", offset: 40 });
});

test("values of one facet go into one filter, years into a range", () => {
  expect(searchRequestOf(read("library=A&library=B&to=1949")).filters).toEqual([
    { facet: "library", values: ["A", "B"] },
    { year: { from: undefined, to: 1949 } },
  ]);
});

test("a value is chosen or left out, never both; of nested classes the narrowest counts", () => {
  const state = read("q=a&language=eng&not-language=eng&not-language=jpn&class=I&class=I2&class=T");
  expect(state).toMatchObject({
    facets: { language: ["eng"], class: ["I2", "T"] },
    not: { language: ["jpn"] },
  });
  expect(withValue(state, "language", "eng", "not")).toMatchObject({
    facets: { class: ["I2", "T"] },
    not: { language: ["jpn", "eng"] },
  });
  expect(searchRequestOf(read("not-type=map")).filters).toEqual([
    { facet: "type", values: ["map"], exclude: true },
  ]);
});

test("a CQL query stands instead of words; what is wrong with it has its place", () => {
  expect(readQuestion(read("cql=dc.creator%20%3D%20鲁迅"))).toEqual({
    node: { kind: "words", field: "author", text: "鲁迅" },
  });
  expect(readQuestion(read("cql=dc.title%20%3D"))).toMatchObject({ diagnostic: { code: 10 } });
  expect(readQuestion(read("cql=dc.colour%20%3D%20red"))).toMatchObject({ diagnostic: { code: 16 } });
});
