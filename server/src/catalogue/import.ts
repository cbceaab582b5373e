import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { basename } from "node:path";
import { setImmediate } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { type ReadResult, readMarc } from "@commonshelf/marc";
import type pg from "pg";
import { type BulkTx, copyInto, inBulkTransaction } from "../kernel/bulk.ts";
import { newId } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import { applyBatch, type ImportContext } from "./apply-batch.ts";
import { addCounts, noCounts, openRun, type RunPosition } from "./import-runs.ts";
import type { ItemPlaces } from "./item-places.ts";
import { profileNames } from "./item-profiles.ts";
import { isRejected, type PreparedRecord, prepareRecord, type RejectedRecord } from "./prepare-record.ts";
import type { ImportCounts } from "./schema.ts";

/** What to import, for whom. */
export type ImportOrder = {
  path: string;
  /** Name shown for the file; its own when absent. */
  fileName?: string;
  memberId: number;
  profile: string;
  dryRun: boolean;
  actorId: string;
  places: ItemPlaces;
  /** The run an upload made already. */
  runId?: string;
};

export type ImportProgress = { counts: ImportCounts; bytesDone: number; bytesTotal: number };

/** Records of one transaction: large enough that set-based work pays, small enough that the desk never waits. */
const BATCH_RECORDS = 2000;
const GZIP = [0x1f, 0x8b];

/**
 * Imports one file of a member's MARC. Batches are whole: after a crash the same command goes on behind the last one
 * and ends with exactly the counts and the catalogue of an undisturbed run. A dry run does everything and keeps nothing.
 * Refuses an unknown profile (`unknown-profile`) and a file whose format is not MARC (`unknown-format`).
 */
export async function importFile(
  pool: pg.Pool,
  order: ImportOrder,
  onProgress: (progress: ImportProgress) => void = () => undefined,
): Promise<{ runId: string; counts: ImportCounts }> {
  if (!profileNames.includes(order.profile))
    throw new Problem("unknown-profile", 400, { profile: order.profile });
  const bytesTotal = (await stat(order.path)).size;
  const fingerprint = await fingerprintOf(order.path, bytesTotal);
  const run = await inBulkTransaction(pool, (tx) =>
    openRun(tx, {
      id: order.runId ?? newId<"import">(),
      existing: order.runId !== undefined,
      memberId: order.memberId,
      profile: order.profile,
      fileName: order.fileName ?? basename(order.path),
      fingerprint,
      dryRun: order.dryRun,
      actorId: order.actorId,
      bytesTotal,
    }),
  );
  try {
    const counts = order.dryRun
      ? await rehearse(pool, order, run, bytesTotal, onProgress)
      : await perform(pool, order, run, bytesTotal, onProgress);
    await pool.query(
      "update catalogue.import_run set state = 'done', finished_at = now(), bytes_done = $2 where id = $1",
      [run.id, bytesTotal],
    );
    return { runId: run.id, counts };
  } catch (error) {
    await pool
      .query(
        "update catalogue.import_run set state = 'failed', finished_at = now(), error = $2 where id = $1",
        [run.id, (error as Error).message.slice(0, 2000)],
      )
      .catch(() => undefined); // the database itself may be gone; the run then stays `running` and is taken up again
    throw error;
  }
}

async function perform(
  pool: pg.Pool,
  order: ImportOrder,
  run: RunPosition,
  bytesTotal: number,
  onProgress: (progress: ImportProgress) => void,
): Promise<ImportCounts> {
  let counts = run.counts;
  const batches = batchesOf(order, run.position);
  let coming = batches.next();
  for (let next = await coming; !next.done; next = await coming) {
    const batch = next.value;
    // The next batch is read and prepared while the database works on this one.
    coming = batches.next();
    coming.catch(() => undefined); // awaited above; a failure of the write must not leave it unheard
    counts = await inBulkTransaction(pool, async (tx) => {
      // A batch lost with the power is read again: its position goes with it. Only the end of the run waits for the disk.
      await tx.query("set local synchronous_commit = off");
      return writeBatch(tx, order, run.id, batch, counts);
    });
    onProgress({ counts, bytesDone: batch.bytesDone, bytesTotal });
  }
  return counts;
}

/** Everything in one transaction that is rolled back: the counts are exact, nothing stays. */
async function rehearse(
  pool: pg.Pool,
  order: ImportOrder,
  run: RunPosition,
  bytesTotal: number,
  onProgress: (progress: ImportProgress) => void,
): Promise<ImportCounts> {
  let counts = noCounts;
  const rejects: RejectedRecord[] = [];
  const undo = new Error("dry run");
  try {
    await inBulkTransaction(pool, async (tx) => {
      for await (const batch of batchesOf(order, 0)) {
        counts = await writeBatch(tx, order, run.id, batch, counts);
        rejects.push(...batch.rejected);
        onProgress({ counts, bytesDone: batch.bytesDone, bytesTotal });
      }
      throw undo;
    });
  } catch (error) {
    if (error !== undo) throw error;
  }
  await inBulkTransaction(pool, async (tx) => {
    await keepRejects(tx, run.id, rejects);
    await tx.query("update catalogue.import_run set counts = $2 where id = $1", [run.id, counts]);
  });
  return counts;
}

type Batch = {
  from: number;
  read: number;
  records: PreparedRecord[];
  rejected: RejectedRecord[];
  bytesDone: number;
};

/** The database's answers are looked at after so many records, or it would wait for a whole batch to be prepared. */
const RECORDS_PER_TURN = 16;

/** Reads and prepares the file batch by batch, one batch ahead of the database. */
async function* batchesOf(order: ImportOrder, position: number): AsyncGenerator<Batch> {
  const source = openMarc(order.path);
  const results = readMarc(source.bytes);
  let batch = emptyBatch(position);
  let next = 0;
  try {
    for await (const chunk of results) {
      for (const result of chunk) {
        if (next++ < position) continue;
        take(batch, result, order.profile);
        if (batch.read % RECORDS_PER_TURN === 0) await setImmediate();
        if (batch.read < BATCH_RECORDS) continue;
        batch.bytesDone = source.read();
        yield batch;
        batch = emptyBatch(next);
      }
    }
  } finally {
    source.close();
  }
  batch.bytesDone = source.read();
  if (batch.read > 0) yield batch;
}

function emptyBatch(from: number): Batch {
  return { from, read: 0, records: [], rejected: [], bytesDone: 0 };
}

function take(batch: Batch, result: ReadResult, profile: string): void {
  const prepared = prepareRecord(result, profile);
  batch.read++;
  if (isRejected(prepared)) batch.rejected.push(prepared);
  else batch.records.push(prepared);
}

async function writeBatch(
  tx: BulkTx,
  order: ImportOrder,
  runId: string,
  batch: Batch,
  before: ImportCounts,
): Promise<ImportCounts> {
  const context: ImportContext = { memberId: order.memberId, actorId: order.actorId, places: order.places };
  let counts = addCounts(before, { ...noCounts, read: batch.read, rejected: batch.rejected.length });
  for (const records of withDistinctNumbers(batch.records)) {
    const result = await applyBatch(tx, context, records);
    counts = addCounts(counts, { ...noCounts, ...result.counts });
    for (const clash of result.clashes)
      batch.rejected.push({
        index: clash.index,
        byteOffset: 0,
        controlNumber: clash.controlNumber,
        reason: "barcode-taken",
        message: `Warning: item kept without barcode, ${clash.barcode} belongs to another record`,
      });
  }
  if (!order.dryRun) await keepRejects(tx, runId, batch.rejected);
  await tx.query(
    "update catalogue.import_run set position = $2, counts = $3, bytes_done = $4 where id = $1",
    [runId, batch.from + batch.read, counts, batch.bytesDone],
  );
  return counts;
}

/** A control number that comes twice in a batch: the later record is a change of the earlier one, so it goes after it. */
function withDistinctNumbers(records: PreparedRecord[]): PreparedRecord[][] {
  const rounds: PreparedRecord[][] = [];
  const seen = new Map<string, number>();
  for (const record of records) {
    const round = seen.get(record.controlNumber) ?? 0;
    seen.set(record.controlNumber, round + 1);
    const list = rounds[round];
    if (list) list.push(record);
    else rounds.push([record]);
  }
  return rounds;
}

async function keepRejects(tx: BulkTx, runId: string, rejected: RejectedRecord[]): Promise<void> {
  const first = new Map<number, RejectedRecord>();
  for (const r of rejected) if (!first.has(r.index)) first.set(r.index, r);
  await copyInto(
    tx,
    "catalogue.import_reject",
    ["run_id", "record_index", "byte_offset", "control_number", "reason", "message"],
    [...first.values()].map((r) => [
      runId,
      r.index,
      r.byteOffset,
      clean(r.controlNumber),
      r.reason,
      clean(r.message)!.slice(0, 1000),
    ]),
  );
}

function clean(text: string | null): string | null {
  // PostgreSQL's text holds no NUL, and a lone surrogate is no UTF-8.
  return text === null ? null : text.replaceAll("\0", "").toWellFormed();
}

/** The file's bytes, unpacked when they are gzip; `read` tells how many bytes of the file are through. */
function openMarc(path: string): { bytes: AsyncIterable<Uint8Array>; read: () => number; close: () => void } {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  return {
    bytes: unpack(file),
    read: () => file.bytesRead,
    close: () => file.destroy(),
  };
}

async function* unpack(file: AsyncIterable<Uint8Array> & NodeJS.ReadableStream): AsyncGenerator<Uint8Array> {
  const chunks = file[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const rest = (async function* (): AsyncGenerator<Uint8Array> {
    yield first.value as Uint8Array;
    for (let next = await chunks.next(); !next.done; next = await chunks.next())
      yield next.value as Uint8Array;
  })();
  const head = first.value as Uint8Array;
  if (head[0] !== GZIP[0] || head[1] !== GZIP[1]) {
    yield* rest;
    return;
  }
  const { Readable } = await import("node:stream");
  const gunzip = Readable.from(rest).pipe(createGunzip());
  yield* gunzip as AsyncIterable<Uint8Array>;
}

const SAMPLE = 1 << 16;

/** Tells files apart without reading them whole: size, and SHA-256 over their first, middle and last 64 kB. */
async function fingerprintOf(path: string, size: number): Promise<string> {
  const file = await open(path);
  try {
    const hash = createHash("sha256").update(String(size));
    const buffer = Buffer.alloc(SAMPLE);
    for (const at of [0, Math.floor(size / 2), Math.max(0, size - SAMPLE)]) {
      const { bytesRead } = await file.read(buffer, 0, SAMPLE, at);
      hash.update(buffer.subarray(0, bytesRead));
    }
    return hash.digest("hex");
  } finally {
    await file.close();
  }
}
