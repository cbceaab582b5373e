import { parse as parseSync } from "csv-parse/sync";
import { refuse } from "./refusals.ts";

/** Rows of one import, and bytes of its table. */
const MOST_ROWS = 200_000;
export const MOST_TABLE_BYTES = 128 * 2 ** 20;
const MOST_COLUMNS = 200;
const LONGEST_CELL = 200_000;

/** A row of a table: text by the name of its column; `number`: its line in the sheet, the heading being the first. */
export type TableRow = { number: number; cells: Record<string, string> };

/** Text of a table as offices save it: UTF-8 with or without a mark, UTF-16 (Excel's Unicode text), else GB 18030. */
function decodeTable(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** Commas, semicolons or tabs: whichever the heading has most of. */
function delimiterOf(text: string): string {
  const heading = text.slice(0, text.search(/[\r\n]|$/));
  const count = (sign: string): number => heading.split(sign).length;
  return [",", ";", "\t", "，"].reduce((best, sign) => (count(sign) > count(best) ? sign : best), ",");
}

/**
 * Reads a table: its columns and its rows; rows without any text are passed over. Refuses `import-table-wrong` 400
 * (`line`), `import-rows-many` 413.
 */
export function readTable(bytes: Buffer): { columns: string[]; rows: TableRow[] } {
  if (bytes.includes(0) && !(bytes[0] === 0xff || bytes[0] === 0xfe))
    throw refuse("import-table-wrong", { line: 1 });
  const text = decodeTable(bytes);
  let records: string[][];
  try {
    records = parseSync(text, {
      delimiter: delimiterOf(text),
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: LONGEST_CELL * 4,
      trim: true,
    });
  } catch (error) {
    const problem = refuse("import-table-wrong", { line: Number((error as { lines?: number }).lines ?? 0) });
    problem.cause = error;
    throw problem;
  }
  return tableOf(records);
}

/** The same of rows that were read already, the heading first. */
export function tableOf(records: readonly string[][]): { columns: string[]; rows: TableRow[] } {
  const columns = namesOf(records[0] ?? []);
  if (columns.length === 0 || columns.length > MOST_COLUMNS) throw refuse("import-table-wrong", { line: 1 });
  if (records.length - 1 > MOST_ROWS) throw refuse("import-rows-many", { rows: MOST_ROWS });
  const rows = records.slice(1).flatMap((record, at) => {
    if (record.every((cell) => cell === "")) return [];
    return [{ number: at + 2, cells: Object.fromEntries(columns.map((name, i) => [name, record[i] ?? ""])) }];
  });
  return { columns, rows };
}

/** Names of columns; one that has none or another's is called by its place. */
function namesOf(heading: readonly string[]): string[] {
  const taken = new Set<string>();
  return heading.map((given, i) => {
    const plain = given.replace(/\s+/g, " ").slice(0, 190);
    const name = plain === "" || taken.has(plain) ? `#${i + 1}` : plain;
    taken.add(name);
    return name;
  });
}
