import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { recordText } from "../editing/index.ts";
import { controlValue, fieldsOf, fromCompact, type MarcRecord } from "../index.ts";
import { convertRecord } from "./index.ts";
import { conversionPage } from "./page.ts";

const unimarcToMarc21 = (marc: MarcRecord): MarcRecord =>
  convertRecord(marc, "marc21", { local: false }).record;

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
  expect(text(marc, "245")).toEqual(["00 $6880-01$a期刊$b= Journal$c某社"]);
  expect(text(marc, "880")).toEqual(["00 $6245-01/(B$aqi kan$b= Journal", "2  $6710-02/(B$amou she"]);
  expect(text(marc, "246")).toEqual(["31 $aJournal"]);
  expect(text(marc, "362")).toEqual(["0  $aNo. 1 (1958)-"]);
  expect(text(marc, "500").map((line) => line.slice(5))).toEqual(["note 304", "note 312", "note 314"]);
  expect(text(marc, "310")).toEqual(["   $a月刊"]);
  expect(text(marc, "780")).toEqual(["00 $t旧刊$x1000-0002"]);
  expect(text(marc, "785")).toEqual(["00 $t新刊$x1000-0003"]);
  expect(text(marc, "082")).toEqual(["04 $a050$221"]);
  expect(text(marc, "084")).toEqual(["   $aZ62$2clc/5"]);
  expect(text(marc, "852")).toEqual(["8  $aALIB$hZ62$i1$pB001", "8  $32$aALIB$cMAIN$hZ62/1$pB002$t1"]);
  expect(text(marc, "710")).toEqual(["2  $6880-02$a某社$e编$4edt"]);
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
  expect(text(names, "700")).toEqual(["1  $aKing, Martin Luther$eauthor$4aut"]);
  expect(text(names, "711")).toEqual(["2  $a大会$n2nd$d2009$c北京"]);
  expect(text(names, "245")[0]).toMatch(/^10/);
});

const book = (...fields: string[][]): MarcRecord =>
  fromCompact({
    l: "00000cam a2200000 i 4500",
    f: [["001", "b1"], ["008", "060102s2005    cc af  e b    001 1 chi d"], ...fields],
  });
const linesOf = (marc: MarcRecord): string[] => recordText(marc).split("\n").slice(1);

test("a romanised book of MARC 21 is a CNMARC book with its pinyin beside the Chinese, and comes back", () => {
  const marc = book(
    ["020", "  ", "a", "7020050018 (pbk.) :", "c", "CNY20.00"],
    ["040", "  ", "a", "HkUST", "b", "eng", "c", "HkUST", "d", "NLC"],
    ["041", "1 ", "a", "chi", "h", "eng"],
    ["082", "04", "a", "895.1", "2", "22"],
    ["084", "  ", "a", "I247.5", "2", "clc/5"],
    ["100", "1 ", "6", "880-01", "a", "Wang, Li,", "d", "1950-", "e", "author."],
    [
      "245",
      "14",
      "6",
      "880-02",
      "a",
      "The shan =",
      "b",
      "Mountain : a novel /",
      "c",
      "Wang Li zhu ; Zhang San yi.",
    ],
    ["246", "31", "a", "Mountain"],
    ["264", " 1", "6", "880-03", "a", "Beijing :", "b", "Ren min wen xue chu ban she,", "c", "2005."],
    ["264", " 4", "c", "©2004"],
    ["300", "  ", "a", "320 pages :", "b", "illustrations ;", "c", "21 cm."],
    ["336", "  ", "a", "text", "b", "txt", "2", "rdacontent"],
    ["490", "1 ", "a", "Cong shu ;", "v", "2"],
    ["505", "00", "g", "1.", "t", "One /", "r", "A.", "t", "Two"],
    ["650", " 0", "a", "Mountains", "z", "China", "v", "Fiction."],
    ["700", "1 ", "6", "880-04", "a", "Zhang, San,", "e", "translator."],
    ["776", "08", "i", "Online version:", "t", "Shan", "w", "(OCoLC)1", "z", "9787020050017"],
    ["830", " 0", "a", "Cong shu ;", "v", "2."],
    ["852", "  ", "a", "HKUST", "c", "MAIN", "h", "I247.5", "i", "W12", "p", "B1"],
    ["880", "1 ", "6", "100-01/$1", "a", "王力,", "d", "1950-"],
    ["880", "10", "6", "245-02/$1", "a", "山 =", "b", "Mountain : 小说 /", "c", "王力著；张三译."],
    ["880", " 1", "6", "264-03/$1", "a", "北京 :", "b", "人民文学出版社,", "c", "2005."],
    ["880", "1 ", "6", "700-04/$1", "a", "张三"],
    ["950", "  ", "a", "local"],
  );
  const { record: cnmarc, losses } = convertRecord(marc, "unimarc");
  expect(linesOf(cnmarc)).toEqual([
    "001 b1",
    "010 ## ‡a7020050018‡bpbk.‡dCNY20.00",
    "100 ## ‡a20060102d2005    m  y0engy50      ea",
    "101 1# ‡achi‡ceng",
    "102 ## ‡aCN",
    "105 ## ‡aaf  a   001ay",
    "106 ## ‡ar",
    "181 ## ‡ctxt‡2rdacontent",
    "200 1# ‡a山‡A\u0098The \u009cshan‡dMountain‡e小说‡Ea novel‡f王力著‡FWang Li zhu‡g张三译‡GZhang San yi.",
    "210 ## ‡a北京‡ABeijing‡c人民文学出版社‡CRen min wen xue chu ban she‡d2005",
    "210 ## ‡d©2004",
    "215 ## ‡a320 pages‡cillustrations‡d21 cm",
    "225 2# ‡aCong shu‡v2",
    "327 1# ‡a1. One / A. Two",
    "410 #0 ‡12001 ‡aCong shu‡v2",
    "452 #1 ‡1001(OCoLC)1‡12001 ‡aShan‡1010  ‡a9787020050017",
    "510 1# ‡aMountain",
    "606 ## ‡aMountains‡yChina‡jFiction‡2lc",
    "676 ## ‡a895.1‡v22",
    "690 ## ‡aI247.5‡v5",
    "701 #0 ‡a王力‡AWang, Li‡f1950-‡4著",
    "702 #0 ‡a张三‡AZhang, San‡4译",
    "801 #0 ‡bHkUST",
    "801 #1 ‡bHkUST",
    "801 #2 ‡bNLC",
    "905 ## ‡aHKUST‡bB1‡dI247.5‡eW12‡sMAIN",
    "950 ## ‡alocal",
  ]);
  expect(losses.map(({ tag, code, kind }) => `${tag} ${code} ${kind}`)).toEqual([
    "505 g in-text",
    "505 t in-text",
    "505 r in-text",
    "505 t in-text",
    "776 i left-out",
  ]);
  const back = linesOf(convertRecord(cnmarc, "marc21").record);
  for (const line of [
    "001 b1",
    "008 060102s2005    cc af  e b    001 1 chi d",
    "020 ## ‡a7020050018‡qpbk.‡cCNY20.00",
    "040 ## ‡aHkUST‡beng‡cHkUST‡dNLC",
    "041 1# ‡achi‡heng",
    "084 ## ‡aI247.5‡2clc/5",
    "100 1# ‡6880-01‡a王力‡d1950-‡e著‡4aut",
    "245 10 ‡6880-02‡a山‡b= Mountain : 小说‡c王力著 ; 张三译",
    "246 31 ‡aMountain",
    "264 #4 ‡c©2004",
    "336 ## ‡atext‡btxt‡2rdacontent",
    "490 1# ‡aCong shu‡v2",
    "505 0# ‡a1. One / A. Two",
    "650 #0 ‡aMountains‡zChina‡vFiction",
    "776 0# ‡w(OCoLC)1‡tShan‡z9787020050017",
    "830 #0 ‡aCong shu‡v2",
    "852 8# ‡aHKUST‡cMAIN‡hI247.5‡iW12‡pB1",
    "880 1# ‡6100-01/(B‡aWang, Li‡d1950-",
    "880 14 ‡6245-02/(B‡aThe shan‡b= Mountain : a novel‡cWang Li zhu ; Zhang San yi.",
    "880 1# ‡6700-04/(B‡aZhang, San",
    "950 ## ‡alocal",
  ])
    expect(back).toContain(line);
});

test("pinyin stands in $9 where that is asked for; other scripts are fields of their own, linked by $6", () => {
  const pair = (base: string, other: string): MarcRecord =>
    book(
      ["100", "1 ", "6", "880-01", "a", base, "e", "translator."],
      ["245", "10", "a", "T"],
      ["880", "1 ", "6", "100-01", "a", other],
    );
  expect(text(convertRecord(pair("Wang, Li", "王力"), "unimarc", { pinyin: "9" }).record, "701")).toEqual([
    " 0 $a王力$9Wang, Li$4译",
  ]);
  const cyrillic = convertRecord(pair("Tolstoĭ, Lev,", "Толстой, Лев,"), "unimarc").record;
  expect(text(cyrillic, "701")).toEqual([" 1 $6a01$7ba$aTolstoĭ$bLev$4译", " 1 $6a01$7ca$aТолстой$bЛев"]);
  expect(text(convertRecord(cyrillic, "marc21").record, "880")).toEqual(["1  $6700-01/(N$aТолстой, Лев"]);
});

test("what has no place is told, or stands in 886 and returns as it was", () => {
  const marc = book(["007", "zm"], ["042", "  ", "a", "pcc"], ["245", "10", "a", "T"]);
  expect(convertRecord(marc, "unimarc").losses).toEqual([
    { tag: "042", code: "a", value: "pcc", kind: "left-out" },
    { tag: "007", code: "", value: "zm", kind: "left-out" },
  ]);
  const aside = convertRecord(marc, "unimarc", { aside: true });
  expect(aside.losses.map(({ kind }) => kind)).toEqual(["aside", "aside"]);
  expect(text(aside.record, "886")).toEqual(["2  $2marc21$a042$b  $apcc", "1  $2marc21$a007$bzm"]);
  const back = convertRecord(aside.record, "marc21").record;
  expect(text(back, "042")).toEqual(["   $apcc"]);
  expect(controlValue(back, "007")).toBe("zm");
});

test("a code that the other format does not have is told with its position", () => {
  const marc = book(["245", "10", "a", "T"]);
  const fixed = marc.fields.find((field) => field.tag === "008") as { value: string };
  fixed.value = `${fixed.value.slice(0, 22)}g o${fixed.value.slice(25)}`;
  expect(convertRecord(marc, "unimarc").losses).toEqual([
    { tag: "008", code: "22", value: "g", kind: "coded" },
    { tag: "008", code: "24", value: "o", kind: "coded" },
  ]);
});

/** A record of MARC 21 of one kind, with its 008 from position 18 on. */
function material(kind: string, fixed: string, physical?: string): MarcRecord {
  const marc = book(...(physical === undefined ? [] : [["007", physical]]), ["245", "10", "a", "T"]);
  const data = marc.fields.find((field) => field.tag === "008") as { value: string };
  data.value = `${data.value.slice(0, 18)}${fixed.padEnd(17)}${data.value.slice(35)}`;
  return { ...marc, leader: `${marc.leader.slice(0, 6)}${kind}${marc.leader.slice(7)}` };
}

test.each([
  [
    "map",
    material("e", "agi bd a     1", "aj canzn"),
    ["120 $abc|agi bd||||", "121 $a|||aa|||a", "124 $bd"],
    ["007 6 z"],
  ],
  ["score", material("c", "coae   "), ["125 $aab", "128 $aco"], []],
  [
    "recording",
    material("j", "synn  aeh   f ", "sd fsngnnmmned"),
    ["125 $bc", "126 $aagbxhxxaeh   ||", "128 $asy"],
    ["007 9-10 mm", "007 12-13 ed"],
  ],
  ["film", material("g", "120            vl", "vd cvaizq"), ["115 $ac120baiz|b|||||bk|||"], ["007 8 q"]],
  ["film by its 007", material("g", "---            |l", "mr caaafu"), ["115 $aauuubaafaba|||||||||"], []],
])("codes of a %s come over and return", (_, marc, expected, lost) => {
  const there = convertRecord(marc, "unimarc");
  const coded = there.record.fields.filter((field) => /^1(?:1[5-9]|2)/.test(field.tag));
  expect(
    coded.map((field) => `${field.tag} ${text({ ...there.record, fields: [field] }, field.tag)[0]!.trim()}`),
  ).toEqual(expected);
  expect(there.losses.map(({ tag, code, value }) => `${tag} ${code} ${value}`)).toEqual(lost);
  const back = convertRecord(there.record, "marc21");
  expect(back.losses).toEqual([]);
  for (const tag of ["007", "008"]) {
    const [before, after] = [controlValue(marc, tag) ?? "", controlValue(back.record, tag) ?? ""];
    expect(after).toHaveLength(Math.max(before.length, after.length));
    // What was said is said again, but for what is told as lost.
    if (lost.length === 0)
      for (const [i, char] of [...before].entries())
        if (!"| u".includes(char)) expect([tag, i, after[i]]).toEqual([tag, i, char]);
  }
});

test("what the other format cannot say of a map or a film is told, or the field stands aside whole and returns as it was", () => {
  const cnmarc: MarcRecord = {
    leader: "00000nem0 2200000   450 ",
    fields: [
      { tag: "100", ind1: " ", ind2: " ", subfields: [["a", "20200101d2020    em y0chiy50      ea"]] },
      { tag: "120", ind1: " ", ind2: " ", subfields: [["a", "bcaa  |bl|||||".slice(0, 13)]] },
      { tag: "120", ind1: " ", ind2: " ", subfields: [["a", "a"]] },
      { tag: "200", ind1: "1", ind2: " ", subfields: [["a", "中国地图"]] },
    ],
  };
  const told = convertRecord(cnmarc, "marc21");
  expect(told.losses.filter(({ tag }) => tag === "120")).toEqual([
    { tag: "120", code: "2", value: "a", kind: "coded" },
    { tag: "120", code: "7-8", value: "bl", kind: "coded" },
  ]);
  const aside = convertRecord(cnmarc, "marc21", { aside: true }).record;
  const back = convertRecord(aside, "unimarc").record;
  expect(text(back, "120")).toEqual([text(cnmarc, "120")[0], "   $aa||||||||||||"]);
});

/** What a book has besides, as CNMARC has it, and what comes back. */
function besides(...controls: [string, string][]): { there: string[]; back: string[]; lost: string[] } {
  const there = convertRecord(book(...controls, ["245", "10", "a", "T"]), "unimarc");
  const back = convertRecord(there.record, "marc21");
  expect(back.losses).toEqual([]);
  return {
    there: there.record.fields
      .flatMap((field) =>
        /^1(?:05|1\d|2\d|3\d)$/.test(field.tag) && "subfields" in field
          ? [`${field.tag} ${field.subfields.map(([code, value]) => `$${code}${value}`).join("")}`]
          : [],
      )
      .slice(1),
    back: back.record.fields.flatMap((field) =>
      ["006", "007"].includes(field.tag) && "value" in field ? [`${field.tag} ${field.value}`] : [],
    ),
    lost: there.losses.map(({ tag, code, value }) => `${tag} ${code} ${value}`.trim()),
  };
}

test.each<[string, [string, string][], string[], string[], string[]]>([
  [
    "an electronic book",
    [
      ["006", "m        d        "],
      ["007", "cr cnu---unauu"],
    ],
    ["135 $adrcnu---unauu"],
    ["006 m        d        ", "007 cr cnu---unauu"],
    [],
  ],
  [
    "two discs with a book",
    [
      ["007", "sd fsngnnmmned"],
      ["007", "co cga||||||||"],
    ],
    ["126 $aagbxhxx||||||||", "135 $a|ocga||||||||"],
    ["007 sd fsngnn|||||", "007 co cga||||||||"],
    ["007 9-10 mm", "007 12-13 ed"],
  ],
  [
    "two kinds of microform",
    [
      ["007", "hd afu---buca"],
      ["007", "he amb024bbca"],
    ],
    ["130 $adafu---auca", "130 $aeamb024abca"],
    ["007 hd afu---buca", "007 he amb024bbca"],
    [],
  ],
  [
    "a book that is a serial and a film as well",
    [
      ["006", "smr p       0   a0"],
      ["006", "g120            vl"],
      ["007", "vd cvaizq"],
    ],
    ["110 $aafaz   0yy0", "115 $ac120baiz|b|||||bk|||"],
    ["006 smr p       0   a0", "006 g120            vl", "007 vd cvaiz|"],
    ["007 8 q"],
  ],
  [
    "what CNMARC has no codes for",
    [
      ["006", "k|||"],
      ["007", "kf ci "],
    ],
    [],
    [],
    ["006  k|||", "007  kf ci"],
  ],
])(
  "%s: 006 and every 007 come over as far as CNMARC has codes, and return",
  (_, controls, there, back, lost) => {
    expect(besides(...controls)).toEqual({ there, back, lost });
  },
);

test("print says in 007 what 106 says; of CNMARC several media are no file", () => {
  const printed = convertRecord(book(["007", "ta"], ["245", "10", "a", "T"]), "unimarc");
  expect([printed.losses, text(printed.record, "106")]).toEqual([[], ["   $ar"]]);
  const large = convertRecord(book(["007", "tb"], ["245", "10", "a", "T"]), "unimarc");
  expect(large.losses).toEqual([{ tag: "007", code: "", value: "tb", kind: "left-out" }]);
  const media: MarcRecord = {
    leader: "00000nmm0 2200000   450 ",
    fields: [
      { tag: "135", ind1: " ", ind2: " ", subfields: [["a", "bocga||||||||"]] },
      { tag: "200", ind1: "1", ind2: " ", subfields: [["a", "T"]] },
    ],
  };
  const { record, losses } = convertRecord(media, "marc21");
  expect([controlValue(record, "006"), controlValue(record, "007"), losses]).toEqual([
    "m        b        ",
    "co cga||||||||",
    [],
  ]);
});

test("a further 007 that stands aside whole returns once", () => {
  const marc = book(["007", "sd fsngnn|||||"], ["007", "sd fsngnnmmned"], ["245", "10", "a", "T"]);
  const aside = convertRecord(marc, "unimarc", { aside: true }).record;
  const back = convertRecord(aside, "marc21").record;
  expect(
    back.fields.filter(({ tag }) => tag === "007").map((field) => "value" in field && field.value),
  ).toEqual(["sd fsngnnmmned", "sd fsngnn|||||"]);
});

test("a record of the format that is asked for is as it was", () => {
  const marc = book(["245", "10", "a", "T"]);
  expect(convertRecord(marc, "marc21")).toEqual({ record: marc, losses: [] });
});

test("the page for people is the table of the program", () => {
  const page = resolve(import.meta.dirname, "../../../docs/marc21-and-cnmarc.md");
  if (process.env.COMMONSHELF_WRITE_CONVERSION) writeFileSync(page, conversionPage());
  expect(readFileSync(page, "utf8")).toBe(conversionPage());
});
