import { open, readFile, stat } from "node:fs/promises";
import { readAnyTable, readBook, readPackedBook } from "./any-table.ts";
import { type Archive, openArchive } from "./archive.ts";
import { type FileIndex, FOLDER_COLUMNS, indexFiles, rowsOfFolders } from "./match-files.ts";
import { refuse } from "./refusals.ts";
import { MOST_TABLE_BYTES, type TableRow } from "./table.ts";

/** First bytes of a zip archive, and of one without any file. */
const ZIP_HEADS = new Set(["504b0304", "504b0506"]);

/** First bytes of pictures, documents, models, sound and film: by itself such a file is no table. */
const MEDIA =
  /^(?:\xff\xd8\xff|\x89PNG|GIF8|%PDF|II\*\0|MM\0\*|RIFF|glTF|ID3|\xff[\xf2\xf3\xfa\xfb]|.{4}ftyp|OggS|fLaC|.E\xdf\xa3)/s;
const HEAD_BYTES = 12;

async function headOf(path: string): Promise<Buffer> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

const isZip = async (path: string): Promise<boolean> =>
  ZIP_HEADS.has((await headOf(path)).toString("hex", 0, 4));

/** What a file that was handed in holds: its rows, and the files beside them. */
export type OpenedTable = {
  kind: "table" | "archive";
  columns: string[];
  rows: TableRow[];
  files: FileIndex | null;
  close(): void;
};

/**
 * Opens a table, or an archive with or without one. Refuses `import-file-kind` 415 (neither table nor archive), and as `readTable` and
 * `openArchive`.
 */
export async function openTable(path: string): Promise<OpenedTable> {
  if (!(await isZip(path))) {
    if ((await stat(path)).size > MOST_TABLE_BYTES || MEDIA.test((await headOf(path)).toString("latin1")))
      throw refuse("import-file-kind");
    return { kind: "table", ...readAnyTable(await readFile(path)), files: null, close: () => undefined };
  }
  const archive = await openArchive(path);
  try {
    return { kind: "archive", ...(await readArchive(archive)), close: archive.close };
  } catch (error) {
    archive.close();
    throw error;
  }
}

async function readArchive(archive: Archive): Promise<Pick<OpenedTable, "columns" | "rows" | "files">> {
  const workbook = await readBook(archive);
  if (workbook) return { ...workbook, files: null };
  const files = await indexFiles(archive.files);
  const list = files.table ?? (files.records.length === 1 ? files.records[0]! : null);
  if (list) {
    if (list.bytes > MOST_TABLE_BYTES) throw refuse("import-file-kind");
    const bytes = await list.read();
    return { ...(/\.xlsx$/i.test(list.path) ? await readPackedBook(bytes) : readAnyTable(bytes)), files };
  }
  if (files.media.length === 0) throw refuse("import-file-kind");
  const rows = rowsOfFolders(files).map((cells, at) => ({ number: at + 1, cells }));
  return { columns: FOLDER_COLUMNS, rows, files };
}
