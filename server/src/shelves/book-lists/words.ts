/** Why a line of a list of books is no book. */
export const lineReasons = [
  "isbn-invalid",
  "title-missing",
  "title-needed",
  "quote-open",
  "not-a-book",
] as const;
export type LineReason = (typeof lineReasons)[number];

const LINES_NAMED = 10;

/** Which lines were left out, by their numbers and what stands there: `2 (9787111120018), 7`. */
export function linesInWords(skipped: readonly { line: number; text: string }[]): string {
  const named = skipped
    .slice(0, LINES_NAMED)
    .map(({ line, text }) => (text ? `${line} (${text})` : `${line}`));
  return named.join(", ") + (skipped.length > LINES_NAMED ? " …" : "");
}
