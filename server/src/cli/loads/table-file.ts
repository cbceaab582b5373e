import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseTable, type TableLine, type TableShape } from "../../patron-sync/index.ts";
import { say, UsageError } from "../output.ts";

export type { TableLine, TableShape } from "../../patron-sync/index.ts";

/** `--map field=column …` as a map. Refuses what names no field, as wrong use. */
export function readMapping<Column extends string>(
  given: readonly string[],
  shape: TableShape<Column>,
): ReadonlyMap<Column, string> {
  const mapping = new Map<Column, string>();
  for (const pair of given) {
    const at = pair.indexOf("=");
    const field = pair.slice(0, at);
    if (at < 1 || !(field in shape.columns))
      throw new UsageError(`--map wants FIELD=COLUMN; fields: ${Object.keys(shape.columns).join(", ")}`);
    mapping.set(field as Column, pair.slice(at + 1));
  }
  return mapping;
}

/** The rows of a CSV file on disk, as `parseTable`; columns that are not taken are told. */
export async function readTable<Column extends string>(
  path: string,
  shape: TableShape<Column>,
  mapping: ReadonlyMap<Column, string> = new Map(),
): Promise<TableLine<Column>[]> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`cannot read ${path} (${error.code})`);
  });
  const { rows, left } = parseTable(bytes, basename(path), shape, mapping);
  if (left.length > 0) say(`${basename(path)}: columns not taken: ${left.join(", ")}`);
  return rows;
}
