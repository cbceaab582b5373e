import { parse } from "csv-parse/sync";
import { Problem } from "../kernel/problem.ts";

/** A row of a table by the names of its columns as they are asked for; `line` is where it begins in the file, from 1. */
export type TableLine<Column extends string> = { line: number } & Record<Column, string | null>;

/** What a table is asked for: each field with the names its column may bear; `needed`: those it cannot do without. */
export type TableShape<Column extends string> = {
  columns: Readonly<Record<Column, readonly string[]>>;
  needed: readonly Column[];
};

const SEPARATORS = [",", ";", "\t", "，", "|"];

/** The text of a file in UTF-8, UTF-16 or, when it is neither, GB18030. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes); // no UTF-8: what Chinese Windows writes
  }
}

function separatorOf(header: string): string {
  const bare = header.replace(/"(?:[^"]|"")*"/g, "");
  const counts = SEPARATORS.map((separator) => bare.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ",";
}

const plain = (name: string): string =>
  name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_-]+/g, "");

/** The rows of a table, and the names of columns that nothing was asked of. */
export type Table<Column extends string> = { rows: TableLine<Column>[]; left: string[] };

/**
 * The rows of a CSV file (RFC 4180; comma, semicolon or tab; UTF-8 with or without mark, UTF-16, GB18030; `sep=;`). Empty
 * fields are null. Refuses `column-missing` 400 (`columns`), `table-broken` 400 (`line`: a quotation mark is never closed).
 */
export function parseTable<Column extends string>(
  bytes: Buffer,
  file: string,
  shape: TableShape<Column>,
  mapping: ReadonlyMap<Column, string> = new Map(),
): Table<Column> {
  let text = decode(bytes).replace(/^\uFEFF/, "");
  const told = /^sep=(.)\r?\n/i.exec(text);
  if (told) text = text.slice(told[0].length);
  const offset = told ? 1 : 0;
  const delimiter = told?.[1] ?? separatorOf(text.split(/\r?\n/, 1)[0] ?? "");
  const [header = { record: [], line: 1 }, ...rows] = parseRows(text, delimiter, file);
  const names = header.record.map(plain);
  const columns = Object.keys(shape.columns) as Column[];
  const places = columns.map((column) => {
    const wanted = mapping.has(column) ? [mapping.get(column)!] : [column, ...shape.columns[column]];
    return { column, at: names.findIndex((name) => wanted.map(plain).includes(name)) };
  });
  const missing = places.filter(
    ({ column, at }) => at < 0 && (shape.needed.includes(column) || mapping.has(column)),
  );
  if (missing.length > 0)
    throw new Problem("column-missing", 400, {
      file,
      columns: missing.map(({ column }) => mapping.get(column) ?? column).join(", "),
    });
  const taken = new Set(places.map(({ at }) => at));
  const left = header.record.filter((name, at) => name.trim() !== "" && !taken.has(at));
  return {
    left,
    rows: rows.map(({ record, line }) => ({
      line: line + offset,
      ...(Object.fromEntries(
        places.map(({ column, at }) => [column, (at < 0 ? "" : (record[at] ?? "").trim()) || null]),
      ) as Record<Column, string | null>),
    })),
  };
}

function parseRows(text: string, delimiter: string, file: string): { record: string[]; line: number }[] {
  // The place where a row begins is after the one before it.
  let begins = 1;
  try {
    const rows = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    return rows.map(({ record, info }) => {
      const line = begins;
      begins = info.lines + 1;
      return { record, line };
    });
  } catch (error) {
    const { lines } = error as { lines?: number };
    throw new Problem("table-broken", 400, { file, line: lines ?? 0 });
  }
}
