import { isOneLibrarys } from "@commonshelf/marc/editing";
import type { MarcField, MarcRecord } from "@commonshelf/marc/record";

/** What a new record begins as. */
export const templateNames = ["book-cnmarc", "serial-cnmarc", "book-marc21", "serial-marc21"] as const;
export type TemplateName = (typeof templateNames)[number];

/** A field of data; `ind`: both indicators. */
export const field = (tag: string, ind: string, ...subfields: [string, string][]): MarcField => ({
  tag,
  ind1: ind.charAt(0),
  ind2: ind.charAt(1),
  subfields,
});

/** UNIMARC 100 $a (36 characters): Chinese, ISO 10646, nothing governmental. `year` empty: not known yet. */
export function codedUnimarc(today: string, type: "d" | "a", year: string): string {
  const second = type === "a" ? "9999" : "    ";
  return `${today}${type}${year.padEnd(4).slice(0, 4)}${second}em y0chiy50      ea`;
}

/** MARC 21 008 (40 characters) of a book or a serial in Chinese from China. */
function codedMarc21(today: string, type: "s" | "c", year: string): string {
  const second = type === "c" ? "9999" : "    ";
  const rest = type === "s" ? "           000 0 " : "mr p       0   e0";
  return `${today.slice(2)}${type}${year.padEnd(4).slice(0, 4)}${second}cc ${rest}chi d`;
}

/** UNIMARC 801: who made the record, and when. */
export const source = (today: string, agency: string): MarcField =>
  field("801", " 0", ["a", "CN"], ["b", agency], ["c", today]);

const bookCnmarc = (today: string, agency: string): MarcRecord => ({
  leader: "     nam0 22     3  450 ",
  fields: [
    field("010", "  ", ["a", ""], ["d", "CNY"]),
    field("100", "  ", ["a", codedUnimarc(today, "d", today.slice(0, 4))]),
    field("101", "0 ", ["a", "chi"]),
    field("102", "  ", ["a", "CN"], ["b", "110000"]),
    field("105", "  ", ["a", "y   z   000yy"]),
    field("106", "  ", ["a", "r"]),
    field("200", "1 ", ["a", ""], ["9", ""], ["f", ""]),
    field("210", "  ", ["a", ""], ["c", ""], ["d", today.slice(0, 4)]),
    field("215", "  ", ["a", ""], ["d", ""]),
    field("330", "  ", ["a", ""]),
    field("606", "0 ", ["a", ""]),
    field("690", "  ", ["a", ""], ["v", "5"]),
    field("701", " 0", ["a", ""], ["9", ""], ["4", "著"]),
    source(today, agency),
  ],
});

const serialCnmarc = (today: string, agency: string): MarcRecord => ({
  leader: "     nas0 22     3  450 ",
  fields: [
    field("011", "  ", ["a", ""], ["d", "CNY"]),
    field("100", "  ", ["a", codedUnimarc(today, "a", today.slice(0, 4))]),
    field("101", "0 ", ["a", "chi"]),
    field("102", "  ", ["a", "CN"], ["b", "110000"]),
    field("106", "  ", ["a", "r"]),
    field("110", "  ", ["a", "afa    0xx0"]),
    field("200", "1 ", ["a", ""], ["9", ""], ["f", ""]),
    field("207", " 0", ["a", ""]),
    field("210", "  ", ["a", ""], ["c", ""], ["d", `${today.slice(0, 4)}-`]),
    field("326", "  ", ["a", "月刊"]),
    field("690", "  ", ["a", ""], ["v", "5"]),
    field("711", "02", ["a", ""], ["4", "主办"]),
    source(today, agency),
  ],
});

const bookMarc21 = (today: string, agency: string): MarcRecord => ({
  leader: "00000nam a2200000 i 4500",
  fields: [
    { tag: "008", value: codedMarc21(today, "s", today.slice(0, 4)) },
    field("020", "  ", ["a", ""]),
    field("040", "  ", ["a", agency], ["b", "chi"], ["e", "rda"], ["c", agency]),
    field("100", "1 ", ["a", ""], ["e", ""]),
    field("245", "10", ["a", ""], ["c", ""]),
    field("264", " 1", ["a", ""], ["b", ""], ["c", today.slice(0, 4)]),
    field("300", "  ", ["a", ""], ["c", ""]),
    field("336", "  ", ["a", "文本"], ["b", "txt"], ["2", "rdacontent"]),
    field("337", "  ", ["a", "无需媒介"], ["b", "n"], ["2", "rdamedia"]),
    field("338", "  ", ["a", "卷册"], ["b", "nc"], ["2", "rdacarrier"]),
    field("650", " 4", ["a", ""]),
    field("084", "  ", ["a", ""], ["2", "clc"]),
  ],
});

const serialMarc21 = (today: string, agency: string): MarcRecord => ({
  leader: "00000nas a2200000 i 4500",
  fields: [
    { tag: "008", value: codedMarc21(today, "c", today.slice(0, 4)) },
    field("022", "0 ", ["a", ""]),
    field("040", "  ", ["a", agency], ["b", "chi"], ["e", "rda"], ["c", agency]),
    field("245", "00", ["a", ""]),
    field("264", " 1", ["a", ""], ["b", ""], ["c", `${today.slice(0, 4)}-`]),
    field("310", "  ", ["a", "月刊"]),
    field("362", "1 ", ["a", ""]),
    field("710", "2 ", ["a", ""]),
  ],
});

const templates: Record<TemplateName, (today: string, agency: string) => MarcRecord> = {
  "book-cnmarc": bookCnmarc,
  "serial-cnmarc": serialCnmarc,
  "book-marc21": bookMarc21,
  "serial-marc21": serialMarc21,
};

/** A template's record. `today`: `YYYYMMDD`; `agency`: code of the library that catalogues. */
export function templateRecord(name: TemplateName, today: string, agency: string): MarcRecord {
  return templates[name](today, agency);
}

/** What of a record is filled in: subfields and fields left empty are none of it. */
export function filledIn(record: MarcRecord): MarcRecord {
  const isEmpty = (value: string): boolean => value.trim() === "" || value === "CNY";
  const fields = record.fields.flatMap((one): MarcField[] => {
    if (!("subfields" in one)) return one.value === "" ? [] : [one];
    const subfields = one.subfields.filter(([, value]) => !isEmpty(value));
    // What only says how (版次, 责任方式, source) says nothing without a what.
    const says = subfields.some(([code]) => !/[24v]/.test(code));
    return subfields.length > 0 && says ? [{ ...one, subfields }] : [];
  });
  return { ...record, fields };
}

/** Numbers and dates of one library's record. */
const NUMBERS = /^(?:00[135]|035)$/;

/** Another library's record as one's own begins: without what is only that library's. */
export function takenOver(record: MarcRecord, format: "marc21" | "unimarc"): MarcRecord {
  const fields = record.fields.filter(({ tag }) => !NUMBERS.test(tag) && !isOneLibrarys(format, tag));
  return { leader: `${record.leader.slice(0, 5)}n${record.leader.slice(6)}`, fields };
}
