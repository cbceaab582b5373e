import fc from "fast-check";
import { expect, test } from "vitest";
import { lookUp, SuggestTableBuilder, suggest, type suggestionKinds } from "./suggest-table.ts";

function tableOf(...headings: [(typeof suggestionKinds)[number], string, number][]) {
  const builder = new SuggestTableBuilder();
  for (const [kind, text, titles] of headings) builder.add(kind, text, titles);
  return builder.build();
}
const table = tableOf(
  ["title", "红楼梦", 14],
  ["title", "紅樓夢新證", 3],
  ["title", "呐喊", 5],
  ["title", "吕氏春秋", 4],
  ["title", "重庆史话", 2],
  ["title", "The Dream of the Red Chamber", 3],
  ["author", "鲁迅", 40],
  ["author", "沈從文", 20],
  ["subject", "红学", 9],
  ["subject", "中国文学--研究", 30],
);
const texts = (typed: string): string[] => suggest(table, typed, 5).map((s) => s.text);

test("the same is suggested for simplified, traditional, pinyin in any spacing, initials and Latin words", () => {
  for (const typed of ["红楼", "紅樓", "honglou", "hong lou", "HONG LOU", "hlm", "红楼梦"])
    expect(texts(typed), typed).toContain("红楼梦");
  for (const typed of ["shencong", "沈从", "沈從", "scw", "shen cong"])
    expect(texts(typed), typed).toContain("沈從文");
  for (const typed of ["lvshi", "lüshi", "lushi", "吕氏"]) expect(texts(typed), typed).toContain("吕氏春秋");
  for (const typed of ["chongqing", "zhongqing"]) expect(texts(typed), typed).toContain("重庆史话");
  for (const typed of ["dream", "the dr", "red cham", "Chamber"])
    expect(texts(typed), typed).toContain("The Dream of the Red Chamber");
});

test("groups stand in order, each with its heaviest first, what is typed whole before all", () => {
  expect(suggest(table, "h", 5).map((s) => [s.kind, s.text])).toEqual([
    ["title", "红楼梦"],
    ["title", "紅樓夢新證"],
    ["subject", "红学"],
  ]);
  expect(suggest(tableOf(["title", "家", 1], ["title", "家庭", 90]), "家", 5)[0]!.text).toBe("家");
});

test("whole keys are found alone", () => {
  expect(lookUp(table, "pluxun", 5)).toEqual([{ kind: "author", text: "鲁迅", titles: 40 }]);
  expect(lookUp(table, "wchamber", 5)).toEqual([{ kind: "word", text: "chamber", titles: 3 }]);
  expect(lookUp(table, "wchambe", 5)).toEqual([]);
});

test("agrees with looking at every heading", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "b", "红", "楼", "樓", " "),
    minLength: 1,
    maxLength: 5,
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, fc.nat(50)), { maxLength: 30 }), text, (headings, typed) => {
      const distinct = [...new Map(headings.filter(([t]) => t.trim())).entries()];
      const built = tableOf(...distinct.map(([t, n]): ["title", string, number] => ["title", t, n]));
      const found = suggest(built, typed, 100).map((s) => s.text);
      expect(new Set(found).size).toBe(found.length);
      for (const one of found) expect(distinct.some(([t]) => t === one)).toBe(true);
    }),
  );
});

test("another name of a heading leads to it, and it stands once however many of its names begin so", () => {
  const builder = new SuggestTableBuilder();
  builder.add("author", "鲁迅", 40);
  for (const name of ["周树人", "周樟寿", "周豫才"]) builder.add("author", name, 40, "鲁迅");
  builder.add("author", "周作人", 12);
  const people = builder.build();
  expect(suggest(people, "周", 2).map((one) => one.text)).toEqual(["鲁迅", "周作人"]);
  expect(suggest(people, "zhou shu", 2)).toEqual([{ kind: "author", text: "鲁迅", titles: 40 }]);
});
