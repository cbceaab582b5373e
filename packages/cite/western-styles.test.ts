import { describe, expect, test } from "vitest";
import { formatNames, writeReferences } from "./formats.ts";
import { personName, spokenName, wholeName } from "./names.ts";
import type { Reference } from "./reference.ts";
import { htmlText, plainText } from "./runs.ts";
import { cite, type StyleName, styleNames } from "./styles.ts";
import { samples } from "./testing-samples.ts";

const text = (reference: Reference, style: StyleName): string =>
  plainText(cite(reference, style, { accessedOn: "2026-11-21" }));

type Name = keyof typeof samples;
const cases: [StyleName, Name, string][] = [
  [
    "apa-7",
    "pride",
    "Austen, J. (2001). Pride and prejudice: an authoritative text (D. J. Gray, Ed.; 3rd ed.). W.W. Norton & Company.",
  ],
  [
    "apa-7",
    "fourWestern",
    "Fordham, E. W., Ali, A., Turner, D. A., & Charters, J. R. (1975). Gases in sea ice 1975–1979. MacMillan.",
  ],
  ["apa-7", "dream", "Cao, X., & Gao, E. (2008). Hong lou meng [红楼梦] (第3版). 人民文学出版社."],
  ["apa-7", "translated", "博伯尔. (2023). 银行业的未来与人工智能 (徐超, 译). 清华大学出版社."],
  ["apa-7", "edited", "王力 (主编). (1999). 古代汉语 (修订版). 中华书局."],
  ["apa-7", "nothingKnown", "无名书. (n.d.)."],
  [
    "apa-7",
    "thesis",
    "刘乃安. (2000). 生物质材料热解失重动力学及其分析方法研究 [博士学位论文, 中国科学技术大学].",
  ],
  [
    "apa-7",
    "westernThesis",
    "Smith, A. B. (1999). Reading the river: a study of stone [Doctoral dissertation, University of Chicago].",
  ],
  ["apa-7", "map", "谭其骧 (主编). (1982). 中国历史地图集 [地图]. 中国地图出版社."],
  ["apa-7", "video", "The great wall [Video]. (2017). Universal."],
  ["apa-7", "hyphens", "Godard, J.-L., De Morgan, A., & King, M. L., Jr. (1998). Histoire du cinéma. Seuil."],
  [
    "apa-7",
    "ebook",
    "陈志勇. (2011). 中国财税文化价值研究. 经济科学出版社. https://reader.example/book?id=1&x=2",
  ],
  ["apa-7", "editorBeside", "鲁迅. (2009). 鲁迅全集 (王世家, 止庵, 编; 第1卷)."],
  [
    "mla-9",
    "pride",
    "Austen, Jane. Pride and Prejudice: An Authoritative Text. Edited by Donald J. Gray, 3rd ed., W.W. Norton & Company, 2001.",
  ],
  ["mla-9", "fourWestern", "Fordham, Evens W., et al. Gases in Sea Ice 1975–1979. MacMillan, 1975."],
  ["mla-9", "dream", "Cao Xueqin 曹雪芹, and Gao E 高鹗. Hong lou meng 红楼梦. 第3版, 人民文学出版社, 2008."],
  [
    "mla-9",
    "westernThesis",
    "Smith, Ann B. Reading the River: A Study of Stone. 1999. University of Chicago, PhD dissertation.",
  ],
  [
    "mla-9",
    "ebook",
    "陈志勇. 中国财税文化价值研究. 经济科学出版社, 2011, https://reader.example/book?id=1&x=2. Accessed 21 Nov. 2026.",
  ],
  ["mla-9", "map", "谭其骧, editor. 中国历史地图集. 中国地图出版社, 1982. Map."],
  ["mla-9", "volume", "李約瑟. 中國科學技術史. Translated by 何兆武, 第2卷 科學思想史, 科學出版社, 1990."],
  [
    "chicago-17-bibliography",
    "pride",
    "Austen, Jane. Pride and Prejudice: An Authoritative Text. Edited by Donald J. Gray. 3rd ed. New York: W.W. Norton & Company, 2001.",
  ],
  [
    "chicago-17-note",
    "pride",
    "Jane Austen, Pride and Prejudice: An Authoritative Text, ed. Donald J. Gray, 3rd ed. (New York: W.W. Norton & Company, 2001).",
  ],
  [
    "chicago-17-author-date",
    "pride",
    "Austen, Jane. 2001. Pride and Prejudice: An Authoritative Text. Edited by Donald J. Gray. 3rd ed. New York: W.W. Norton & Company.",
  ],
  [
    "chicago-17-bibliography",
    "dream",
    "Cao Xueqin 曹雪芹 and Gao E 高鹗. Hong lou meng 红楼梦. 第3版. 北京: 人民文学出版社, 2008.",
  ],
  [
    "chicago-17-note",
    "dream",
    "Cao Xueqin 曹雪芹 and Gao E 高鹗, Hong lou meng 红楼梦, 第3版 (北京: 人民文学出版社, 2008).",
  ],
  [
    "chicago-17-bibliography",
    "westernThesis",
    "Smith, Ann B. “Reading the River: A Study of Stone.” PhD diss., University of Chicago, 1999.",
  ],
  [
    "chicago-17-note",
    "westernThesis",
    "Ann B. Smith, “Reading the River: A Study of Stone” (PhD diss., University of Chicago, 1999).",
  ],
  [
    "chicago-17-note",
    "fourWestern",
    "Evens W. Fordham et al., Gases in sea ice 1975–1979 (n.p.: MacMillan, 1975).".replace(
      "Gases in sea ice",
      "Gases in Sea Ice",
    ),
  ],
  [
    "chicago-17-bibliography",
    "fourWestern",
    "Fordham, Evens W., Amiad Ali, David A. Turner, and John R. Charters. Gases in Sea Ice 1975–1979. N.p.: MacMillan, 1975.",
  ],
  ["chicago-17-author-date", "nothingKnown", "无名书. n.d. N.p."],
  [
    "chicago-17-bibliography",
    "ebook",
    "陈志勇. 中国财税文化价值研究. 北京: 经济科学出版社, 2011. https://reader.example/book?id=1&x=2.",
  ],
];

test.each(cases)("%s: %s", (style, name, expected) => {
  expect(text(samples[name], style)).toBe(expected);
});

describe("look", () => {
  test("titles are italic, originals and addresses are not", () => {
    expect(htmlText(cite(samples.dream, "apa-7"))).toBe(
      "Cao, X., &#38; Gao, E. (2008). <i>Hong lou meng</i> [红楼梦] (第3版). 人民文学出版社.",
    );
    expect(htmlText(cite(samples.ebook, "gb7714-2025-numeric"))).toContain(
      '<a href="https://reader.example/book?id=1&#38;x=2">',
    );
  });

  test("what a record says never becomes markup", () => {
    const hostile = { ...samples.pride, title: { main: '<script>"x"</script>' }, url: "javascript:alert(1)" };
    for (const medium of ["print", "online"] as const) {
      const html = htmlText(cite({ ...hostile, medium }, "chicago-17-note"));
      expect(html).not.toMatch(/<(?!\/?i>)/);
    }
  });

  test("twenty-one authors: APA names nineteen and the last, Chicago seven", () => {
    const creators = Array.from({ length: 21 }, (_, i) => ({
      name: personName(`Name${String.fromCharCode(65 + i)}, Ann`),
      role: "author" as const,
    }));
    const many = { ...samples.pride, creators };
    expect(text(many, "apa-7")).toContain("NameS, A., . . . NameU, A. (2001)");
    expect(text(many, "chicago-17-bibliography")).toContain("Ann NameG, et al. Pride");
  });
});

describe("names", () => {
  test.each([
    ["Austen, Jane", "Austen|Jane"],
    ["Jane Austen", "Austen|Jane"],
    ["Ludwig van Beethoven", "van Beethoven|Ludwig"],
    ["Twain, Mark, 1835-1910", "Twain|Mark"],
    ["[美] 海明威 (Hemingway, Ernest)", "海明威"],
    ["(苏)高尔基", "高尔基"],
    ["伊迪斯·乔纳斯", "乔纳斯|伊迪斯"],
    ["马克思, 卡尔", "马克思|卡尔"],
    ["马克思K.", "马克思|K."],
    ["沈, 从文", "沈从文"],
    ["丸山敏秋", "丸山敏秋"],
    ["Plato", "Plato"],
    ["Aristotle,", "Aristotle"],
    ["Seuss, Dr.", "Seuss|Dr."],
  ])("%s", (written, expected) => {
    const name = personName(written);
    expect(name.kind === "whole" ? name.text : `${name.family}|${name.given}`).toBe(expected);
  });
});

const named = (value: string): Reference => ({
  ...samples.pride,
  title: { main: "Letters" },
  edition: undefined,
  creators: [{ name: personName(value), role: "author" }],
});

test("a particle behind the forenames goes with the family name where the style asks for it", () => {
  expect(text(named("Gogh, Vincent van"), "apa-7")).toMatch(/^van Gogh, V\. \(2001\)/);
  expect(text(named("Staël, Germaine de"), "apa-7")).toMatch(/^de Staël, G\. /);
  expect(text(named("Droste-Hülshoff, Annette von der"), "apa-7")).toMatch(/^von der Droste-Hülshoff, A\. /);
  expect(text(named("Alembert, Jean Le Rond d'"), "apa-7")).toMatch(/^d'Alembert, J\. L\. R\. /);
  expect(text(named("Gogh, Vincent van"), "gb7714-2015-numeric")).toMatch(/^VAN GOGH V\. /);
  expect(text(named("Gogh, Vincent van"), "mla-9")).toMatch(/^Gogh, Vincent van\. /);
  expect(text(named("Austen, Jane"), "apa-7")).toMatch(/^Austen, J\. /);
});

test("the full stop that ends a field is no part of a name, that of an abbreviation is", () => {
  for (const [written, name] of [
    ["Nguyễn Du.", "Nguyễn Du"],
    ["Austen, Jane.", "Jane Austen"],
    ["Li, Bo.", "Bo Li"],
    ["曹雪芹.", "曹雪芹"],
    ["Tolkien, J. R. R.", "J. R. R. Tolkien"],
    ["King, Martin Luther, Jr.", "Martin Luther King Jr."],
    ["Smith, Wm.", "Wm. Smith"],
    ["Smith, Geo.", "Geo. Smith"],
  ] as const)
    expect(spokenName(personName(written)), written).toBe(name);
  expect(wholeName("Nguyễn Du.")).toMatchObject({ text: "Nguyễn Du" });
});

test("a span of years is cited as one, never as its first year", () => {
  const decade = { ...named("Austen, Jane"), year: 1970, yearTo: 1979 };
  expect(text(decade, "apa-7")).toContain("(1970–1979)");
  expect(text(decade, "mla-9")).toContain("1970–1979");
  expect(text(decade, "gb7714-2015-numeric")).toContain("[1970-1979]");
  for (const style of styleNames) expect(text(decade, style), style).not.toMatch(/1970(?![-–—]1979)/u);
  for (const format of formatNames)
    expect(writeReferences([decade], format), format).not.toMatch(/(?<![a-z])1970(?!-{1,2}1979|\W+1979)/u);
  const serial = { ...decade, type: "serial" as const, yearTo: 1985 };
  expect(text(serial, "apa-7")).toContain("(1970–1985)");
  expect(text({ ...serial, yearTo: undefined }, "apa-7")).toContain("(1970–)");
});
