import { type DataField, isData, type MarcRecord } from "@commonshelf/marc";
import type { Piece } from "./statement.ts";

/** What a record says it has of a serial. `stated`: what is said in words only. */
export type StatedHoldings = {
  volumeCaption: string | null;
  issueCaption: string | null;
  issuesPerYear: number | null;
  pieces: Piece[];
  stated: string[];
};

/** MARC 21 853 $w and, of serials, 008/18. */
const FREQUENCY: Record<string, number> = {
  a: 1,
  b: 6,
  c: 104,
  d: 365,
  e: 26,
  f: 2,
  i: 156,
  j: 36,
  m: 12,
  q: 4,
  s: 24,
  t: 3,
  w: 52,
};
/** CNMARC 110 $a/1. */
const CODED_FREQUENCY: Record<string, number> = {
  a: 365,
  b: 104,
  c: 52,
  d: 26,
  e: 24,
  f: 12,
  g: 6,
  h: 4,
  i: 3,
  j: 2,
  k: 1,
  n: 156,
  o: 36,
};
/** CNMARC 326 $a; the longer words first, since 双月刊 ends with 月刊. */
const FREQUENCY_WORDS: readonly [RegExp, number][] = [
  [/[双雙][周週][刊报報]/, 26],
  [/半[周週][刊报報]/, 104],
  [/双月刊|雙月刊/, 6],
  [/半月刊/, 24],
  [/半年刊/, 2],
  [/旬刊/, 36],
  [/三日刊/, 122],
  [/双日刊|雙日刊|[隔间間]日刊/, 183],
  [/(?<![四五六七十])日[刊报報]/, 365],
  [/[周週][刊报報]/, 52],
  [/月刊/, 12],
  [/季刊/, 4],
  [/年刊/, 1],
];
/** Pieces read from one field; more is a slip of the pen. */
const MOST_PER_FIELD = 400;

function value(field: DataField, code: string): string {
  return field.subfields.find(([own]) => own === code)?.[1].trim() ?? "";
}

function fieldsOf(record: MarcRecord, tags: RegExp): DataField[] {
  return record.fields.filter((field): field is DataField => isData(field) && tags.test(field.tag));
}

/** `1-4` -> 1,2,3,4; `7/8` stays one; anything else as it is written. */
function each(text: string): string[] {
  const found = /^(\d{1,4})-(\d{1,4})$/.exec(text);
  if (!found) return [text];
  const [from, to] = [Number(found[1]), Number(found[2])];
  if (to < from || to - from >= MOST_PER_FIELD) return [text];
  return Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
}

function yearIn(text: string): number | null {
  const year = Number(/\d{4}/.exec(text)?.[0]);
  return year >= 1400 && year <= 2200 ? year : null;
}

/** Pieces of `volumes`, `numbers` and `years` as ranges; each volume is of its own year where they are as many. */
function piecesOf(volumes: string, numbers: string, years: string): Piece[] {
  const allYears = each(years.replace(/[()[\]]/g, ""));
  const allVolumes = each(volumes);
  const isOne = allVolumes.length === 1;
  if (allYears.length > 1 && allYears.length !== allVolumes.length) return [];
  return allVolumes.flatMap((volume, i) => {
    const year = yearIn(allYears[allYears.length > 1 ? i : 0] ?? "");
    if (year === null) return [];
    return (isOne ? each(numbers) : [""]).map((number) => ({ year, volume, number }));
  });
}

/**
 * Issues a year as a caption says them (853): the number of them ($p), the frequency ($w: a code, or their number), else how
 * many make a volume ($u), which may be two a year.
 */
function perYearOf(caption: DataField): number | null {
  const frequency = value(caption, "w");
  const said = [
    Number(value(caption, "p")),
    FREQUENCY[frequency],
    Number(frequency),
    Number(value(caption, "u")),
  ];
  return said.find((one) => one !== undefined && Number.isInteger(one) && one >= 1 && one <= 366) ?? null;
}

/** What is stated in words (866, of supplements 867, of indexes 868): the part it is said of ($3) before it, the public note ($z) behind. */
function statedIn(record: MarcRecord): string[] {
  return fieldsOf(record, /^86[678]$/).flatMap((field) => {
    const [part, text, note] = [value(field, "3"), value(field, "a"), value(field, "z")];
    const said = [text, note].filter(Boolean).join(" ");
    return said === "" ? [] : [part === "" ? said : `${part.replace(/[:：]$/, "")}: ${said}`];
  });
}

/** The character of a control field, of serials only. */
function codeAt(record: MarcRecord, text: string | undefined, place: number): string {
  return record.leader[7] === "s" ? (text?.[place] ?? "") : "";
}

function readMarc21(record: MarcRecord): StatedHoldings {
  const captions = fieldsOf(record, /^853$/);
  const [first] = captions;
  const fixed = record.fields.find((field) => field.tag === "008" && !isData(field));
  const coded = codeAt(record, fixed && !isData(fixed) ? fixed.value : undefined, 18);
  const pieces = fieldsOf(record, /^863$/).flatMap((field) => {
    const link = value(field, "8").split(".")[0];
    const caption = captions.find((one) => value(one, "8").split(".")[0] === link) ?? first;
    // The chronology stands where the caption names a year: $i as a rule, $a where there is no volume.
    const yearCode = ["i", "j", "a"].find((code) => caption && /year|年/i.test(value(caption, code))) ?? "i";
    const volume = yearCode === "a" ? "" : value(field, "a");
    return piecesOf(volume, value(field, "b"), value(field, yearCode));
  });
  return {
    volumeCaption: first ? value(first, "a").replace(/[()]/g, "") || null : null,
    issueCaption: first ? value(first, "b") || null : null,
    issuesPerYear: (first && perYearOf(first)) ?? FREQUENCY[coded] ?? null,
    pieces,
    stated: statedIn(record),
  };
}

function readUnimarc(record: MarcRecord): StatedHoldings {
  const words = fieldsOf(record, /^326$/).map((field) => value(field, "a"));
  const frequency = FREQUENCY_WORDS.find(([pattern]) => words.some((word) => pattern.test(word)));
  const [serial] = fieldsOf(record, /^110$/);
  const coded = codeAt(record, serial && value(serial, "a"), 1);
  const local = fieldsOf(record, /^9\d\d$/).filter((field) => yearIn(value(field, "y")) !== null);
  return {
    volumeCaption: null,
    issueCaption: null,
    issuesPerYear: frequency?.[1] ?? CODED_FREQUENCY[coded] ?? null,
    pieces: local.flatMap((field) => piecesOf(value(field, "v"), value(field, "n"), value(field, "y"))),
    stated: statedIn(record),
  };
}

/** What a record says it has (MARC 21 853/863/866–868, 008/18; CNMARC 110, 326 and local 9XX with $y); each piece once. */
export function readHoldings(record: MarcRecord, flavour: "marc21" | "unimarc"): StatedHoldings {
  const read = flavour === "marc21" ? readMarc21(record) : readUnimarc(record);
  return together([read]);
}

/** What several records say of one run: the first caption and frequency, each piece and statement once. */
export function together(said: readonly StatedHoldings[]): StatedHoldings {
  const pieces = said.flatMap((one) => one.pieces);
  const once = new Map(pieces.map((piece) => [`${piece.year} ${piece.volume} ${piece.number}`, piece]));
  const first = <Key extends keyof StatedHoldings>(key: Key) =>
    said.find((one) => one[key] !== null)?.[key] ?? null;
  return {
    volumeCaption: first("volumeCaption"),
    issueCaption: first("issueCaption"),
    issuesPerYear: first("issuesPerYear"),
    pieces: [...once.values()],
    stated: [...new Set(said.flatMap((one) => one.stated))],
  };
}
