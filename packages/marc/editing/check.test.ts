import { expect, test } from "vitest";
import type { MarcField, MarcRecord } from "../record.ts";
import { checkRecord } from "./check.ts";
import { fieldRule, fieldRules, fixedLength, fixedParts } from "./formats.ts";

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

/** A leader of each kind of material, with the first letter of a 006 or 007. */
const FORMS = [..."acegim"].flatMap((kind) =>
  [..."ctsvh"].map((first): [string, string] => [`00000n${kind}s a2200000 i 4500`, first]),
);

test("every field of the tables has names in three languages; fixed parts lie inside their field", () => {
  for (const flavour of ["marc21", "unimarc"] as const) {
    for (const [tag, rule] of Object.entries(fieldRules(flavour))) {
      expect([tag, rule.name.length, rule.name.every((name) => name !== "")]).toEqual([tag, 3, true]);
      for (const one of Object.values(rule.subfields ?? {})) expect(one.name).toHaveLength(3);
    }
    for (const tag of ["LDR", "006", "007", "008", "100", "105", "106", "110", "115", "126", "135"])
      for (const [leader, text] of FORMS)
        for (const part of fixedParts(flavour, tag, leader, text)) {
          const end = part.from + part.length * (part.times ?? 1);
          expect(end).toBeLessThanOrEqual(fixedLength(flavour, tag) ?? 14);
          for (const [code, name] of part.options ?? [])
            expect([code.length, name.length]).toEqual([part.length, 3]);
        }
  }
  expect(fieldRule("unimarc", "200")?.name).toEqual([
    "题名与责任说明",
    expect.any(String),
    "Title and statement of responsibility",
  ]);
});

test("coded data have a form by the material, and codes that the format has", () => {
  const names = (tag: string, leader: string, text = ""): string[] =>
    fixedParts("marc21", tag, leader, text).map((part) => `${part.from} ${part.name[2]}`);
  expect(names("008", "00000nam a2200000 i 4500")).toContain("33 Literary form");
  expect(names("008", "00000nas a2200000 i 4500")).toContain("33 Original script of the title");
  expect(names("008", "00000nam a2200000 i 4500")).not.toContain("18 Frequency");
  expect(names("006", "", "m                 ")).toEqual([
    "0 Form of material",
    "5 Audience",
    "6 Form of item",
    "9 Type of computer file",
    "11 Government publication",
  ]);
  expect(names("007", "", "cr")).toContain("1 Specific material designation");
  expect(names("007", "", "z")).toEqual(["0 Category of material"]);

  const record = (code105: string): MarcRecord => ({
    leader: "00000nam0 2200000   450 ",
    fields: [data("105", "  ", ["a", code105]), data("200", "1 ", ["a", "T"])],
  });
  expect(codes(record("ay  z   000yy"), "unimarc")).toEqual([]);
  expect(checkRecord(record("ay  z   000xy"), "unimarc")).toMatchObject([
    { code: "fixed-code", params: { at: "11", value: "x" } },
  ]);
  expect(codes(record("ay  z   000y"), "unimarc")).toEqual(["warning fixed-length 105"]);
  expect(codes(record("|||||||||||||"), "unimarc")).toEqual([]);
});
