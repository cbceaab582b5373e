import fc from "fast-check";
import { expect, test } from "vitest";
import type { Described } from "./described.ts";
import { normaliseIsbn, normaliseIssn } from "./identifiers.ts";
import { hashKey, type MatchProfile, matchKeysOf, matchProfileOf } from "./profile.ts";
import { scoreMatch } from "./score.ts";
import { groupsOf, joins } from "./testing.ts";
import { defaultThreshold } from "./thresholds.ts";

const BASE: Described = {
  titles: [{ main: "边城" }],
  contributors: [{ value: "沈从文", forms: [], role: "author", isMain: true, isCorporate: false }],
  publications: [{ publisher: "人民文学出版社" }],
  year: 1982,
  languages: ["chi"],
  type: "book",
  carrier: "print",
  identifiers: [{ type: "isbn", value: "9787020002207", status: "current" }],
};
const profile = (change: Partial<Described> = {}): MatchProfile => matchProfileOf({ ...BASE, ...change });
const joined = joins;
const isbn = (value: string): Described["identifiers"] => [{ type: "isbn", value, status: "current" }];

test("the same edition joins, whatever its script", () => {
  expect(joined(profile(), profile())).toBe(true);
  const traditional = profile({
    titles: [{ main: "邊城" }],
    contributors: [{ ...BASE.contributors[0]!, value: "沈從文" }],
    publications: [{ publisher: "人民文學出版社" }],
    identifiers: [],
  });
  expect(joined(profile({ identifiers: [] }), traditional)).toBe(true);
  const romanised = profile({
    titles: [{ main: "Bian cheng" }],
    contributors: [{ ...BASE.contributors[0]!, value: "Shen, Congwen" }],
    publications: [{ publisher: "Ren min wen xue chu ban she" }],
    identifiers: [],
  });
  expect(joined(profile({ identifiers: [] }), romanised)).toBe(true);
});

test.each<[string, Partial<Described>, Partial<Described>]>([
  ["volumes", { titles: [{ main: "边城", part: "上册" }] }, { titles: [{ main: "边城", part: "下册" }] }],
  ["the set and a volume", {}, { titles: [{ main: "边城", part: "第2册" }] }],
  ["editions", { edition: "第1版" }, { edition: "第2版" }],
  ["print and on-line", {}, { carrier: "online" }],
  ["languages", {}, { languages: ["eng"] }],
  ["a book and a map", {}, { type: "map" }],
])("%s never join, even with one ISBN", (_what, one, other) => {
  const score = scoreMatch(profile(one), profile(other));
  expect(score.vetoed).toBe(true);
  expect(score.reasons.every((reason) => reason.veto)).toBe(true);
  expect(joined(profile(one), profile(other))).toBe(false);
});

test("one shared ISBN alone never joins: publishers use them again", () => {
  const bare = { titles: [], contributors: [], publications: [], identifiers: isbn("9787020002207") };
  const { year: _year, ...rest } = { ...BASE, ...bare };
  const alone = matchProfileOf(rest);
  expect(scoreMatch(alone, alone).score).toBeLessThan(defaultThreshold.joinAt);
  const other = profile({
    titles: [{ main: "围城" }],
    contributors: [{ ...BASE.contributors[0]!, value: "钱锺书" }],
  });
  expect(joined(profile(), other)).toBe(false);
});

test("a reprint of another year and publisher stays apart", () => {
  const reprint = profile({
    year: 2004,
    publications: [{ publisher: "北岳文艺出版社" }],
    identifiers: isbn("9787537816113"),
  });
  expect(joined(profile(), reprint)).toBe(false);
});

test("a book without ISBN is told by its 统一书号, however that is written", () => {
  const numbered = (value: string, isbns: Described["identifiers"] = []): MatchProfile =>
    profile({ identifiers: [{ type: "national", value, status: "current" }, ...isbns] });
  expect(joined(numbered("10019·3178"), numbered("CN10019.3178"))).toBe(true);
  expect(joined(numbered("10019·3178"), numbered("10019·3421"))).toBe(false);
  expect(
    groupsOf([numbered("10019·3178"), profile({ identifiers: [] }), numbered("10019·3421")]),
  ).toHaveLength(2);
  const same = isbn("9787020002207");
  expect(joined(numbered("10019·3178", same), numbered("10019·3421", same))).toBe(true);
  expect(joined(numbered("GB83-12345"), numbered("GB84-99999"))).toBe(true);
});

test("another extent, or another year with an edition named, is another edition where no number is shared", () => {
  const bare = (change: Partial<Described>): MatchProfile => profile({ identifiers: [], ...change });
  expect(joined(bare({ pages: 256 }), bare({ pages: 417, year: 1983 }))).toBe(false);
  expect(joined(bare({ pages: 256 }), bare({ pages: 258, year: 1983 }))).toBe(true);
  expect(joined(profile({ pages: 256 }), profile({ pages: 417 }))).toBe(true);
  expect(joined(bare({}), bare({ year: 1983, edition: "第2版" }))).toBe(false);
  expect(joined(bare({}), bare({ year: 1983, edition: "第1版" }))).toBe(true);
  expect(joined(bare({}), bare({ edition: "第2版" }))).toBe(true);
});

test("a key whose telling part is empty is never made", () => {
  const { year: _year, ...rest } = { ...BASE, titles: [{ main: "！？" }], identifiers: [] };
  expect(matchKeysOf(matchProfileOf(rest))).toEqual([]);
  expect(matchKeysOf(profile({ titles: [{ main: "" }], identifiers: [] }))).toEqual([]);
});

test("a key is the number that stored ones are: the first half of MD5, signed", () => {
  expect(["i:9787101003048", "h:边城|1934", ""].map(hashKey)).toEqual([
    "6777121414071624148",
    "6774381371932917682",
    "-3162216497309240828",
  ]);
});

test("comparing is symmetric", () => {
  const part = fc.constantFrom(undefined, "上册", "下册", "第2册");
  const any = fc
    .record({
      main: fc.constantFrom("边城", "邊城", "长河", "Bian cheng", "边城集"),
      part,
      year: fc.constantFrom(1981, 1982, 1999),
      edition: fc.constantFrom(undefined, "第1版", "第2版", "修订本"),
      isbn: fc.constantFrom("9787020002207", "9787537816113", ""),
      carrier: fc.constantFrom("print" as const, "online" as const),
      publisher: fc.constantFrom("人民文学出版社", "北岳文艺出版社", ""),
    })
    .map((r) =>
      profile({
        titles: [r.part ? { main: r.main, part: r.part } : { main: r.main }],
        year: r.year,
        ...(r.edition ? { edition: r.edition } : {}),
        identifiers: r.isbn ? isbn(r.isbn) : [],
        carrier: r.carrier,
        publications: [{ publisher: r.publisher }],
      }),
    );
  fc.assert(
    fc.property(any, any, (a, b) => {
      expect(scoreMatch(a, b).score).toBeCloseTo(scoreMatch(b, a).score, 10);
      expect(scoreMatch(a, b).vetoed).toBe(scoreMatch(b, a).vetoed);
    }),
  );
});

test("ISBNs are read however they are written; wrong check digits are none", () => {
  for (const text of [
    "978-7-02-000220-7",
    "9787020002207",
    "ISBN 7-02-000220-X (精装)",
    "７０２０００２２０Ｘ",
    "702000220x",
  ])
    expect(normaliseIsbn(text), text).toBe("9787020002207");
  for (const text of ["9787020002208", "7020002201", "12345", "", "abc", "978702000220"])
    expect(normaliseIsbn(text), text).toBeUndefined();
  expect(normaliseIssn("0257-5876")).toBe(normaliseIssn("02575876"));
  expect(normaliseIssn("0257-5877")).toBeUndefined();
});
