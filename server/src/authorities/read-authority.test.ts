import { expect, test } from "vitest";
import { bornIn, headingKey, knownNumber } from "./heading-key.ts";
import { readAuthority } from "./read-authority.ts";
import { cnmarcAuthority, marc21Authority, marc21Book, recordOf } from "./testing-records.ts";

test("a MARC 21 person: the heading in Han leads, other forms lead to it, dates stand beside", () => {
  const facts = readAuthority(
    marc21Authority(
      "n 2001",
      ["010", "  ", "a", "n  2001000001"],
      ["024", "7 ", "a", "https://viaf.org/viaf/4711", "2", "viaf"],
      ["100", "1 ", "6", "880-01", "a", "Lu, Heng,", "d", "1901-1987."],
      ["400", "1 ", "a", "Lu, Hengzhi,", "d", "1901-1987"],
      ["500", "1 ", "w", "r", "a", "Lu, Yuan"],
      ["678", "  ", "a", "Historian of lamps."],
      ["880", "1 ", "6", "100-01/$1", "a", "陸衡,", "d", "1901-1987."],
    ),
  );
  expect(facts).toEqual({
    kind: "person",
    source: "TEST",
    number: "n 2001",
    forms: [
      { role: "heading", relation: null, text: "陸衡" },
      { role: "heading", relation: null, text: "Lu, Heng" },
      { role: "see", relation: null, text: "Lu, Hengzhi" },
      { role: "also", relation: "related", text: "Lu, Yuan" },
    ],
    dates: "1901-1987",
    note: "Historian of lamps.",
    classes: [],
    numbers: ["test:n2001", "dlc:n2001000001", "viaf:4711"],
    isDeleted: false,
  });
});

test("a CNMARC subject: broader and narrower, its class number", () => {
  expect(
    readAuthority(
      cnmarcAuthority(
        "S1",
        ["250", "  ", "a", "灯具"],
        ["450", "  ", "a", "灯"],
        ["550", "  ", "5", "g", "a", "电器"],
        ["550", "  ", "5", "h", "a", "台灯"],
        ["690", "  ", "a", "TM923"],
        ["750", "  ", "a", "Lamps", "8", "chieng"],
      ),
    ),
  ).toMatchObject({
    kind: "subject",
    classes: ["TM923"],
    forms: [
      { role: "heading", text: "灯具" },
      { role: "heading", text: "Lamps" },
      { role: "see", text: "灯" },
      { role: "also", relation: "broader", text: "电器" },
      { role: "also", relation: "narrower", text: "台灯" },
    ],
  });
});

test("bodies, titles of persons, families and classes are told apart", () => {
  const kindOf = (...field: [string, string, ...string[]]) => {
    const facts = readAuthority(marc21Authority("1", field));
    return "kind" in facts ? [facts.kind, facts.forms[0]!.text] : [facts.refused];
  };
  expect(kindOf("110", "2 ", "a", "Jinhe University.", "b", "Library")).toEqual([
    "body",
    "Jinhe University. Library",
  ]);
  expect(kindOf("111", "2 ", "a", "Lamp Congress", "d", "(2009 :", "c", "Milan)")[0]).toBe("body");
  expect(kindOf("100", "1 ", "a", "Lu, Heng.", "t", "Lamps of old")).toEqual([
    "title",
    "Lu, Heng. Lamps of old",
  ]);
  expect(kindOf("151", "  ", "a", "Jinhe (China)")[0]).toBe("subject");
  expect(kindOf("150", "  ", "a", "Lamps", "x", "History")).toEqual(["subject", "Lamps--History"]);
  const scheme = recordOf(
    "00000nw  a2200000n  4500",
    ["001", "c1"],
    ["153", "  ", "a", "TM923", "h", "电工技术", "j", "电气照明"],
  );
  expect(readAuthority(scheme)).toMatchObject({
    kind: "class",
    note: "电工技术 电气照明",
    forms: [{ text: "TM923" }],
  });
});

test("what is no authority is refused with the place", () => {
  expect(readAuthority(marc21Book("b1", "A book"))).toEqual({ refused: "not-an-authority", place: "LDR/06" });
  expect(readAuthority(marc21Authority("x1"))).toEqual({ refused: "no-heading", place: "1XX" });
  expect(readAuthority(marc21Authority("x1", ["100", "1 ", "a", " ,"]))).toEqual({
    refused: "no-heading",
    place: "1XX",
  });
  expect(readAuthority(recordOf("00000nz  a2200000n  4500", ["150", "  ", "a", "Lamps"]))).toEqual({
    refused: "no-number",
    place: "001",
  });
});

test("keys, years and numbers", () => {
  expect(headingKey("person", "陸衡")).toBe(headingKey("person", "陆衡"));
  expect(headingKey("person", "Lu, Heng")).toBe(headingKey("person", "Heng Lu"));
  expect(headingKey("class", " tm 923 ")).toBe("TM923");
  expect([
    bornIn("1901-1987"),
    bornIn("-1987"),
    bornIn("b. 1901"),
    bornIn("fl. 1600-1620"),
    bornIn("1901?-"),
  ]).toEqual(["1901", "", "1901", "1600", "1901"]);
  expect(knownNumber("(DLC)n  79021164")).toBe("dlc:n79021164");
  expect(knownNumber("http://id.loc.gov/authorities/names/n79021164")).toBe("dlc:n79021164");
  expect(knownNumber("n79021164")).toBeUndefined();
});
