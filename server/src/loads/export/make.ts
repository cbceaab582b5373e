import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { type CompactRecord, fromCompact, marcXmlFooter, marcXmlHeader } from "@commonshelf/marc";
import { sql } from "kysely";
import type { Searcher } from "../../discovery/index.ts";
import type { Config } from "../../kernel/config.ts";
import type { Db } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import type { RecordExport } from "../schema.ts";
import { selectRecords } from "../selection.ts";
import type { ExportFormat } from "../words.ts";
import { failExport, finishExport, getExport, type KnownExport } from "./exports.ts";
import { csvLine, tableColumns, tableLine } from "./table.ts";
import { writeRecord } from "./writable.ts";

const ENDINGS = { iso2709: "mrc", marcxml: "xml", marcjson: "jsonl", csv: "csv" } as const;
/** Of what could not be written, so many are named. */
const MOST_NAMED = 500;
/** A byte order mark: spreadsheets take a table without it for another encoding. */
const BOM = "\uFEFF";

/** Where an export's file is kept. */
export function exportPath(config: Pick<Config, "dataFolder">, id: string, format: ExportFormat): string {
  return join(config.dataFolder, "exports", `${id}.${ENDINGS[format]}`);
}

type Deps = { db: Db; config: Config; searcher: Searcher };

/**
 * Makes the file of an export: every record of the selection, once. One that cannot be written is named and left out, and
 * the rest goes on. The file is there whole or not at all. For a job.
 */
export async function makeExport(deps: Deps, id: string): Promise<void> {
  const order = await getExport(deps.db, id);
  if (order?.state !== "waiting") return;
  const path = exportPath(deps.config, id, order.format);
  const told = { records: 0, leftOut: 0, leftLines: [] as RecordExport["leftLines"] };
  try {
    await mkdir(join(deps.config.dataFolder, "exports"), { recursive: true });
    await pipeline(
      Readable.from(written(deps, order, told)),
      createWriteStream(`${path}.part`, { mode: 0o600 }),
    );
    await rename(`${path}.part`, path);
    await finishExport(deps.db, id, told);
  } catch (error) {
    await rm(`${path}.part`, { force: true });
    if (!(error instanceof Problem)) throw error;
    await failExport(deps.db, id, error.code);
  }
}

type Row = {
  control_number: string;
  member_code: string;
  marc: CompactRecord;
  call_numbers: string[];
  barcodes: string[];
};

async function* written(
  deps: Deps,
  order: KnownExport,
  told: { records: number; leftOut: number; leftLines: RecordExport["leftLines"] },
): AsyncGenerator<string | Uint8Array> {
  const { format } = order;
  if (format === "marcxml") yield marcXmlHeader;
  if (format === "csv") yield BOM + csvLine(tableColumns);
  const seen = new Set<number>();
  const who = { db: deps.db, searcher: deps.searcher, personId: order.madeBy };
  for await (const page of selectRecords(who, order.memberId, order.selection)) {
    const ids = page.filter((one) => !seen.has(one));
    for (const one of ids) seen.add(one);
    for (const row of await readRows(deps.db, ids)) {
      const marc = fromCompact(row.marc);
      if (format === "csv") {
        told.records++;
        yield tableLine({
          memberCode: row.member_code,
          controlNumber: row.control_number,
          marc,
          callNumbers: row.call_numbers,
          barcodes: row.barcodes,
        });
        continue;
      }
      const { chunks, leftOut } = writeRecord(marc, format);
      if (chunks.length > 0) told.records++;
      told.leftOut += leftOut.length;
      for (const one of leftOut.slice(0, MOST_NAMED - told.leftLines.length))
        told.leftLines.push({ memberCode: row.member_code, controlNumber: row.control_number, ...one });
      yield* chunks;
    }
    // Desks are served between two pages.
    await setImmediate();
  }
  if (format === "marcxml") yield marcXmlFooter;
}

async function readRows(db: Db, ids: readonly number[]): Promise<Row[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Row>`select r.control_number, m.code as member_code, r.marc,
      coalesce(i.call_numbers, '{}') as call_numbers, coalesce(i.barcodes, '{}') as barcodes
    from catalogue.record_state r join consortium.member_fact m on m.id = r.member_id
    left join lateral (select array_agg(distinct s.call_number) filter (where s.call_number <> '') as call_numbers,
        array_agg(s.barcode order by s.barcode) filter (where s.barcode is not null) as barcodes
      from catalogue.item_shelf s where s.record_id = r.id) i on true
    where r.id = any(${[...ids]}::bigint[]) and r.deleted_at is null order by r.id`.execute(db);
  return rows;
}
