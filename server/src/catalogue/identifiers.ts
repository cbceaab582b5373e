import type { Identifier } from "./description.ts";

/**
 * Normalises an ISBN written in any way (ISO 2108): `7-02-000220-X (平装)` -> `9787020002207`.
 * Returns undefined when the check digit is wrong or it is no ISBN.
 */
export function normaliseIsbn(text: string): string | undefined {
  const found = /(?:97[89][\d\s-]{10,14}|\d[\d\s-]{8,11}[\dXx])(?![\d])/.exec(
    text.normalize("NFKC").replace(/[‐-―]/g, "-"),
  );
  const digits = found?.[0].replace(/[\s-]/g, "").toUpperCase();
  if (!digits) return undefined;
  if (digits.length === 13) return isbn13CheckDigit(digits) === digits[12] ? digits : undefined;
  if (digits.length !== 10) return undefined;
  let sum = 0;
  for (let i = 0; i < 10; i++) sum += (digits[i] === "X" ? 10 : Number(digits[i])) * (10 - i);
  if (sum % 11 !== 0) return undefined;
  const stem = `978${digits.slice(0, 9)}`;
  return stem + isbn13CheckDigit(stem);
}

function isbn13CheckDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += Number(digits[i]) * (i % 2 === 0 ? 1 : 3);
  return String((10 - (sum % 10)) % 10);
}

/** Normalises an ISSN (ISO 3297) to 8 characters; undefined when its check digit is wrong. */
export function normaliseIssn(text: string): string | undefined {
  const found = /(\d{4})-?(\d{3}[\dXx])(?!\d)/.exec(text);
  if (!found) return undefined;
  const digits = (found[1]! + found[2]!).toUpperCase();
  let sum = 0;
  for (let i = 0; i < 8; i++) sum += (digits[i] === "X" ? 10 : Number(digits[i])) * (8 - i);
  return sum % 11 === 0 ? digits : undefined;
}

/** Normalises a Library of Congress control number (`   85-2 ` -> `85000002`), by the rules of info:lccn. */
export function normaliseLccn(text: string): string | undefined {
  let value = text.replace(/\s/g, "").split("/")[0]!;
  const hyphen = value.indexOf("-");
  if (hyphen > 0) value = value.slice(0, hyphen) + value.slice(hyphen + 1).padStart(6, "0");
  value = value.toLowerCase();
  return /^[a-z]{0,3}\d{8,10}$/.test(value) ? value : undefined;
}

/** OCLC number from an 035: `(OCoLC)ocm00012345` -> `12345`. */
export function normaliseOclc(text: string): string | undefined {
  const found =
    /^\s*(?:\(OCoLC\)\s*)(?:oc[mn]|on)?0*(\d{1,12})/i.exec(text) ?? /^\s*oc[mn]0*(\d{1,12})/i.exec(text);
  return found?.[1];
}

/** A national bibliography number or 统一书号 without spaces: at least four digits, else undefined. */
export function normaliseNational(text: string): string | undefined {
  const value = text.normalize("NFKC").replace(/\s/g, "").toUpperCase();
  return (value.match(/\d/g)?.length ?? 0) >= 4 && value.length <= 40 ? value : undefined;
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
