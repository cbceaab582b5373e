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

/** MARC 21 853 $w. */
const FREQUENCY: Record<string, number> = {
  a: 1,
  b: 6,
  c: 104,
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
/** CNMARC 326 $a; the longer words first, since 双月刊 ends with 月刊. */
const FREQUENCY_WORDS: readonly [RegExp, number][] = [
  [/双周刊|雙週刊|双週刊/, 26],
  [/双月刊|雙月刊/, 6],
  [/半月刊/, 24],
  [/半年刊/, 2],
  [/旬刊/, 36],
  [/周刊|週刊/, 52],
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

function readMarc21(record: MarcRecord): StatedHoldings {
  const captions = fieldsOf(record, /^853$/);
  const [first] = captions;
  const units = Number(first && value(first, "u"));
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
    issuesPerYear: units > 0 ? units : first ? (FREQUENCY[value(first, "w")] ?? null) : null,
    pieces,
    stated: fieldsOf(record, /^866$/)
      .map((field) => value(field, "a"))
      .filter(Boolean),
  };
}

function readUnimarc(record: MarcRecord): StatedHoldings {
  const words = fieldsOf(record, /^326$/).map((field) => value(field, "a"));
  const frequency = FREQUENCY_WORDS.find(([pattern]) => words.some((word) => pattern.test(word)));
  const local = fieldsOf(record, /^9\d\d$/).filter((field) => yearIn(value(field, "y")) !== null);
  return {
    volumeCaption: null,
    issueCaption: null,
    issuesPerYear: frequency?.[1] ?? null,
    pieces: local.flatMap((field) => piecesOf(value(field, "v"), value(field, "n"), value(field, "y"))),
    stated: fieldsOf(record, /^866$/)
      .map((field) => value(field, "a"))
      .filter(Boolean),
  };
}

/** What a record says it has (MARC 21 853/863/866; CNMARC 326 and local 9XX with $y); each piece once. */
export function readHoldings(record: MarcRecord, flavour: "marc21" | "unimarc"): StatedHoldings {
  const read = flavour === "marc21" ? readMarc21(record) : readUnimarc(record);
  const once = new Map(read.pieces.map((piece) => [`${piece.year} ${piece.volume} ${piece.number}`, piece]));
  return { ...read, pieces: [...once.values()] };
}
