import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSearchBox, queryParts } from "./parse-search-box.ts";

/** What the syntax of a text says, whatever else it may mean. */
function syntaxOf(text: string): unknown {
  const node = parseSearchBox(text);
  const first = node.kind === "first-of" ? node.readings[0]!.node : node;
  return first.kind === "or" ? first.nodes[0] : first;
}

test("plain words stay together as one search, a year among them is a hint only", () => {
  expect(parseSearchBox("鲁迅 呐喊")).toEqual({ kind: "words", field: "any", text: "鲁迅 呐喊" });
  expect(parseSearchBox("鲁迅 呐喊 1923")).toEqual({
    kind: "prefer",
    node: { kind: "words", field: "any", text: "鲁迅 呐喊" },
    hints: [
      { kind: "year", from: 1923, to: 1923 },
      { kind: "words", field: "any", text: "1923" },
    ],
  });
  expect(parseSearchBox("1984")).toEqual({ kind: "words", field: "any", text: "1984" });
  expect(syntaxOf("年份：1990-2000")).toEqual({ kind: "year", from: 1990, to: 2000 });
});

test("a year as references write it is a hint too, with its brackets and marks", () => {
  for (const text of ["国富论（1972年）", "国富论 [1972]", "国富论 1972.", "国富论 (1972).", "国富论, c1972"])
    expect(syntaxOf(text)).toMatchObject({
      kind: "prefer",
      hints: [{ kind: "year", from: 1972, to: 1972 }, {}],
    });
  expect(parseSearchBox("(1984)")).toEqual({ kind: "words", field: "any", text: "1984" });
  expect(parseSearchBox("12019.")).toEqual({ kind: "words", field: "any", text: "12019." });
});

test("a call number typed alone is looked up whole, and as words", () => {
  expect(parseSearchBox("I247.57/L982")).toEqual({
    kind: "or",
    nodes: [
      { kind: "words", field: "call-number", text: "I247.57/L982" },
      { kind: "words", field: "any", text: "I247.57/L982" },
    ],
  });
  expect(parseSearchBox("C++")).toMatchObject({ kind: "words" });
});

test("the pieces of a query say what each was taken for and what is left without it", () => {
  expect(queryParts("鲁迅 《呐喊》 1923")).toMatchObject([
    { field: "any", text: "鲁迅", without: "《呐喊》 1923" },
    { field: "title", form: "book-title", text: "呐喊", without: "鲁迅 1923" },
    { field: "year", text: "1923", without: "鲁迅 《呐喊》" },
  ]);
  expect(queryParts("鲁迅 呐喊 1923")[2]).toMatchObject({ field: "year", without: "鲁迅 呐喊" });
  expect(queryParts("红楼梦 NOT 作者：高鹗 OR 石头记")).toMatchObject([
    { text: "红楼梦", negated: false, without: "NOT 作者：高鹗 OR 石头记" },
    { field: "author", text: "高鹗", negated: true, without: "红楼梦 OR 石头记" },
    { text: "石头记", without: "红楼梦 NOT 作者：高鹗" },
  ]);
  expect(queryParts("机器学习 (入门 或 (基础 且 导论)) 周志华")).toMatchObject([
    { text: "机器学习", form: "words", without: "(入门 或 (基础 且 导论)) 周志华" },
    { text: "入门 或 (基础 且 导论)", form: "group", negated: false, without: "机器学习 周志华" },
    { text: "周志华", without: "机器学习 (入门 或 (基础 且 导论))" },
  ]);
  expect(queryParts("诗 NOT (唐 或 宋)")[1]).toMatchObject({ form: "group", negated: true, without: "诗" });
  expect(queryParts("诗 (唐 或 宋").map(({ text }) => text)).toEqual(["诗", "唐", "宋"]);
  expect(queryParts("I561.33/")).toMatchObject([{ field: "call-number", text: "I561.33" }]);
  expect(queryParts("7-02-000220-X")).toMatchObject([{ field: "identifier", without: "" }]);
});

test("field names are understood in three languages, with any colon or equals sign", () => {
  const title = { kind: "words", field: "title", text: "呐喊" };
  for (const text of ["title:呐喊", "题名：呐喊", "題名=呐喊", "TI: 呐喊"])
    expect(syntaxOf(text)).toEqual(title);
  expect(syntaxOf("作者:鲁迅 主题:小说")).toEqual({
    kind: "and",
    nodes: [
      { kind: "words", field: "author", text: "鲁迅" },
      { kind: "words", field: "subject", text: "小说" },
    ],
  });
});

test("AND OR NOT work in English and Chinese, NOT binds to what follows, brackets group", () => {
  expect(syntaxOf("红楼梦 NOT 续")).toEqual({
    kind: "and",
    nodes: [
      { kind: "words", field: "any", text: "红楼梦" },
      { kind: "not", node: { kind: "words", field: "any", text: "续" } },
    ],
  });
  expect(syntaxOf("(红楼梦 或 石头记) 且 作者:曹雪芹")).toEqual({
    kind: "and",
    nodes: [
      {
        kind: "or",
        nodes: [
          { kind: "words", field: "any", text: "红楼梦" },
          { kind: "words", field: "any", text: "石头记" },
        ],
      },
      { kind: "words", field: "author", text: "曹雪芹" },
    ],
  });
});

test("a minus before a word leaves it out, one inside a word or alone between words does not", () => {
  for (const text of ["红楼梦 -曹雪芹", "红楼梦 －曹雪芹", "红楼梦 NOT 曹雪芹"])
    expect(syntaxOf(text), text).toEqual(syntaxOf("红楼梦 非 曹雪芹"));
  expect(syntaxOf('红楼梦 -"曹雪芹"')).toMatchObject({ nodes: [{ text: "红楼梦" }, { kind: "not" }] });
  for (const text of ["红楼梦-曹雪芹", "红楼梦 - 曹雪芹", "-曹雪芹", "covid -19"])
    expect(JSON.stringify(syntaxOf(text)), text).not.toContain('"not"');
  expect(
    queryParts("红楼梦 -曹雪芹 漫画").map(({ text, negated, without }) => [text, negated, without]),
  ).toEqual([
    ["红楼梦", false, "-曹雪芹 漫画"],
    ["曹雪芹", true, "红楼梦 漫画"],
    ["漫画", false, "红楼梦 -曹雪芹"],
  ]);
});

test("an ISBN is recognised however it is typed", () => {
  const expected = { kind: "identifier", text: "9787020002207" };
  for (const text of [
    "9787020002207",
    "978-7-02-000220-7",
    "7-02-000220-X",
    "ISBN 7 02 000220 x",
    "isbn:978 7 02 000220 7",
  ])
    expect(syntaxOf(text)).toEqual(expected);
});

test("a number that is no ISBN is words, and a wrong number that a book may bear", () => {
  expect(parseSearchBox("1234567890")).toMatchObject({ nodes: [{ kind: "identifier" }, { kind: "words" }] });
  expect(parseSearchBox("1234567890123")).toMatchObject({ kind: "words" });
});

test("quotes make phrases, 《》 makes a title", () => {
  expect(parseSearchBox('"chartism to love"')).toEqual({
    kind: "phrase",
    field: "any",
    text: "chartism to love",
  });
  expect(parseSearchBox("《围城》")).toEqual({ kind: "phrase", field: "title", text: "围城" });
});

test("any text can be read, and quickly", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 1200 }), (text) => {
      expect(parseSearchBox(text).kind).toBeTypeOf("string");
    }),
  );
});
