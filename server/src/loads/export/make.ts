import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setImmediate } from "node:timers/promises";
import { csvLine } from "@commonshelf/csv";
import {
  type CompactRecord,
  fromCompact,
  type MarcRecord,
  marcXmlFooter,
  marcXmlHeader,
  toCompact,
} from "@commonshelf/marc";
import { sql } from "kysely";
import { withoutHiddenItems } from "../../catalogue/index.ts";
import type { Searcher } from "../../discovery/index.ts";
import type { Config } from "../../kernel/config.ts";
import type { Db } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import type { RecordExport } from "../schema.ts";
import { selectRecords } from "../selection.ts";
import type { ExportFormat } from "../words.ts";
import { failExport, finishExport, getExport, type KnownExport } from "./exports.ts";
import { tableCells, tableColumns } from "./table.ts";
import { writeWorkbook } from "./workbook.ts";
import { writeRecordAs } from "./writable.ts";

const ENDINGS = { iso2709: "mrc", marcxml: "xml", marcjson: "jsonl", csv: "csv", xlsx: "xlsx" } as const;
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
  const told: Told = { records: 0, leftOut: 0, leftLines: [] };
  try {
    await mkdir(join(deps.config.dataFolder, "exports"), { recursive: true });
    if (order.format === "xlsx") await writeWorkbook(`${path}.part`, tableRows(deps, order, told));
    else
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
  /** The day a record was withdrawn; absent: it was not. */
  withdrawn_on?: string;
};

type Told = { records: number; leftOut: number; leftLines: RecordExport["leftLines"] };

/** The rows of the selection, each once; of those that changed since, where that is asked for. */
async function* rowsOf(deps: Deps, order: KnownExport): AsyncGenerator<Row> {
  const seen = new Set<number>();
  const who = { db: deps.db, searcher: deps.searcher, personId: order.madeBy };
  for await (const page of selectRecords(who, order.memberId, order.selection)) {
    const ids = page.filter((one) => !seen.has(one));
    for (const one of ids) seen.add(one);
    yield* await readRows(deps.db, ids, order);
    // Desks are served between two pages.
    await setImmediate();
  }
}

/** What is not there any more comes behind what is. */
async function* changes(deps: Deps, order: KnownExport): AsyncGenerator<Row> {
  yield* rowsOf(deps, order);
  yield* withdrawnSince(deps.db, order);
}

async function* tableRows(deps: Deps, order: KnownExport, told: Told): AsyncGenerator<readonly string[]> {
  yield tableColumns;
  for await (const row of changes(deps, order)) {
    told.records++;
    yield tableCells({
      memberCode: row.member_code,
      controlNumber: row.control_number,
      marc: fromCompact(row.marc),
      callNumbers: row.call_numbers,
      barcodes: row.barcodes,
      withdrawnOn: row.withdrawn_on ?? "",
    });
  }
}

async function* written(deps: Deps, order: KnownExport, told: Told): AsyncGenerator<string | Uint8Array> {
  const { format, flavour } = order;
  if (format === "xlsx") return;
  if (format === "csv") {
    yield BOM;
    for await (const cells of tableRows(deps, order, told)) yield csvLine(cells);
    return;
  }
  if (format === "marcxml") yield marcXmlHeader;
  const tell = (row: Row, leftOut: ReturnType<typeof writeRecordAs>["leftOut"]): void => {
    told.leftOut += leftOut.length;
    for (const one of leftOut.slice(0, MOST_NAMED - told.leftLines.length))
      told.leftLines.push({ memberCode: row.member_code, controlNumber: row.control_number, ...one });
  };
  for await (const row of changes(deps, order)) {
    const marc = row.withdrawn_on === undefined ? fromCompact(row.marc) : withdrawn(fromCompact(row.marc));
    const { chunks, leftOut } = writeRecordAs(marc, format, flavour);
    if (chunks.length > 0) told.records++;
    tell(row, leftOut);
    yield* chunks;
  }
  if (format === "marcxml") yield marcXmlFooter;
}

/** A record that says of itself that it is no more (leader/05). */
function withdrawn(marc: MarcRecord): MarcRecord {
  return { ...marc, leader: `${marc.leader.slice(0, 5)}d${marc.leader.slice(6)}` };
}

const PAGE = 500;

/** What a library withdrew since the file before; of other selections it is not known what left them. */
async function* withdrawnSince(db: Db, { selection, since, memberId }: KnownExport): AsyncGenerator<Row> {
  if (since === null || selection.kind !== "library") return;
  let after = 0;
  for (;;) {
    const { rows } = await sql<
      Row & { id: number }
    >`select r.id, r.control_number, m.code as member_code, r.marc,
        '{}'::text[] as call_numbers, '{}'::text[] as barcodes,
        to_char(coalesce(r.deleted_at, r.changed_at), 'YYYY-MM-DD') as withdrawn_on
      from catalogue.record_state r join consortium.member_fact m on m.id = r.member_id
      where case when ${memberId}::int is null and r.audience <> 0 then coalesce(r.deleted_at, r.changed_at) else r.deleted_at end >= ${since}::timestamptz and (${memberId}::int is null or r.member_id = ${memberId}) and r.id > ${after}
      order by r.id limit ${PAGE}`.execute(db);
    yield* rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.id;
  }
}

/** Copies that are not for everybody are left out of what a library takes of others. */
async function readRows(db: Db, ids: readonly number[], { since, memberId }: KnownExport): Promise<Row[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<
    Row & { id: number }
  >`select r.id, r.control_number, m.code as member_code, r.marc,
      coalesce(i.call_numbers, '{}') as call_numbers, coalesce(i.barcodes, '{}') as barcodes
    from catalogue.record_state r join consortium.member_fact m on m.id = r.member_id
    left join lateral (select array_agg(distinct s.call_number) filter (where s.call_number <> '') as call_numbers,
        array_agg(s.barcode order by s.barcode) filter (where s.barcode is not null) as barcodes
      from catalogue.item_shelf s
      where s.record_id = r.id and (s.audience = 0 or r.member_id = ${memberId}::int)) i on true
    where r.id = any(${[...ids]}::bigint[]) and r.deleted_at is null
      and (${since}::timestamptz is null or r.changed_at >= ${since}::timestamptz) order by r.id`.execute(db);
  if (memberId !== null) return rows;
  const read = rows.map((row) => ({ ...row, marc: fromCompact(row.marc) }));
  return (await withoutHiddenItems(db, read)).map((row) => ({ ...row, marc: toCompact(row.marc) }));
}
