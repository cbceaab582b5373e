import { type Archive, openArchive } from "./archive.ts";
import { BrokenRecords } from "./broken.ts";
import { isWorkbook, readWorkbook } from "./read-workbook.ts";
import { type RecordTable, readRecords } from "./records.ts";
import { refuse } from "./refusals.ts";
import { readTable, type TableRow, tableOf } from "./table.ts";

type Table = { columns: string[]; rows: TableRow[] };

function refused(error: unknown): unknown {
  return error instanceof BrokenRecords
    ? refuse("import-records-wrong", { format: error.format, place: error.place })
    : error;
}

/**
 * A table, or records that others wrote, as one. Refuses `import-records-wrong` 400 (`format`, `place`), `import-file-kind`
 * 415 (markup or JSON of no known kind), and as `readTable`.
 */
export function readAnyTable(bytes: Buffer): Table {
  let records: RecordTable | null;
  try {
    records = readRecords(bytes);
  } catch (error) {
    throw refused(error);
  }
  if (records) return { ...records, rows: records.rows.map((cells, at) => ({ number: at + 1, cells })) };
  if (/^(?:\ufeff)?\s*[<{[]/.test(bytes.toString("utf8", 0, 100))) throw refuse("import-file-kind");
  return readTable(bytes);
}

/** The first sheet of an archive that is an Excel workbook; null: it is another archive. Refuses as `readAnyTable`. */
export async function readBook(archive: Archive): Promise<Table | null> {
  const parts = new Map(archive.files.map((file) => [file.path, file.read]));
  if (!isWorkbook(parts.keys())) return null;
  try {
    return tableOf(await readWorkbook(parts));
  } catch (error) {
    throw refused(error);
  }
}

/** The same of a workbook inside an archive. */
export async function readPackedBook(bytes: Buffer): Promise<Table> {
  const archive = await openArchive(bytes);
  const table = await readBook(archive).finally(archive.close);
  if (table === null) throw refuse("import-file-kind");
  return table;
}
