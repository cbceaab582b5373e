import { recordFlavour } from "@commonshelf/marc";
import { checkRecord } from "@commonshelf/marc/editing";
import { expect, test } from "vitest";
import { readPrice, showPrice } from "./item-price.ts";
import {
  filledIn,
  personIn,
  type SimpleBook,
  simpleRecord,
  takenOver,
  templateNames,
  templateRecord,
} from "./templates.ts";

const book: SimpleBook = {
  title: "夜渔",
  subtitle: "一个故事",
  author: "沈从文著",
  isbn: "978-7-02-000220-7",
  price: "45.00",
  place: "北京",
  publisher: "远岸出版社",
  year: "2026",
  pages: "212",
  size: "21cm",
  series: "",
  classNumber: "I246.7",
  subjects: "短篇小说；现代",
  summary: "",
};

test.each(templateNames)(
  "the template %s is of its format, and what it has is sound but for the missing title",
  (name) => {
    const record = templateRecord(name, "20261129", "JINHE");
    const flavour = name.endsWith("cnmarc") ? "unimarc" : "marc21";
    expect(recordFlavour(record)).toBe(flavour);
    const found = checkRecord(filledIn(record), flavour).map(({ code, tag }) => `${code} ${tag}`);
    expect(found).toEqual([`title-missing ${flavour === "unimarc" ? "200" : "245"}`]);
  },
);

test("a book in the simple form is a sound CNMARC record; what is left empty is none of it", () => {
  const record = simpleRecord(book, { title: "ye yu", author: "shen cong wen" }, "20261129", "JINHE");
  expect(checkRecord(record, "unimarc")).toEqual([]);
  expect(record.fields.map((field) => field.tag)).toEqual([
    "010",
    "100",
    "101",
    "102",
    "105",
    "106",
    "200",
    "210",
    "215",
    "606",
    "606",
    "690",
    "701",
    "801",
  ]);
  expect(record.fields).toContainEqual(
    expect.objectContaining({
      tag: "200",
      subfields: [
        ["a", "夜渔"],
        ["9", "ye yu"],
        ["e", "一个故事"],
        ["f", "沈从文著"],
      ],
    }),
  );
  expect(record.fields).toContainEqual(
    expect.objectContaining({
      subfields: [
        ["a", "978-7-02-000220-7"],
        ["d", "CNY45.00"],
      ],
    }),
  );
  const bare = simpleRecord(
    { ...book, classNumber: "", author: "", price: "", year: "" },
    { title: "", author: "" },
    "20261129",
    "X",
  );
  expect(bare.fields.some((field) => ["690", "701"].includes(field.tag))).toBe(false);
  expect(checkRecord(bare, "unimarc")).toEqual([]);
});

test("the person of a statement", () => {
  expect(
    ["沈从文著", "［美］斯坦贝克著，李译", "张三, 李四主编", "王五等编著", "Mao Dun"].map(personIn),
  ).toEqual(["沈从文", "斯坦贝克", "张三", "王五", "Mao Dun"]);
});

test("what is taken over from another library leaves its copies, numbers and local fields behind", () => {
  const data = (tag: string) => ({
    tag,
    ind1: " ",
    ind2: " ",
    subfields: [["a", "x"]] as [string, string][],
  });
  const tags = [
    "001",
    "003",
    "008",
    "010",
    "035",
    "091",
    "200",
    "590",
    "606",
    "690",
    "692",
    "701",
    "801",
    "852",
    "856",
    "876",
    "905",
    "999",
  ];
  const fields = tags.map((tag) => (tag.startsWith("00") ? { tag, value: "x" } : data(tag)));
  const record = { leader: "00000cam a2200000 i 4500", fields };
  const taken = takenOver(record, "unimarc");
  expect(taken.fields.map((field) => field.tag)).toEqual([
    "008",
    "010",
    "091",
    "200",
    "606",
    "690",
    "692",
    "701",
    "801",
    "856",
  ]);
  expect(taken.leader[5]).toBe("n");
  // The same tags are local in MARC 21, where 490 is the series.
  const marc21 = takenOver({ ...record, fields: [...fields, data("490"), data("650")] }, "marc21");
  expect(marc21.fields.map((field) => field.tag)).toEqual([
    "008",
    "010",
    "200",
    "606",
    "701",
    "801",
    "856",
    "490",
    "650",
  ]);
});

test("a price is read as people write it and shown so that it is read again", () => {
  expect(["", "45", "cny45.5", "HKD 120", "45元", "XXX 3", "1.234"].map(readPrice)).toEqual([
    null,
    { minor: 4500, currency: "CNY" },
    { minor: 4550, currency: "CNY" },
    { minor: 12000, currency: "HKD" },
    undefined,
    undefined,
    undefined,
  ]);
  expect(readPrice(showPrice({ minor: 4550, currency: "CNY" }))).toEqual({ minor: 4550, currency: "CNY" });
});
