import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Upload } from "../../kernel/http/uploads.ts";
import { newId } from "../../kernel/ids.ts";
import { openTable } from "../../object-formats/index.ts";
import { beginningOf } from "../beginning.ts";
import { refuse } from "../refusals.ts";
import type { TakenFile } from "./runs.ts";

const SAMPLE = 3;
const SAMPLE_CELL = 200;

/** Where the file of an import stands until it is no longer needed. */
export function importPath(dataFolder: string, id: string): string {
  return join(dataFolder, "uploads", "collections", id);
}

/** Takes an upload and looks into it; what is refused is not kept. Refuses as `openTable`. */
export async function takeFile(dataFolder: string, upload: Upload): Promise<TakenFile> {
  const id = newId<"import">();
  const path = importPath(dataFolder, id);
  await mkdir(join(path, ".."), { recursive: true });
  try {
    await pipeline(upload.stream, createWriteStream(path, { flags: "wx", mode: 0o600 }));
    const content = await openTable(path);
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
