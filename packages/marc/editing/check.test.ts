import { expect, test } from "vitest";
import type { MarcField, MarcRecord } from "../record.ts";
import { checkRecord } from "./check.ts";
import { fieldRule, fieldRules, fixedParts } from "./formats.ts";

const data = (tag: string, ind: string, ...subfields: [string, string][]): MarcField => ({
  tag,
  ind1: ind.charAt(0),
  ind2: ind.charAt(1),
  subfields,
});
const CODED = "20261129d2026    em y0chiy50      ea";
const cnmarc = (...fields: MarcField[]): MarcRecord => ({
  leader: "     nam0 22     3  450 ",
  fields: [
    data("100", "  ", ["a", CODED]),
    data("200", "1 ", ["a", "红楼梦"], ["9", "hong lou meng"]),
    ...fields,
  ],
});
const codes = (record: MarcRecord, flavour: "marc21" | "unimarc" = "unimarc") =>
  checkRecord(record, flavour).map(({ code, tag, severity }) => `${severity} ${code} ${tag}`);

test("a sound record has no findings", () => {
  const sound = cnmarc(
    data("010", "  ", ["a", "978-7-02-000220-7"], ["d", "CNY45.00"]),
    data("701", " 0", ["a", "曹雪芹"], ["9", "cao xue qin"], ["4", "著"]),
    data("690", "  ", ["a", "I242.4"], ["v", "5"]),
    data("905", "  ", ["a", "X"], ["q", "whatever a library has"]),
  );
  expect(codes(sound).filter((one) => !one.includes("905"))).toEqual([]);
});

test("what keeps a record from being saved is an error", () => {
  expect(codes({ leader: "short", fields: [] })).toEqual([
    "error leader-length LDR",
    "error title-missing 200",
  ]);
  expect(
    codes(
      cnmarc(data("30", "  ", ["a", "x"]), data("300", "  ", ["", "x"]), data("300", "  ", ["a", "\u001f"])),
    ),
  ).toEqual(["error tag-form 30", "error subfield-code 300", "error control-character 300"]);
});

test("what looks wrong by the format's table is a warning that says where", () => {
  const doubtful = cnmarc(
    data("010", "  ", ["a", "978-7-02-000220-8"]),
    data("101", "9 ", ["a", "chi"]),
    data("200", "1 ", ["a", "又一题名"]),
    data("333", "  ", ["q", "x"]),
    data("330", "  ", ["a", "提要"], ["a", ""]),
    data("999", "  ", ["q", "x"]),
    data("388", "  ", ["a", "x"]),
    data("300", "  "),
  );
  expect(codes(doubtful)).toEqual([
    "warning isbn-wrong 010",
    "warning indicator-unknown 101",
    "warning field-repeated 200",
    "warning subfield-unknown 333",
    "warning subfield-repeated 330",
    "warning subfield-empty 330",
    "warning field-unknown 388",
    "warning field-empty 300",
  ]);
  expect(checkRecord(doubtful, "unimarc")[1]).toMatchObject({ at: 3, params: { which: "1", value: "9" } });
});

test("fixed fields have their length, from both sides", () => {
  for (const [coded, found] of [
    [CODED.slice(1), "35"],
    [`${CODED} `, "37"],
  ]) {
    const record = {
      ...cnmarc(),
      fields: [data("100", "  ", ["a", coded!]), data("200", "1 ", ["a", "题"])],
    };
    expect(checkRecord(record, "unimarc")).toMatchObject([
      { code: "fixed-length", params: { found, length: "36" } },
    ]);
  }
  const marc21 = {
    leader: "00000nam a2200000 i 4500",
    fields: [{ tag: "008", value: "x".repeat(39) }, data("245", "10", ["a", "T"])],
  };
  expect(codes(marc21, "marc21")).toEqual(["warning fixed-length 008"]);
});

test("an 880 without its field and a field without its 880 are told, a pair is not", () => {
  const record = (link: string): MarcRecord => ({
    leader: "00000nam a2200000 i 4500",
    fields: [
      data("245", "10", ["6", "880-01"], ["a", "Hong lou meng"]),
      data("880", "10", ["6", link], ["a", "紅樓夢"]),
    ],
  });
  expect(codes(record("245-01/$1"), "marc21")).toEqual([]);
  expect(codes(record("245-02/$1"), "marc21")).toEqual(["warning link-lost 245", "warning link-lost 880"]);
});

test("every field of the tables has names in three languages; fixed parts lie inside their field", () => {
  for (const flavour of ["marc21", "unimarc"] as const) {
    for (const [tag, rule] of Object.entries(fieldRules(flavour))) {
      expect([tag, rule.name.length, rule.name.every((name) => name !== "")]).toEqual([tag, 3, true]);
      for (const one of Object.values(rule.subfields ?? {})) expect(one.name).toHaveLength(3);
    }
    const length = { LDR: 24, "008": 40, "100": 36 };
    for (const tag of ["LDR", "008", "100"] as const)
      for (const part of fixedParts(flavour, tag)) {
        expect(part.from + part.length).toBeLessThanOrEqual(length[tag]);
        for (const [code] of part.options ?? []) expect(code).toHaveLength(part.length);
      }
  }
  expect(fieldRule("unimarc", "200")?.name).toEqual([
    "题名与责任说明",
    expect.any(String),
    "Title and statement of responsibility",
  ]);
});
