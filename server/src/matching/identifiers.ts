import { type DataField, normaliseEan, otherNumberIn, subfield, subfieldValues } from "@commonshelf/marc";
import type { Identifier } from "./described.ts";

/** Thirteen digits from 978 or 979, hyphens and spaces anywhere between them. */
const ISBN_13 = /(?<!\d)97[89](?:[\s-]*\d){10}(?!\d)/g;
/** Ten digits, the last perhaps an X; looked for at every place, since a number may stand before it (`v. 1 7-02-…`). */
const ISBN_10 = /(?<!\d)(?=(\d(?:[\s-]*\d){8}[\s-]*[\dXx])(?!\d))/g;

/**
 * Normalises an ISBN written in any way (ISO 2108): `7-02-000220-X (平装)` -> `9787020002207`. Words and prices around
 * it are passed over; of several the first counts. Returns undefined when the check digit is wrong or it is no ISBN.
 */
export function normaliseIsbn(text: string): string | undefined {
  return isbnsIn(text).valid[0];
}

/**
 * Every ISBN of a text: `valid` as 13 digits, `wrong` (check digit) as it stands without hyphens; a number of ten or
 * thirteen characters that cannot be an ISBN is wrong only where nothing else is said.
 */
function isbnsIn(text: string): { valid: string[]; wrong: string[] } {
  const plain = text.normalize("NFKC").replace(/[‐-―−]/g, "-");
  const valid: string[] = [];
  const wrong: string[] = [];
  const add = (digits: string, isbn: string | undefined): void => {
    if (isbn === undefined) {
      if (!/^0+$/.test(digits) && !wrong.includes(digits)) wrong.push(digits);
    } else if (!valid.includes(isbn)) valid.push(isbn);
  };
  const rest = plain.replace(ISBN_13, (found) => {
    const digits = found.replace(/[\s-]/g, "");
    add(digits, isbn13CheckDigit(digits) === digits[12] ? digits : undefined);
    return " # ";
  });
  const hasLong = valid.length + wrong.length > 0;
  let end = 0;
  for (const found of rest.matchAll(ISBN_10)) {
    // Inside a number that was read nothing else begins.
    if (found.index < end) continue;
    const digits = found[1]!.replace(/[\s-]/g, "").toUpperCase();
    if (isIsbn10(digits)) {
      const stem = `978${digits.slice(0, 9)}`;
      add(digits, stem + isbn13CheckDigit(stem));
      end = found.index + found[1]!.length;
    }
  }
  if (!hasLong && valid.length === 0) {
    for (const part of rest.split(/[;,]|\([^)]*\)/)) {
      const alone = /^\D*(\d(?:[\s-]*\d){8}[\s-]*[\dXx])(?!\d)/.exec(part)?.[1];
      if (alone) add(alone.replace(/[\s-]/g, "").toUpperCase(), undefined);
    }
  }
  return { valid, wrong };
}

/** Weighted sum divisible by 11; ten zeros satisfy it too, and are what people type when there is none. */
function isIsbn10(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < 10; i++) sum += (digits[i] === "X" ? 10 : Number(digits[i])) * (10 - i);
  return sum % 11 === 0 && !/^0+$/.test(digits);
}

function isbn13CheckDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += Number(digits[i]) * (i % 2 === 0 ? 1 : 3);
  return String((10 - (sum % 10)) % 10);
}

/** Normalises an ISSN (ISO 3297) to 8 characters; undefined when its check digit is wrong. */
export function normaliseIssn(text: string): string | undefined {
  const plain = text.normalize("NFKC").replace(/[‐-―]/g, "-");
  const found = /(?<!\d)(\d{4})\s?-?\s?(\d{3}[\dXx])(?!\d)/.exec(plain);
  if (!found) return undefined;
  const digits = (found[1]! + found[2]!).toUpperCase();
  let sum = 0;
  for (let i = 0; i < 8; i++) sum += (digits[i] === "X" ? 10 : Number(digits[i])) * (8 - i);
  return sum % 11 === 0 && digits !== "00000000" ? digits : undefined;
}

/** Adds a number of 13 digits as what it is: an ISBN, an ISMN (979-0) or another EAN. */
export function addEan(list: Identifier[], text: string, status: "current" | "cancelled"): void {
  const value = normaliseEan(text);
  if (value && /^97(?:8|9[1-9])/.test(value)) addIsbns(list, value, status);
  else addIdentifier(list, value?.startsWith("9790") ? "ismn" : "ean", value, status);
}

/** DOIs of fields whose $2 says so (MARC 21 024 7_, UNIMARC 017 7_); $z was one. */
export function addDois(list: Identifier[], fields: readonly DataField[]): void {
  for (const field of fields.filter((one) => one.ind1 === "7" && /^doi$/i.test(subfield(one, "2") ?? "")))
    for (const [code, status] of [
      ["a", "current"],
      ["z", "cancelled"],
    ] as const)
      for (const value of subfieldValues(field, code))
        addIdentifier(list, "doi", otherNumberIn(value), status);
}

/** The ISSNs of a field: its own, the one of all forms together (ISSN-L), and those it gave up. */
export function addIssns(list: Identifier[], own: string, linking: string[], old: string[]): void {
  addIdentifier(list, "issn", normaliseIssn(own), "current");
  for (const value of linking) addIdentifier(list, "issn", normaliseIssn(value), "invalid");
  for (const value of old) addIdentifier(list, "issn", normaliseIssn(value), "cancelled");
}

/** Adds every ISBN of a text; wrong ones as they stand. */
export function addIsbns(list: Identifier[], text: string, status: "current" | "cancelled"): void {
  const { valid, wrong } = isbnsIn(text);
  for (const value of valid) addIdentifier(list, "isbn", value, status);
  for (const value of wrong) addIdentifier(list, "isbn", value, "invalid");
}

/** Adds an identifier once; silently leaves out what could not be normalised, since the record keeps the text. */
export function addIdentifier(
  list: Identifier[],
  type: Identifier["type"],
  value: string | undefined,
  status: Identifier["status"],
): void {
  if (value && !list.some((known) => known.type === type && known.value === value))
    list.push({ type, value, status });
}
