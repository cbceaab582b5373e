import { parse } from "csv-parse/sync";

/** A row of a table: `line` is where it begins, from 1; `fields` null: its quotation mark is never closed. */
export type TableRow = { line: number; fields: string[]; isBroken: boolean };

/** A field may run over so many lines: a review does, a forgotten quotation mark would swallow the rest. */
const MOST_LINES = 200;
const SEPARATORS = ["\t", ";", ",", "，", "|"];

/**
 * Rows of comma-, semicolon-, tab- or bar-separated text (RFC 4180), each by itself, so that a quotation mark somebody forgot
 * costs its own line and no other. Empty rows are left out. A first line `sep=;`, as spreadsheets write it, says what separates.
 */
export function readRows(text: string): TableRow[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const told = /^sep=(.)$/i.exec(lines[0] ?? "")?.[1];
  const first = told === undefined ? 0 : 1;
  const separator = told ?? separatorOf(lines.find((line) => line.trim() !== "") ?? "");
  const rows: TableRow[] = [];
  let width = 0;
  for (let at = first; at < lines.length; ) {
    const row = readRow(lines, at, separator, width);
    if (row.fields.some((field) => field !== "")) rows.push({ line: at + 1, ...row });
    if (rows.length === 1 && !row.isBroken) width = row.fields.length;
    at += row.lines;
  }
  return rows;
}

/** What separates fields: what stands most often in the first line, outside quotation marks. */
function separatorOf(line: string): string {
  const bare = line.replace(/"(?:[^"]|"")*"/g, "");
  const counts = SEPARATORS.map((separator) => bare.split(separator).length - 1);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ",";
}

/** One row from line `at` on; `lines`: how many it takes. */
function readRow(
  lines: readonly string[],
  at: number,
  separator: string,
  width: number,
): { fields: string[]; isBroken: boolean; lines: number } {
  const one = lines[at]!;
  const whole = parseRow(one, separator, false);
  if (whole) return { fields: whole, isBroken: false, lines: 1 };
  let text = one;
  for (let more = 1; more < MOST_LINES && at + more < lines.length; more++) {
    text += `\n${lines[at + more]}`;
    if ((text.split('"').length - 1) % 2 !== 0) continue;
    const fields = parseRow(text, separator, false);
    if (fields && (width === 0 || fields.length === width))
      return { fields, isBroken: false, lines: more + 1 };
    break;
  }
  // Quotation marks in the middle of a field, as sites write that do not quote at all.
  const loose =
    /(^|[^"])"(?!")/.test(one) && !opensQuote(one, separator) ? parseRow(one, separator, true) : undefined;
  return loose
    ? { fields: loose, isBroken: false, lines: 1 }
    : { fields: one.split(separator).map((field) => field.trim()), isBroken: true, lines: 1 };
}

function opensQuote(line: string, separator: string): boolean {
  return line.split(separator).some((field) => /^\s*"/.test(field));
}

function parseRow(text: string, separator: string, isLoose: boolean): string[] | undefined {
  if (text.trim() === "") return [];
  try {
    const rows: string[][] = parse(withoutFormulas(text, separator), {
      delimiter: separator,
      relax_quotes: isLoose,
      relax_column_count: true,
      trim: true,
    });
    return rows.length === 1 ? rows[0]! : undefined;
  } catch {
    return undefined; // no row by itself: its quotation mark is still open
  }
}

/** `="9780141439580"`, by which sites keep spreadsheets from reading a number, as the text it stands for. */
function withoutFormulas(text: string, separator: string): string {
  const mark = separator.replace(/[|^$.*+?]/, String.raw`\$&`);
  return text.replace(new RegExp(`(^|${mark})\\s*="([^"\n]*)"(?=\\s*(?:${mark}|$))`, "gm"), '$1"$2"');
}
