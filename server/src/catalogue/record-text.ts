/** Longest text kept in a description; the record itself keeps everything. */
const LONGEST = 1000;

/**
 * A MARC value as a reader would write it: ISBD marks at the ends, spaces and control characters removed.
 * `Hong lou meng /` -> `Hong lou meng`, `[Beijing] :` -> `Beijing`, `Title : ` -> `Title`.
 */
export function plain(value: string | undefined): string {
  if (!value) return "";
  let text = value.replace(/[\p{Cc}\p{Zs}]+/gu, " ").trim();
  text = text.replace(/(?:\s*[:;,/=]|\s+\.)+$/u, "").trim();
  if (/^\[.*\]$/u.test(text) && text.indexOf("]") === text.length - 1) text = text.slice(1, -1).trim();
  return text.length > LONGEST ? text.slice(0, LONGEST) : text;
}

/** `plain`, and the full stop that ends a MARC field goes too, unless it closes an abbreviation or initial. */
export function plainEnd(value: string | undefined): string {
  const text = plain(value);
  return /[^\s.]{3,}\.$|[\p{Script=Han}]\.$|\d\.$|[)\]]\.$/u.test(text) ? plain(text.slice(0, -1)) : text;
}

/** First number of four digits between 1000 and 2099 in a date as printed; `[1980]`, `c2002`, `1971.4`, `民国37` excluded. */
export function yearIn(value: string | undefined): number | undefined {
  const found = /(?<!\d)(1[0-9]\d\d|20\d\d)(?!\d)/.exec(value ?? "");
  return found ? Number(found[1]) : undefined;
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
