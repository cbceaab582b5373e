import type { DataField } from "../record.ts";
import { subfield, subfieldValues } from "../record.ts";

/**
 * Which field of MARC 21 says what a field of CNMARC (UNIMARC) says, read in both directions. Indicators: `.` is the
 * source's own; as the second of a subject it names its thesaurus, which is $2 of CNMARC. `codes`: `a=q` both ways (CNMARC $a, MARC 21 $q), `a>q` only towards MARC 21, `a<q` only towards CNMARC.
 */
export type Row = {
  unimarc: string;
  marc21: string;
  way: "both" | "to-marc21" | "to-unimarc";
  unimarcIndicators: string;
  marc21Indicators: string;
  codes: string;
  /** Towards CNMARC: this row only for fields whose indicators fit; the first row that fits is taken. */
  when?: RegExp;
  /** Only fields of which this is true, on either side; `remark` says so to people. */
  ofUnimarc?: (field: DataField) => boolean;
  ofMarc21?: (field: DataField) => boolean;
  /** Subfields that are added towards CNMARC or MARC 21. */
  addUnimarc?: [string, string][];
  addMarc21?: [string, string][];
  /** Towards CNMARC: other subfields stand in the text of $a. */
  isText?: true;
  /** MARC 21 writes ISBD marks at the ends of its subfields: they are taken off. */
  isIsbd?: true;
  remark?: string;
};

type More = Partial<Omit<Row, "unimarc" | "marc21" | "codes">>;

/** `010:## 020:##`: fields with their indicators. */
function row(fields: string, codes: string, more: More = {}): Row {
  const [unimarc, marc21] = fields.split(" ").map((one) => one.split(":") as [string, string]);
  return {
    unimarc: unimarc![0],
    marc21: marc21![0],
    unimarcIndicators: unimarc![1].replaceAll("#", " "),
    marc21Indicators: marc21![1].replaceAll("#", " "),
    way: "both",
    codes,
    ...more,
  };
}

const note = (unimarc: string, marc21: string, more: More = {}): Row =>
  row(`${unimarc} ${marc21}`, "a=a", { isText: true, ...more });
/** A note whose kind the other format does not tell: it stands among the general ones. */
const general = (unimarc: string): Row =>
  row(`${unimarc}:## 500:##`, "a=a", { way: "to-marc21", remark: "general note" });
const generalised = (marc21: string, unimarc = "300"): Row =>
  row(`${unimarc}:## ${marc21}:##`, "a=a", { way: "to-unimarc", isText: true, remark: "general note" });

const UNIFIED_BOOK_NUMBER = /^\D{0,6}\d{4,6}\s*[·•・‧.]\s*\d{1,4}/;
const valueFits =
  (code: string, pattern: RegExp) =>
  (field: DataField): boolean =>
    pattern.test(subfield(field, code)?.trim() ?? "");
const scheme =
  (pattern: RegExp) =>
  (field: DataField): boolean =>
    pattern.test(subfieldValues(field, "2")[0]?.trim().toLowerCase() ?? "");
const VARIANT = "a=a e=b h=n i=p";
const SUBJECT = "a=a b=b x=x y=z z=y j=v 3=0";
const UNIFORM = "a=a b=h h=n i=p k=f l=k m=l n=g r=m q=s u=r w=o 3=0";

/** Fields that are converted one by one. */
export const ROWS: readonly Row[] = [
  // 0XX identification
  row("020:## 010:##", "b=a z=z", {
    ofUnimarc: (field) => subfield(field, "a")?.trim().toUpperCase() === "US",
    addUnimarc: [["a", "US"]],
    remark: "020 $a US: the number is the Library of Congress's",
  }),
  row("010:## 020:##", "a=a z=z b=q d=c"),
  row("011:## 022:##", "a=a y=y z=z d=c f=l g=m"),
  row("013:## 024:2#", "a=a z=z b=q d=c", { when: /^2/ }),
  row("016:## 024:0#", "a=a z=z d=c", { when: /^0/ }),
  row("072:## 024:1#", "a=a z=z d=c", { when: /^1/ }),
  row("073:## 024:3#", "a=a z=z d=c", { when: /^3/ }),
  row("091:## 024:8#", "a=a z=z d=c b=q", {
    when: /^8/,
    ofMarc21: valueFits("a", UNIFIED_BOOK_NUMBER),
    remark: "024 8# becomes 091 where it is a 统一书号 (10019·1234)",
  }),
  row("017:8# 024:8#", "a=a z=z d=c", { when: /^8/, ofUnimarc: (field) => field.ind1 !== "7" }),
  row("017:7# 024:7#", "a=a z=z d=c 2=2"),
  row("020:## 015:##", "b=a z=z"),
  row("021:## 017:##", "b=a a=b"),
  row("022:## 086:##", "b=a z=z"),
  row("035:## 035:##", "a=a z=z"),
  row("040:## 030:##", "a=a z=z"),
  row("071:.# 028:.#", "a=a b=b"),
  row("092:## 032:##", "b=a a=b"),
  row("090:## 090:##", "a=a b=b"),
  row("096:## 090:##", "a=a b=b", { way: "to-marc21" }),
  // 1XX coded
  row("123:.. 034:..", "a=a b=b c=c d=d e=e f=f g=g"),
  row("127:## 306:##", "a=a"),
  row("181:## 336:##", "c=b 2=2", {
    remark: "181 $c, 182 $c and 183 $a hold the codes of RDA; 33X has the word in $a",
  }),
  row("182:## 337:##", "c=b 2=2"),
  row("183:## 338:##", "a=b 2=2"),
  // 2XX description
  row("205:## 250:##", "a=a b>a f=b g>b", { isIsbd: true }),
  row("206:## 255:##", "a>a b=a c=b d=c e=d f=e", { isIsbd: true }),
  row("207:#0 362:0#", "a=a z=z"),
  row("208:## 254:##", "a=a", { isIsbd: true }),
  row("211:## 263:##", "a=a"),
  row("215:## 300:##", "a=a c=b d=c e=e", { isIsbd: true }),
  row("230:## 256:##", "a=a", { isIsbd: true }),
  // 3XX notes
  note("300:##", "500:##"),
  note("302:##", "546:##"),
  note("311:##", "580:##"),
  note("317:##", "561:##"),
  note("318:##", "583:##"),
  note("320:##", "504:##"),
  note("321:##", "510:0#"),
  note("322:##", "508:##"),
  note("323:##", "511:0#"),
  note("324:##", "534:##"),
  note("325:##", "533:##"),
  row("326:## 310:##", "a=a b=b"),
  row("326:## 321:##", "a=a b=b", { way: "to-unimarc" }),
  note("327:0#", "505:1#", { when: /^1/, ofUnimarc: (field) => field.ind1 === "0" }),
  note("327:1#", "505:0#"),
  row("328:## 502:##", "a=a b=b c=c e>c d=d z=g"),
  note("330:##", "520:##"),
  note("332:##", "524:##"),
  note("333:##", "521:##"),
  note("334:##", "586:##"),
  note("336:##", "516:##"),
  note("337:##", "538:##"),
  note("338:##", "536:##"),
  note("340:##", "545:##"),
  row("345:## 037:##", "a=b b=a c=f d=c"),
  note("371:0#", "506:##", { ofUnimarc: (field) => field.ind1 === "0" }),
  note("371:1#", "540:##"),
  ...["301", "303", "304", "305", "306", "307", "308", "310", "312", "313", "314", "315", "316"].map(general),
  note("314:##", "550:##", { way: "to-unimarc" }),
  note("312:##", "547:##", { way: "to-unimarc" }),
  note("315:##", "515:##", { way: "to-unimarc" }),
  note("310:##", "563:##", { way: "to-unimarc" }),
  ...["501", "507", "513", "514", "518", "522", "525", "526", "530", "535", "541", "544", "552"].map((tag) =>
    generalised(tag),
  ),
  ...["555", "556", "562", "565", "567", "581", "584", "585", "588"].map((tag) => generalised(tag)),
  ...["590", "591", "592", "593", "594", "595", "596", "597", "598", "599"].map((tag) => generalised(tag)),
  // 5XX titles
  row("501:10 243:10", UNIFORM, { isIsbd: true }),
  row("510:1# 246:31", VARIANT, { when: /^.1/, isIsbd: true }),
  row("512:1# 246:14", VARIANT, { when: /^.4/, isIsbd: true }),
  row("513:1# 246:15", VARIANT, { when: /^.5/, isIsbd: true }),
  row("514:1# 246:16", VARIANT, { when: /^.6/, isIsbd: true }),
  row("515:1# 246:17", VARIANT, { when: /^.7/, isIsbd: true }),
  row("516:1# 246:18", VARIANT, { when: /^.8/, isIsbd: true }),
  row("517:1# 246:3#", VARIANT, { isIsbd: true }),
  row("517:1# 740:0#", "a=a h=n i=p", { way: "to-unimarc", isIsbd: true }),
  ...["518", "532", "540", "545"].map((tag) =>
    row(`${tag}:1# 246:3#`, "a=a e=b h=n i=p", { way: "to-marc21" as const }),
  ),
  row("520:1# 247:10", "a=a e=b h=n i=p x=x", { isIsbd: true }),
  row("530:0# 222:#0", "a=a b=b"),
  row("531:## 210:##", "a=a b=b"),
  row("541:1# 242:10", "a=a e=b h=n i=p z=y f=c", { isIsbd: true }),
  // 6XX subjects and classes
  row("605:## 630:#.", `${UNIFORM} x=x y=z z=y j=v`, { isIsbd: true }),
  row("606:.# 650:..", SUBJECT, { isIsbd: true }),
  row("607:## 651:#.", SUBJECT, { isIsbd: true }),
  row("608:## 655:#.", SUBJECT, { isIsbd: true }),
  row("610:.# 653:.#", "a=a"),
  row("615:## 653:##", "a>a x>a", { way: "to-marc21" }),
  row("604:## 653:##", "a>a t>a", { way: "to-marc21" }),
  ...["648", "654", "656", "657"].map((tag) =>
    row(`610:0# ${tag}:##`, "a=a", { way: "to-unimarc", isText: true, remark: "uncontrolled term" }),
  ),
  row("620:## 752:##", "a=a b=b c=c d=d", { isIsbd: true }),
  row("660:## 043:##", "a=a"),
  row("661:## 045:##", "a=a"),
  row("675:## 080:##", "a=a v=2"),
  row("676:## 082:04", "a=a v=2"),
  row("680:## 050:#4", "a=a b=b"),
  row("690:## 084:##", "a=a", {
    ofMarc21: scheme(/^clc\b/),
    remark: "084 $2 clc; the edition of 690 $v follows it: $2 clc/5",
  }),
  row("692:## 084:##", "a=a", {
    ofMarc21: scheme(/^lccas\b/),
    remark: "084 $2 lccas; the edition of 692 $v follows it",
  }),
  row("686:## 060:#4", "a=a b=b", {
    ofUnimarc: scheme(/^nlm$/),
    addUnimarc: [["2", "nlm"]],
    remark: "686 $2 nlm",
  }),
  row("686:## 070:##", "a=a b=b", {
    ofUnimarc: scheme(/^nal$/),
    addUnimarc: [["2", "nal"]],
    remark: "686 $2 nal",
  }),
  row("686:## 084:##", "a=a b=b 2=2"),
  // 7XX, 8XX
  row("730:## 720:##", "a=a"),
  row(
    "856:.# 856:.#",
    "a=a b=b c=c d=d f=f h=h i=i j=j k=k l=l m=m n=n o=o p=p q=q r=r s=s t=t u=u v=v w=w x=x z=z y=2 2=y z<3",
  ),
];

/** Links to other titles (4XX) as linking entries of MARC 21; of several with one target the first is taken on the way back. */
export const LINKS: readonly (readonly [unimarc: string, marc21: string, indicators: string])[] = [
  ["410", "830", " 0"],
  ["410", "760", "0 "],
  ["411", "762", "0 "],
  ["421", "770", "0 "],
  ["422", "772", "0 "],
  ["423", "777", "0 "],
  ["430", "780", "00"],
  ["431", "780", "01"],
  ["432", "780", "02"],
  ["433", "780", "03"],
  ["436", "780", "04"],
  ["434", "780", "05"],
  ["435", "780", "06"],
  ["437", "780", "07"],
  ["440", "785", "00"],
  ["441", "785", "01"],
  ["442", "785", "02"],
  ["443", "785", "03"],
  ["444", "785", "04"],
  ["445", "785", "05"],
  ["446", "785", "06"],
  ["447", "785", "07"],
  ["448", "785", "08"],
  ["451", "775", "0 "],
  ["452", "776", "0 "],
  ["453", "767", "0 "],
  ["454", "765", "0 "],
  ["461", "773", "0 "],
  ["462", "773", "0 "],
  ["463", "773", "0 "],
  ["464", "774", "0 "],
  ["488", "787", "0 "],
  ["488", "786", "0 "],
  ["455", "787", "0 "],
  ["456", "787", "0 "],
  ["470", "787", "0 "],
];

/** Names (7XX) and names as subjects (60X): where each goes; a meeting goes to X11, a family is X00 with indicator 3. */
export const NAMES: readonly (readonly [unimarc: string, marc21: string])[] = [
  ["700", "100"],
  ["701", "700"],
  ["702", "700"],
  ["710", "110"],
  ["711", "710"],
  ["712", "710"],
  ["720", "100"],
  ["721", "700"],
  ["722", "700"],
  ["600", "600"],
  ["601", "610"],
  ["602", "600"],
];

/** Fields with rules of their own, for people. */
export const SPECIAL: readonly (readonly [unimarc: string, marc21: string, rule: string])[] = [
  [
    "leader",
    "leader",
    "status, kind and level of the record, encoding level; MARC 21 from CNMARC has no ISBD marks (18: c)",
  ],
  ["001, 003, 005", "001, 003, 005", "as they stand"],
  [
    "100, 105, 106, 110",
    "008",
    "date entered, kind of date, dates, readers, government, illustrations, contents, conference, festschrift, index, literary form, biography, form of item, frequency, regularity, kind of serial",
  ],
  ["100 22–24", "040 $b", "language of cataloguing"],
  ["101", "041, 008 35–37", "a=a b=k c=h d=b e=f h=e i=g j=j; 041 only where it says more than 008"],
  [
    "102",
    "008 15–17, 044",
    "country ISO 3166; province $b (GB/T 2260, ISO 3166-2) as 044 $b, states of MARC 21 as ISO 3166-2",
  ],
  [
    "200",
    "245, 246",
    "$a a; $b h in brackets; $d b after =, and 246 31; $e b after :; $f $g c, between them ;; $h n; $i p; non-sorting marks are indicator 2",
  ],
  [
    "210, 214",
    "260, 264",
    "a=a c=b d=c; e=e g=f h=g of 260, or 264 #3; 214 #1 #2 #3 #4 are 264 #0 #2 #3 #4; 210 $d ©2020 is 264 #4",
  ],
  ["225", "490", "a=a v=v x=x; $e : and $i . stand in a; 225 2 is 490 1"],
  [
    "500",
    "130, 240, 730",
    "second indicator 1: 130; else the first is 240 where there is a main entry, others 730",
  ],
  [
    "7XX, 60X",
    "1XX, 7XX, 60X",
    "persons: a b of CNMARC are one a (surname, forename; Chinese names without comma), c=c d=b f=d g=q p=u 3=0; bodies a=a b=b c=g d=n f=d e=c; $4 is the word (著) or code of the role: e and 4",
  ],
  [
    "701, 711, 721",
    "1XX",
    "1XX becomes 701, and so do added entries of makers, of editors where there is no 1XX; others 702, 712, 722. The first of 700, 710, 720, else the first maker in 701 (著, none at all), is 1XX",
  ],
  ["801", "040", "b with indicator 0, 1, 2: a c d; g=e"],
  ["905", "852", "a=a s=c b=p y=t v=3; d=h e=i, or f=h whole"],
  ["$A $E …, $9", "880", "pinyin beside its field; other scripts are fields of their own with $6 and $7"],
  ["886", "886", "what has no place, as it stood, when asked for; it returns"],
  [
    "9XX, AVA …",
    "9XX, ITM …",
    "local fields as they stand; 905 of MARC 21 is none. SRU and OAI-PMH leave them out",
  ],
];

/** Left out in the direction named, for people; whatever stands in no row is left out and told. */
export const LEFT_OUT: readonly (readonly [direction: string, what: string])[] = [
  ["CNMARC", "012 fingerprint, 014 article identifier, 029, 033, 036, 039, 094, 098, 099"],
  [
    "CNMARC",
    "116, 117, 122, 129, 131, 140, 141, 145 and what the tables above do not name of 115, 120, 121, 124 to 126, 128, 130, 135: coded data of single materials",
  ],
  ["CNMARC", "204, 209, 219, 391 to 393"],
  ["CNMARC", "412 to 414, 424, 425, 471, 472, 481, 482, 491 to 494; 503, 506, 507, 511, 519, 523, 560"],
  ["CNMARC", "616, 617, 621, 626, 629, 631, 670, 689, 696, 698; 716, 740 to 742, 750, 790, 791; 802, 830"],
  [
    "MARC 21",
    "of 006, 007 and 008 18–34 of maps, music, films, files, microforms and mixed materials what the table above does not name: 007 of d f g k o q r z, readers and government in 006",
  ],
  [
    "MARC 21",
    "013, 016, 018, 025 to 027, 031, 033, 036, 038, 042, 046 to 048, 051, 052, 055, 061, 066, 071, 072, 074, 083, 085, 088",
  ],
  ["MARC 21", "257, 258, 270, 307, 33X without a code of RDA, 340 to 388"],
  ["MARC 21", "658, 662, 69X; 751, 753, 754; 841 to 851, 853 to 855, 857 to 878, 881 to 887"],
];
