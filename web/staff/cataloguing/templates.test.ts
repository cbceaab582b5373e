import { recordFlavour } from "@commonshelf/marc";
import { checkRecord } from "@commonshelf/marc/editing";
import { expect, test } from "vitest";
import { readPrice, showPrice } from "./item-price.ts";
import { filledIn, takenOver, templateNames, templateRecord } from "./templates.ts";

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
