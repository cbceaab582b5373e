/** Longest text kept in a description; the record itself keeps everything. */
const LONGEST = 1000;

/** Marks that say in which direction text runs: they stand beside ISBD marks and are none of the text. */
const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu;
/** What most values have none of: controls, blanks in a row or of other widths, marks of direction and of non-sorting text. */
const UNUSUAL =
  / {2}|[\p{Cc}\u00a0\u00ac\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f\u2066-\u2069\u3000\ufeff]|<<|>>/u;
const AT_END = /[:;,/=.،؛：；，／＝]$/u;
/** ISBD marks at the end, in Latin, Arabic and full-width form. */
const ISBD_END = /(?:\s*[:;,/=،؛：；，／＝]|\s+\.)+$/u;

/**
 * A MARC value as a reader would write it: ISBD marks at the ends (whatever invisible marks stand beside them), marks
 * around non-sorting text, spaces and control characters removed.
 * `Hong lou meng /` -> `Hong lou meng`, `[Beijing] :` -> `Beijing`, `<<Le>> cinéma` -> `Le cinéma`.
 */
export function plain(value: string | undefined): string {
  if (!value) return "";
  let text = UNUSUAL.test(value) ? withoutMarks(value) : value.trim();
  if (AT_END.test(text)) text = text.replace(ISBD_END, "").trim();
  if (/^\[.*\]$/u.test(text) && text.indexOf("]") === text.length - 1) text = text.slice(1, -1).trim();
  return text.length > LONGEST ? text.slice(0, LONGEST) : text;
}

function withoutMarks(value: string): string {
  return value
    .replace(/[\u0088\u0089\u0098\u009c¬]|<<|>>/g, "")
    .replace(/[\p{Cc}\p{Zs}\u2028\u2029]+/gu, " ")
    .replace(DIRECTION, "")
    .trim();
}

/** `plain`, and the full stop that ends a MARC field goes too, unless it closes an abbreviation or initial. */
export function plainEnd(value: string | undefined): string {
  const text = plain(value);
  return /[^\s.]{3,}\.$|[\p{Script=Han}]\.$|\d\.$|[)\]]\.$/u.test(text) ? plain(text.slice(0, -1)) : text;
}

/** Number of pages in an extent such as `[8], 460 p. :` or `776页`; the largest run before a page word. */
export function pagesIn(extent: string | undefined): number | undefined {
  const numbers = [
    ...(extent ?? "").matchAll(/(\d{1,5})\s*(?:,\s*\[\d+\]\s*)?(?:p\b|p\.|pages?|页|頁|leaves|S\.|s\.|面)/gu),
  ].map((m) => Number(m[1]));
  return numbers.length > 0 ? Math.max(...numbers) : undefined;
}

/** Distinct non-empty strings in their first order. */
export function distinct(values: Iterable<string | undefined>): string[] {
  const seen = new Set<string>();
  for (const value of values) if (value) seen.add(value);
  return [...seen];
}
