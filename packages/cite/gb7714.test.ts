import { describe, expect, test } from "vitest";
import { readEdition } from "./edition.ts";
import { citeGb7714 } from "./gb7714.ts";
import { bodyName, personName } from "./names.ts";
import type { Reference } from "./reference.ts";
import { plainText } from "./runs.ts";
import { samples } from "./testing-samples.ts";

const ACCESSED = { accessedOn: "2026-11-21" };
const gb = (reference: Reference, edition: 2015 | 2025, system: "numeric" | "author-date"): string =>
  plainText(citeGb7714(reference, { edition, system }, ACCESSED));

type Name = keyof typeof samples;
const numeric2015: [Name, string][] = [
  ["dream", "曹雪芹, 高鹗. 红楼梦[M]. 3版. 北京: 人民文学出版社, 2008."],
  ["translated", "博伯尔. 银行业的未来与人工智能[M]. 徐超, 译. 北京: 清华大学出版社, 2023."],
  ["fourAuthors", "印森林, 吴胜和, 李俊飞, 等. 储层地质学: 原理与方法[M]. 北京: 石油工业出版社, 2014."],
  ["volume", "李約瑟. 中國科學技術史: 第2卷 科學思想史[M]. 何兆武, 譯. [出版地不詳]: 科學出版社, 1990."],
  ["edited", "王力. 古代汉语[M]. 修订版. 北京: 中华书局, 1999."],
  ["editorBeside", "鲁迅. 鲁迅全集: 第1卷[M]. 王世家, 止庵, 编. 北京: [出版者不详], 2009."],
  ["anonymous", "永乐大典[M]. 明内府抄本. 1408."],
  ["nothingKnown", "无名书[M]. [出版地不详]: [出版者不详], [出版年不详]."],
  ["unwin", "昂温 G, 昂温 P S. 外国出版史[M]. 陈生铮, 译. 北京: 中国书籍出版社, 1988."],
  [
    "ebook",
    "陈志勇. 中国财税文化价值研究[M/OL]. 北京: 经济科学出版社, 2011[2026-11-21]. https://reader.example/book?id=1&x=2.",
  ],
  ["journal", "中国图书馆学会. 图书馆学通讯[J]. 北京: 北京图书馆, 1957-."],
  ["thesis", "刘乃安. 生物质材料热解失重动力学及其分析方法研究[D]. 合肥: 中国科学技术大学, 2000."],
  ["map", "谭其骧. 中国历史地图集[CM]. 北京: 中国地图出版社, 1982."],
  [
    "pride",
    "AUSTEN J. Pride and prejudice: an authoritative text[M]. GRAY D J, ed. 3rd ed. New York: W.W. Norton & Company, 2001.",
  ],
  [
    "fourWestern",
    "FORDHAM E W, ALI A, TURNER D A, et al. Gases in sea ice 1975–1979[M]. [S.l.]: MacMillan, 1975.",
  ],
  ["hyphens", "GODARD J L, DE MORGAN A, KING M L Jr. Histoire du cinéma[M]. Paris: Seuil, 1998."],
  [
    "body",
    "Stanford University. Department of Civil Engineering. Water quality[R]. Salt Lake City: [s.n.], 1964.",
  ],
  ["video", "The great wall[Z/CD]. [S.l.]: Universal, 2017."],
  ["japanese", "図書館用語辞典編集委員会. 最新図書館用語大辞典[M]. 東京: 柏書房, 2004."],
  ["russian", "КОЧЕТКОВ А Я, ИВАНОВ И И, ПЕТРОВ П П, и др. Отечественная геология[M]. Москва: Наука, 1993."],
];

const numeric2025: [Name, string][] = [
  ["dream", "曹雪芹，高鹗. 红楼梦[M]. 3版. 北京：人民文学出版社，2008."],
  ["translated", "博伯尔. 银行业的未来与人工智能[M]. 徐超，译. 北京：清华大学出版社，2023."],
  ["fourAuthors", "印森林，吴胜和，李俊飞，等. 储层地质学：原理与方法[M]. 北京：石油工业出版社，2014."],
  ["volume", "李約瑟. 中國科學技術史：第2卷 科學思想史[M]. 何兆武，譯. [出版地不詳]：科學出版社，1990."],
  ["journal", "中国图书馆学会. 图书馆学通讯[J]. 北京：北京图书馆，1957—."],
  [
    "ebook",
    "陈志勇. 中国财税文化价值研究[M/OL]. 北京：经济科学出版社，2011. https://reader.example/book?id=1&x=2.",
  ],
  [
    "fourWestern",
    "Fordham E W，Ali A，Turner D A，et al. Gases in sea ice 1975–1979[M]. [S.l.]：MacMillan，1975.",
  ],
  ["hyphens", "Godard J-L，De Morgan A，King M L Jr. Histoire du cinéma[M]. Paris：Seuil，1998."],
  [
    "pride",
    "Austen J. Pride and prejudice: an authoritative text[M]. Gray D J，ed. 3rd ed. New York：W.W. Norton & Company，2001.",
  ],
];

const authorDate: [Name, 2015 | 2025, string][] = [
  ["dream", 2015, "曹雪芹, 高鹗, 2008. 红楼梦[M]. 3版. 北京: 人民文学出版社."],
  ["dream", 2025, "曹雪芹，高鹗，2008. 红楼梦[M]. 3版. 北京：人民文学出版社."],
  ["anonymous", 2025, "佚名，1408. 永乐大典[M]. 明内府抄本."],
  ["nothingKnown", 2015, "佚名, [出版年不详]. 无名书[M]. [出版地不详]: [出版者不详]."],
  ["journal", 2025, "中国图书馆学会，1957—. 图书馆学通讯[J]. 北京：北京图书馆."],
  [
    "ebook",
    2015,
    "陈志勇, 2011. 中国财税文化价值研究[M/OL]. 北京: 经济科学出版社[2026-11-21]. https://reader.example/book?id=1&x=2.",
  ],
  ["video", 2025, "Anon，2017. The great wall[Z/CD]. [S.l.]：Universal."],
  [
    "fourWestern",
    2015,
    "FORDHAM E W, ALI A, TURNER D A, et al., 1975. Gases in sea ice 1975–1979[M]. [S.l.]: MacMillan.",
  ],
];

const four = (role: "translator" | "editor"): Reference["creators"] =>
  ["王一", "李二", "张三", "赵四"].map((name) => ({ name: personName(name), role }));

/** Variations on a sample, each with one thing that is odd. */
const variations: [string, Partial<Reference>, string, string][] = [
  [
    "four translators",
    { creators: [{ name: personName("(美)海明威"), role: "author" }, ...four("translator")] },
    "海明威. 红楼梦[M]. 王一, 李二, 张三, 等译. 3版. 北京: 人民文学出版社, 2008.",
    "海明威. 红楼梦[M]. 王一，李二，张三，等，译. 3版. 北京：人民文学出版社，2008.",
  ],
  [
    "only editors",
    { creators: four("editor"), edition: "新1版" },
    "王一, 李二, 张三, 等. 红楼梦[M]. 新1版. 北京: 人民文学出版社, 2008.",
    "王一，李二，张三，等. 红楼梦[M]. 新1版. 北京：人民文学出版社，2008.",
  ],
  [
    "a translator and an editor",
    {
      creators: [
        { name: personName("曹雪芹"), role: "author" },
        { name: personName("王一"), role: "editor", roleWord: "校点" },
        { name: personName("李二"), role: "translator" },
      ],
      edition: undefined,
    },
    "曹雪芹. 红楼梦[M]. 王一, 校点; 李二, 译. 北京: 人民文学出版社, 2008.",
    "曹雪芹. 红楼梦[M]. 王一，校点；李二，译. 北京：人民文学出版社，2008.",
  ],
  [
    "a microform",
    { medium: "microform", creators: [], edition: "明刻本", place: undefined },
    "红楼梦[M]. 明刻本. [出版地不详]: 人民文学出版社, 2008.",
    "红楼梦[M/MM]. 明刻本. [出版地不详]：人民文学出版社，2008.",
  ],
  [
    "a data set that is online, without place",
    {
      type: "dataset",
      medium: "online",
      creators: [],
      edition: undefined,
      place: undefined,
      url: "https://d.example/1",
    },
    "红楼梦[DS/OL]. 人民文学出版社, 2008[2026-11-21]. https://d.example/1.",
    "红楼梦[DS/OL]. 人民文学出版社，2008. https://d.example/1.",
  ],
  [
    "a standard by a body",
    { type: "standard", creators: [{ name: bodyName("国家能源局"), role: "author" }], edition: "第十二版" },
    "国家能源局. 红楼梦[S]. 12版. 北京: 人民文学出版社, 2008.",
    "国家能源局. 红楼梦[S]. 12版. 北京：人民文学出版社，2008.",
  ],
  [
    "two who share a family name in Han",
    {
      creators: ["(英)昂温, 乔治", "(英)昂温, 菲利普"].map((n) => ({ name: personName(n), role: "author" })),
      edition: "初版",
    },
    "乔治·昂温, 菲利普·昂温. 红楼梦[M]. 北京: 人民文学出版社, 2008.",
    "乔治·昂温，菲利普·昂温. 红楼梦[M]. 北京：人民文学出版社，2008.",
  ],
  [
    "a title that asks",
    { title: { main: "谁是曹雪芹？" }, creators: [], edition: "" },
    "谁是曹雪芹？[M]. 北京: 人民文学出版社, 2008.",
    "谁是曹雪芹？[M]. 北京：人民文学出版社，2008.",
  ],
];

test.each(variations)("%s", (_name, fields, in2015, in2025) => {
  expect(gb({ ...samples.dream, ...fields }, 2015, "numeric")).toBe(in2015);
  expect(gb({ ...samples.dream, ...fields }, 2025, "numeric")).toBe(in2025);
});

test.each([
  ["第3版", { number: 3 }],
  ["3版", { number: 3 }],
  ["第二十一版", { number: 21 }],
  ["第十版", { number: 10 }],
  ["2nd ed.", { number: 2 }],
  ["Second edition", { number: 2 }],
  ["[3rd ed.]", { number: 3 }],
  ["2. Aufl.", { number: 2 }],
  ["第1版", undefined],
  ["初版", undefined],
  ["1st ed.", undefined],
  ["First edition", undefined],
  ["", undefined],
  ["修订版", { words: "修订版" }],
  ["第2版, 修订本", { words: "第2版, 修订本" }],
  ["Rev. and enl. ed.", { words: "Rev. and enl. ed." }],
])("edition %s", (statement, expected) => {
  expect(readEdition(statement)).toEqual(expected);
});

describe("GB/T 7714-2015, numeric", () => {
  test.each(numeric2015)("%s", (name, expected) => {
    expect(gb(samples[name], 2015, "numeric")).toBe(expected);
  });
});

describe("GB/T 7714-2025, numeric", () => {
  test.each(numeric2025)("%s", (name, expected) => {
    expect(gb(samples[name], 2025, "numeric")).toBe(expected);
  });
});

describe("GB/T 7714, author-date", () => {
  test.each(authorDate)("%s %i", (name, edition, expected) => {
    expect(gb(samples[name], edition, "author-date")).toBe(expected);
  });
});
