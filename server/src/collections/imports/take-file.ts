import { createWriteStream } from "node:fs";
import { mkdir, open, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Upload } from "../../kernel/http/uploads.ts";
import { newId } from "../../kernel/ids.ts";
import {
  type Archive,
  type FileIndex,
  FOLDER_COLUMNS,
  indexFiles,
  MOST_TABLE_BYTES,
  openArchive,
  readAnyTable,
  readBook,
  readPackedBook,
  rowsOfFolders,
  type TableRow,
} from "../../object-formats/index.ts";
import { beginningOf } from "../beginning.ts";
import { refuse } from "../refusals.ts";
import type { TakenFile } from "./runs.ts";

/** First bytes of a zip archive, and of one without any file. */
const ZIP_HEADS = new Set(["504b0304", "504b0506"]);
const SAMPLE = 3;
const SAMPLE_CELL = 200;

/** Where the file of an import stands until it is no longer needed. */
export function importPath(dataFolder: string, id: string): string {
  return join(dataFolder, "uploads", "collections", id);
}

async function isZip(path: string): Promise<boolean> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && ZIP_HEADS.has(buffer.toString("hex"));
  } finally {
    await handle.close();
  }
}

/** What the file of an import holds: its rows, and the files beside them. */
export type ImportContent = {
  kind: "table" | "archive";
  columns: string[];
  rows: TableRow[];
  files: FileIndex | null;
  close(): void;
};

/**
 * Opens the file of an import. Refuses `import-file-kind` 415 (neither table nor archive), and as `readTable` and
 * `openArchive`.
 */
export async function openImport(path: string): Promise<ImportContent> {
  if (!(await isZip(path))) {
    if ((await stat(path)).size > MOST_TABLE_BYTES) throw refuse("import-file-kind");
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

async function readArchive(archive: Archive): Promise<Pick<ImportContent, "columns" | "rows" | "files">> {
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

/** Takes an upload and looks into it; what is refused is not kept. Refuses as `openImport`. */
export async function takeFile(dataFolder: string, upload: Upload): Promise<TakenFile> {
  const id = newId<"import">();
  const path = importPath(dataFolder, id);
  await mkdir(join(path, ".."), { recursive: true });
  try {
    await pipeline(upload.stream, createWriteStream(path, { flags: "wx", mode: 0o600 }));
    const content = await openImport(path);
    content.close();
    if (content.rows.length === 0) throw refuse("import-table-wrong", { line: 1 });
    const sample = content.rows
      .slice(0, SAMPLE)
      .map(({ cells }) =>
        Object.fromEntries(Object.entries(cells).map(([k, v]) => [k, beginningOf(v, SAMPLE_CELL)])),
      );
    const { kind, columns, rows } = content;
    return { id, fileName: upload.fileName, kind, columns, sample, rows: rows.length };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}
