import { isCallNumber } from "@commonshelf/cjk";
import { normaliseEan, otherNumberIn } from "@commonshelf/marc";
import { normaliseIsbn, normaliseIssn } from "../catalogue/index.ts";

/** A number of a book found in what was typed: where it stands, and what it is looked up by. */
export type Code = { kind: "identifier" | "call-number"; value: string; start: number; end: number };

const DASH = "\\p{Pd}\\u2212";
const EDGE_BEFORE = `(?<![\\p{L}\\p{N}${DASH}./])`;
const EDGE_AFTER = `(?![\\p{L}\\p{N}${DASH}/])`;
const ISBN_NAME = "(?:isbn(?:[-‐‑–]?1[03])?\\s*[:=]?\\s*)";
const ISSN_NAME = "(?:e?-?issn\\s*[:=]?\\s*)";

const ISBN_13 = new RegExp(
  `${EDGE_BEFORE}${ISBN_NAME}?(?<n>97[89](?:[\\s${DASH}]?\\d){10})${EDGE_AFTER}`,
  "giu",
);
const ISBN_10 = new RegExp(
  `${EDGE_BEFORE}${ISBN_NAME}?(?<n>\\d(?:[${DASH}]?\\d){8}[${DASH}]?[\\dx])${EDGE_AFTER}`,
  "giu",
);
const NAMED_ISBN = new RegExp(
  `${EDGE_BEFORE}${ISBN_NAME}(?<n>\\d(?:[\\s${DASH}]?\\d){8}[\\s${DASH}]?[\\dx])${EDGE_AFTER}`,
  "giu",
);
const ISSN = new RegExp(`${EDGE_BEFORE}(?<n>\\d{4}[${DASH}]\\d{3}[\\dx])${EDGE_AFTER}`, "giu");
const NAMED_ISSN = new RegExp(
  `${EDGE_BEFORE}${ISSN_NAME}(?<n>\\d{4}[\\s${DASH}]?\\d{3}[\\dx])${EDGE_AFTER}`,
  "giu",
);
/** A class with its book number, or a class with decimals: I242.4/C927, TP312.8, 813.54/K52. */
const CALL_NUMBER =
  /(?<=^|\s)(?<n>(?:[A-Z]{1,3}\d[\d.]*[A-Z]{0,2}(?:[-=+:]\d[\d.]*|\(\d+\)|"\d+")*\/[A-Z0-9][\w.:=-]*)|(?:[A-Z]{1,2}\d{2,4}\.\d+)|(?:\d{3}\.\d+\/[A-Z]\w*))(?=$|\s)/giu;

const FINDERS: readonly [RegExp, Code["kind"], (text: string) => string | undefined][] = [
  [ISBN_13, "identifier", normaliseIsbn],
  [NAMED_ISBN, "identifier", normaliseIsbn],
  [ISBN_10, "identifier", normaliseIsbn],
  [NAMED_ISSN, "identifier", normaliseIssn],
  [ISSN, "identifier", normaliseIssn],
  [CALL_NUMBER, "call-number", (text) => text],
];

/** Full-width letters, digits and signs at half their width; every character keeps its place. */
function halfWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e\u3000]/gu, (c) =>
    c === "\u3000" ? " " : String.fromCharCode(c.charCodeAt(0) - 0xfee0),
  );
}

/** ISBNs, ISSNs and call numbers anywhere in a text, in order. A number without a right check digit is none. */
export function findCodes(text: string): Code[] {
  const plain = halfWidth(text);
  const codes: Code[] = [];
  for (const [pattern, kind, read] of FINDERS)
    for (const match of plain.matchAll(pattern)) {
      const start = match.index;
      const end = start + match[0].length;
      const value = read(match.groups!.n!);
      if (value !== undefined && !codes.some((code) => start < code.end && end > code.start))
        codes.push({ kind, value, start, end });
    }
  return codes.sort((a, b) => a.start - b.start);
}

/** The text without these. */
export function withoutCodes(text: string, codes: readonly Code[]): string {
  let rest = "";
  let at = 0;
  for (const code of codes) {
    rest += `${text.slice(at, code.start)} `;
    at = code.end;
  }
  return (rest + text.slice(at)).replace(/\s+/g, " ").trim();
}

/** The number of a text, as it is indexed: DOI, ISBN, ISSN, ISMN, EAN, 统一书号, OCLC number. */
export function identifierIn(text: string): string | undefined {
  return otherNumberIn(text) ?? normaliseIsbn(text) ?? normaliseIssn(text) ?? normaliseEan(text);
}

/**
 * The number the whole text is, with or without its name, or digits that stand where one would: many books bear a wrong
 * ISBN, and numbers of LC and OCLC are digits only.
 */
export function numberIn(text: string): string | undefined {
  const other = otherNumberIn(text);
  if (other !== undefined) return other;
  const bare = halfWidth(text).replace(/^(?:(?:e-?)?is[bs]n(?:-?1[03])?|ismn|ean)\s*[:=]?\s*/i, "");
  if (!/^(?:M[\s\p{Pd}]?)?[\d\s\p{Pd}\u2212]{7,21}[\dXx]$/u.test(bare)) return undefined;
  const digits = bare.replace(/[^\dXx]/g, "").toUpperCase();
  return (
    identifierIn(bare) ??
    (/^97[89]\d{10}$|^\d{9}[\dX]$/.test(digits) || /^\d{7,12}$/.test(bare) ? digits : undefined)
  );
}

const CALL_NUMBER_FIELD = /^(?:callno|call number|索书号|索書號|索取号|索取號|分类号|分類號)\s*[:=]\s*(.+)$/i;
const ANOTHER_FIELD = /[\p{L}]{2,12}\s*[:=]|\s(?:AND|OR|NOT)\s/u;
/** The call number the whole text is, by its look or by the field named before it; undefined when it is none. */
export function callNumberIn(text: string): string | undefined {
  // Who stops after the slash has typed the class.
  const plain = halfWidth(text)
    .trim()
    .replace(/\s*\/+$/, "");
  const named = CALL_NUMBER_FIELD.exec(plain)?.[1]?.trim();
  if (named !== undefined) return ANOTHER_FIELD.test(named) ? undefined : named;
  return isCallNumber(plain) ? plain : undefined;
}
