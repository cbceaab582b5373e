import { checkRecord } from "@commonshelf/marc/editing";
import type { MarcRecord } from "@commonshelf/marc/record";
import { expect, test } from "vitest";
import { peopleIn, type SimpleBook, simpleRecord } from "./simple-record.ts";

const book: SimpleBook = {
  title: "夜渔",
  subtitle: "一个故事",
  author: "沈从文著",
  isbn: "978-7-02-000220-7",
  price: "45.00",
  edition: "",
  place: "北京",
  publisher: "远岸出版社",
  year: "2026",
  pages: "212",
  size: "21cm",
  language: "",
  series: "",
  classNumber: "I246.7",
  subjects: "短篇小说；现代",
  summary: "",
};
const readings = new Map([
  ["夜渔", "ye yu"],
  ["沈从文", "shen cong wen"],
]);
const recordOf = (more: Partial<SimpleBook> = {}): MarcRecord =>
  simpleRecord({ ...book, ...more }, readings, "20261129", "JINHE");
const field = (record: MarcRecord, tag: string): string[] =>
  record.fields.flatMap((one) =>
    one.tag === tag && "subfields" in one
      ? [one.subfields.map(([code, text]) => `$${code}${text}`).join("")]
      : [],
  );

test("a book in the simple form is a sound CNMARC record; what is left empty is none of it", () => {
  const record = recordOf();
  expect(checkRecord(record, "unimarc")).toEqual([]);
  expect(record.fields.map(({ tag }) => tag).join(" ")).toBe(
    "010 100 101 102 105 106 200 210 215 606 606 690 701 801",
  );
  expect(field(record, "200")).toEqual(["$a夜渔$9ye yu$e一个故事$f沈从文著"]);
  expect(field(record, "010")).toEqual(["$a978-7-02-000220-7$dCNY45.00"]);
  const bare = recordOf({ classNumber: "", author: "", price: "", year: "" });
  expect(bare.fields.some(({ tag }) => ["690", "701"].includes(tag))).toBe(false);
  expect(checkRecord(bare, "unimarc")).toEqual([]);
});

test("the edition, everybody who made the book and its language are in the record", () => {
  const record = recordOf({ edition: "2", author: "顾云舟著；(挪)汉森译；浙江大学编" });
  expect(checkRecord(record, "unimarc")).toEqual([]);
  expect(field(record, "205")).toEqual(["$a第2版"]);
  expect(field(record, "200")[0]).toContain("$f顾云舟著$g(挪)汉森译$g浙江大学编");
  expect([field(record, "701"), field(record, "702"), field(record, "712")]).toEqual([
    ["$a顾云舟$4著"],
    ["$a汉森$4译"],
    ["$a浙江大学$4编"],
  ]);
  expect(field(recordOf({ edition: "修订本" }), "205")).toEqual(["$a修订本"]);
  const english = recordOf({ title: "The Lighthouse" });
  expect([field(english, "101"), field(english, "102")]).toEqual([["$aeng"], []]);
  expect(["灯台もと暗し", "등대", "Маяк"].map((title) => field(recordOf({ title }), "101")[0])).toEqual([
    "$ajpn",
    "$akor",
    "$arus",
  ]);
  expect(field(recordOf({ title: "The Lighthouse", language: "fre" }), "101")).toEqual(["$afre"]);
});

test("who made a book, by the words behind the names", () => {
  const told = (text: string): string[] =>
    peopleIn(text).map(({ name, role, isFirst }) => `${name} ${role} ${isFirst ? 1 : 2}`);
  expect(told("沈从文著")).toEqual(["沈从文 著 1"]);
  expect(told("［美］斯坦贝克著，李译")).toEqual(["斯坦贝克 著 1", "李 译 2"]);
  expect(told("张三, 李四主编")).toEqual(["张三 主编 1", "李四 主编 1"]);
  expect(told("王五等编著")).toEqual(["王五 编著 1"]);
  expect(told("中央党校编；[清] 曹雪芹 著")).toEqual(["中央党校 编 1", "曹雪芹 著 2"]);
  expect(told("Mao Dun")).toEqual(["Mao Dun  1"]);
  expect(told("")).toEqual([]);
});
