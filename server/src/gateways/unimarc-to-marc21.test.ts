import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { controlValue, fieldsOf, fromCompact, type MarcRecord } from "@commonshelf/marc";
import { expect, test } from "vitest";
import { builtInProfiles, readItems } from "../copies/index.ts";
import { LEFT_OUT, LINKS, NAMES, RULES } from "./unimarc-table.ts";
import { unconvertedTags, unimarcToMarc21 } from "./unimarc-to-marc21.ts";

const record = (leader: string, ...fields: string[][]): MarcRecord =>
  fromCompact({ l: leader, f: [["001", "1"], ...fields] });
const text = (marc: MarcRecord, tag: string): string[] =>
  fieldsOf(marc, tag).map((f) => `${f.ind1}${f.ind2} ${f.subfields.map(([c, v]) => `$${c}${v}`).join("")}`);

test("a CNMARC serial keeps its dates, frequency, place, numbering, links, classes, notes, pinyin and copies", () => {
  const marc = unimarcToMarc21(
    record(
      "00000nas0 2200000   450 ",
      ["011", "  ", "a", "1000-0001"],
      ["100", "  ", "a", "20010101b19581966em y0chiy50      ea"],
      ["101", "0 ", "a", "chi"],
      ["102", "  ", "a", "CN"],
      ["110", "  ", "a", "afa   0yy0"],
      ["200", "1 ", "a", "期刊", "9", "qi kan", "d", "Journal", "f", "某社"],
      ["207", " 0", "a", "No. 1 (1958)-"],
      ["210", "  ", "a", "北京", "c", "某社", "d", "1958-1966"],
      ["304", "  ", "a", "note 304"],
      ["312", "  ", "a", "note 312"],
      ["314", "  ", "a", "note 314"],
      ["326", "  ", "a", "月刊"],
      ["430", " 1", "1", "2001 ", "a", "旧刊", "1", "011  ", "a", "1000-0002"],
      ["440", " 1", "t", "新刊", "x", "1000-0003"],
      ["676", "  ", "a", "050", "v", "21"],
      ["690", "  ", "a", "Z62", "v", "5"],
      ["711", "02", "a", "某社", "9", "mou she", "4", "编"],
      ["905", "  ", "a", "ALIB", "d", "Z62", "e", "1", "b", "B001"],
      [
        "905",
        "  ",
        "a",
        "ALIB",
        "b",
        "B002",
        "d",
        "Z62",
        "e",
        "1",
        "f",
        "Z62/1",
        "s",
        "MAIN",
        "v",
        "2",
        "y",
        "1",
      ],
      ["999", "  ", "a", "local"],
    ),
  );
  const fixed = controlValue(marc, "008")!;
  expect(fixed).toHaveLength(40);
  expect([
    fixed.slice(6, 15),
    fixed.slice(15, 18),
    fixed.slice(18, 20),
    fixed[21],
    fixed.slice(35, 38),
  ]).toEqual(["d19581966", "cc ", "mr", "p", "chi"]);
  expect(text(marc, "245")).toEqual(["00 $6880-01$a期刊$c某社"]);
  expect(text(marc, "880")).toEqual(["00 $6245-01/(B$aqi kan", "2  $6710-02/(B$amou she"]);
  expect(text(marc, "246")).toEqual(["31 $aJournal"]);
  expect(text(marc, "362")).toEqual(["0  $aNo. 1 (1958)-"]);
  expect(text(marc, "500").map((line) => line.slice(5))).toEqual(["note 304", "note 312", "note 314"]);
  expect(text(marc, "310")).toEqual(["   $a月刊"]);
  expect(text(marc, "780")).toEqual(["00 $t旧刊$x1000-0002"]);
  expect(text(marc, "785")).toEqual(["00 $t新刊$x1000-0003"]);
  expect(text(marc, "082")).toEqual(["04 $a050$221"]);
  expect(text(marc, "084")).toEqual(["   $aZ62$2clc"]);
  expect(text(marc, "852")).toEqual(["8  $aALIB$hZ62$i1$pB001", "8  $32$aALIB$cMAIN$hZ62/1$pB002$t1"]);
  // Who harvests it reads the copy as it stands here.
  const [, copy] = readItems(marc, builtInProfiles).items;
  expect(copy).toMatchObject({ barcode: "B002", callNumber: "Z62/1", location: "MAIN", part: "2" });
  expect(text(marc, "710")).toEqual(["2  $6880-02$a某社$e编"]);
});

test("kinds of dates, names by indicator, one main entry", () => {
  const book = (general: string): string =>
    controlValue(
      unimarcToMarc21(
        record("00000nam0 2200000   450 ", ["100", "  ", "a", general], ["200", "1 ", "a", "题名"]),
      ),
      "008",
    )!.slice(6, 15);
  expect(book("20260101d1998    em y0chiy50      ea")).toBe("s1998    ");
  expect(book("20260101e20101873em y0chiy50      ea")).toBe("r20101873");
  expect(book("20260101f19701979em y0chiy50      ea")).toBe("q19701979");
  expect(book("20260101g19989999em y0chiy50      ea")).toBe("m19989999");
  expect(book("20260101u        em y0chiy50      ea")).toBe("nuuuuuuuu");
  const names = unimarcToMarc21(
    record(
      "00000nam0 2200000   450 ",
      ["200", "1 ", "a", "题名"],
      ["700", " 0", "a", "Elizabeth", "d", "II", "c", "Queen", "f", "1926-2022"],
      ["701", " 1", "a", "King", "b", "Martin Luther", "4", "070"],
      ["710", "12", "a", "大会", "d", "2nd", "f", "2009", "e", "北京"],
    ),
  );
  expect(text(names, "100")).toEqual(["0  $aElizabeth$bII$cQueen$d1926-2022"]);
  expect(text(names, "700")).toEqual(["1  $aKing, Martin Luther$eauthor"]);
  expect(text(names, "711")).toEqual(["2  $a大会$n2nd$d2009$c北京"]);
  expect(text(names, "245")[0]).toMatch(/^10/);
});

test("what is left out is named, and the table for people is the table for the program", () => {
  expect(
    unconvertedTags(
      record(
        "00000nam0 2200000   450 ",
        ["105", "  ", "a", "y"],
        ["200", "1 ", "a", "题名"],
        ["999", "  ", "a", "x"],
      ),
    ),
  ).toEqual(["105", "999"]);
  const page = readFileSync(resolve(import.meta.dirname, "../../../docs/unimarc-to-marc21.md"), "utf8");
  for (const rule of RULES)
    expect(page).toContain(`| ${rule.from} | ${rule.to} | ${rule.indicators.replaceAll(" ", "#")} |`);
  for (const [from, [to]] of Object.entries(LINKS)) expect(page).toContain(`| ${from} | ${to} |`);
  for (const [from, to] of Object.entries(NAMES)) expect(page).toContain(`| ${from} | ${to} |`);
  for (const line of LEFT_OUT) expect(page).toContain(line);
});
