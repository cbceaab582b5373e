import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type ReadResult, readMarc } from "@commonshelf/marc";
import type pg from "pg";
import {
  fileNote,
  type ItemProfile,
  itemTags,
  type LoadNote,
  numbering,
  ofLibrary,
} from "../copies/index.ts";
import { openFile } from "../files/index.ts";
import { type BulkTx, inBulkTransaction } from "../kernel/bulk.ts";
import { newId } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import { applyBatch } from "./apply-batch.ts";
import {
  addCounts,
  advanceRun,
  failRun,
  finishRun,
  noCounts,
  openRun,
  type RunPosition,
} from "./import-runs.ts";
import type { ItemPlaces } from "./items/item-places.ts";
import { AUTO, loadProfiles } from "./items/profiles.ts";
import type { BatchRecords, ImportContext } from "./loads/batch.ts";
import { fileNotes, profilesOf, waitingNotes } from "./loads/file-notes.ts";
import { isHoldings } from "./loads/holdings-records.ts";
import { keepNotes } from "./loads/keep-notes.ts";
import { Rehearsal } from "./loads/rehearsal.ts";
import { type RecordUnit, resolveRepeated } from "./loads/repeated.ts";
import { statisticsKeeper } from "./loads/statistics.ts";
import { type FileRefusal, type LaterRecord, numberOf, type Survey, surveyFile } from "./loads/survey.ts";
import { isHoldingsRecord, isRejected, type PreparedRecord, prepareRecord } from "./prepare-record.ts";
import type { ImportCounts } from "./schema.ts";

/** What to import, for whom. */
export type ImportOrder = {
  path: string;
  /** Name shown for the file; its own when absent. */
  fileName?: string;
  /** Where records without 001 have their number (`numbering` of `copies`); absent: they are refused. */
  withoutNumber?: string;
  memberId: number;
  profile: string;
  dryRun: boolean;
  actorId: string;
  places: ItemPlaces;
  /** Name kept with the run, where it is loaded by more than a way to read items. */
  runProfile?: string;
  overlay?: ImportContext["overlay"];
  watch?: ImportContext["watch"];
  /** The run an upload made already. */
  runId?: string;
  /** Of a file of several libraries, only records with items of this one, and only these items. */
  isOwnLibrary?: (code: string) => boolean;
  /** The profile itself, where it is another member's: whoever parts a union file. */
  given?: ItemProfile;
};

export type ImportProgress = { counts: ImportCounts; bytesDone: number; bytesTotal: number };

/** What an import came to; `refusal`: the file as a whole was not taken, and nothing was written. */
export type ImportOutcome = {
  runId: string;
  counts: ImportCounts;
  refusal: FileRefusal | null;
  /** Profiles the items were read with. */
  profiles: string[];
};

/** Records of one transaction: large enough that set-based work pays, small enough that the desk never waits. */
const BATCH_RECORDS = 2000;

/**
 * Imports one file of a member's MARC. The file is read through once before anything is written (survey.ts): what is no
 * MARC is refused as a whole by the name of what it is. Batches are whole: after a crash the same command goes on behind
 * the last one and ends with exactly the counts and the catalogue of an undisturbed run. A dry run only reads the
 * database. Refuses an unknown profile (`unknown-profile` 400).
 */
export async function importFile(
  pool: pg.Pool,
  order: ImportOrder,
  onProgress: (progress: ImportProgress) => void = () => undefined,
): Promise<ImportOutcome> {
  const all = await loadProfiles(pool, order.memberId);
  const named = order.given ? [order.given] : all.filter((profile) => profile.name === order.profile);
  if (named.length === 0 && order.profile !== AUTO)
    throw new Problem("unknown-profile", 400, { profile: order.profile });
  const bytesTotal = (await stat(order.path)).size;
  const tried = order.profile === AUTO ? all : named;
  const number = numbering(order.withoutNumber ?? "refuse", tried);
  const survey = await surveyFile(order.path, tried, number);
  const profiles = profilesOf(order.profile, survey, named);
  const names = profiles.map((profile) => profile.name);
  const run = await inBulkTransaction(pool, (tx) =>
    openRun(tx, {
      id: order.runId ?? newId<"import">(),
      existing: order.runId !== undefined,
      memberId: order.memberId,
      profile: order.runProfile ?? order.profile,
      fileName: order.fileName ?? basename(order.path),
      fingerprint: survey.fingerprint,
      dryRun: order.dryRun,
      actorId: order.actorId,
      bytesTotal,
      itemProfiles: names,
    }),
  );
  // Whoever ordered the run stands on every record it changes.
  const load: Load = {
    order: { ...order, actorId: run.startedBy },
    run,
    survey,
    profiles,
    number,
    bytesTotal,
    onProgress,
  };
  try {
    if (survey.refusal) {
      const counts = await refuseFile(pool, run, survey.refusal);
      return { runId: run.id, counts, refusal: survey.refusal, profiles: names };
    }
    const counts = await perform(pool, load);
    await finishRun(pool, run.id);
    return { runId: run.id, counts, refusal: null, profiles: names };
  } catch (error) {
    await failRun(pool, run.id, (error as Error).message);
    throw error;
  }
}

type Load = {
  order: ImportOrder;
  run: RunPosition;
  survey: Survey;
  profiles: readonly ItemProfile[];
  number: (result: ReadResult) => ReadResult;
  bytesTotal: number;
  onProgress: (progress: ImportProgress) => void;
};

async function refuseFile(pool: pg.Pool, run: RunPosition, refusal: FileRefusal): Promise<ImportCounts> {
  const counts = { ...noCounts, read: 1, rejected: 1 };
  await inBulkTransaction(pool, async (tx) => {
    await tx.query("delete from catalogue.import_reject j where j.run_id = $1", [run.id]);
    await keepNotes(tx, run.id, [fileNote("refused", refusal.reason, refusal.params)]);
    await tx.query("update catalogue.import_run set counts = $2 where id = $1", [run.id, counts]);
  });
  await failRun(pool, run.id, refusal.reason);
  return counts;
}

async function perform(pool: pg.Pool, load: Load): Promise<ImportCounts> {
  const { order, run, survey } = load;
  const rehearsal = order.dryRun ? new Rehearsal() : undefined;
  const context: ImportContext = {
    memberId: order.memberId,
    actorId: order.actorId,
    runId: run.id,
    places: order.places,
    profiles: load.profiles,
    ...(rehearsal ? { rehearsal } : {}),
    ...(order.overlay ? { overlay: order.overlay } : {}),
    ...(order.watch ? { watch: order.watch } : {}),
  };
  let counts = run.counts;
  if (run.position === 0) {
    const notes = fileNotes(order.profile, survey, load.profiles);
    await inBulkTransaction(pool, (tx) => keepNotes(tx, run.id, notes));
    counts = addCounts(counts, {
      itemsRefused: load.profiles.length === 0 ? (survey.choice.unlike[0]?.found ?? 0) : 0,
      warnings: notes.filter((note) => note.severity === "warning").length,
    });
  }
  const keepStatistics = statisticsKeeper(pool);
  const batches = batchesOf(load);
  let coming = batches.next();
  for (let next = await coming; !next.done; next = await coming) {
    const batch = next.value;
    // The next batch is read and prepared while the database works on this one.
    coming = batches.next();
    coming.catch(() => undefined); // awaited above; a failure of the write must not leave it unheard
    counts = await inBulkTransaction(pool, async (tx) => {
      // A batch lost with the power is read again: its position goes with it. Only the end of the run waits for the disk.
      await tx.query("set local synchronous_commit = off");
      return writeBatch(tx, context, batch, counts);
    });
    load.onProgress({ counts, bytesDone: batch.bytesDone, bytesTotal: load.bytesTotal });
    if (!order.dryRun) await keepStatistics(batch.to - batch.from);
  }
  return order.dryRun ? counts : await inBulkTransaction(pool, (tx) => tellWaiting(tx, run.id, counts));
}

async function tellWaiting(tx: BulkTx, runId: string, counts: ImportCounts): Promise<ImportCounts> {
  const waiting = await waitingNotes(tx, runId);
  if (waiting.length === 0) return counts;
  await keepNotes(tx, runId, waiting);
  const all = addCounts(counts, { warnings: waiting.length });
  await tx.query("update catalogue.import_run set counts = $2 where id = $1", [runId, all]);
  return all;
}

type Batch = BatchRecords & {
  from: number;
  /** Records of the file up to the end of the batch. */
  to: number;
  read: number;
  rejected: LoadNote[];
  bytesDone: number;
};

/** The database's answers are looked at after so many records, or it would wait for a whole batch to be prepared. */
const RECORDS_PER_TURN = 16;

/** Reads and prepares the file batch by batch, one batch ahead of the database. */
async function* batchesOf(load: Load): AsyncGenerator<Batch> {
  const { position } = load.run;
  const source = openFile(load.order.path);
  const taker = new Taker(load);
  let batch = emptyBatch(position);
  let next = 0;
  try {
    for await (const chunk of readMarc(source.bytes)) {
      for (const result of chunk) {
        const isDone = next++ < position;
        taker.take(batch, load.number(result), isDone);
        if (isDone) continue;
        if (next % RECORDS_PER_TURN === 0) await setImmediate();
        if (next - batch.from < BATCH_RECORDS) continue;
        yield { ...batch, to: next, bytesDone: source.read() };
        batch = emptyBatch(next);
      }
    }
  } finally {
    source.close();
  }
  if (next > batch.from) yield { ...batch, to: next, bytesDone: source.read() };
}

function emptyBatch(from: number): Batch {
  return { from, to: from, read: 0, titles: [], holdings: [], deletions: [], rejected: [], bytesDone: 0 };
}

/** Puts records of the file into batches: those of one number together, where the first of them stands. */
class Taker {
  private readonly begun = new Set<string>();
  private readonly tags: Set<string>;
  private readonly load: Load;

  constructor(load: Load) {
    this.load = load;
    this.tags = itemTags(load.profiles);
  }

  /** `isDone`: an earlier run has written it; what it says of repeated numbers still counts. */
  take(batch: Batch, result: ReadResult, isDone: boolean): void {
    if (!result.ok) {
      if (!isDone) this.takeUnreadable(batch, result);
      return;
    }
    const later = isHoldings(result.record) ? undefined : this.load.survey.later.get(numberOf(result.record));
    if (!later) {
      if (!isDone) this.takeUnit(batch, { result, copies: 1, notes: [] });
      return;
    }
    const number = numberOf(result.record);
    // Records beyond what the survey could keep come one by one.
    if (this.begun.has(number)) return;
    this.begun.add(number);
    if (isDone) return;
    const { units, refused } = resolveRepeated([result, ...later], this.tags);
    batch.read += refused.length;
    batch.rejected.push(...refused);
    for (const unit of units) this.takeUnit(batch, unit);
  }

  private takeUnreadable(batch: Batch, result: ReadResult & { ok: false }): void {
    batch.read++;
    if (result.reason === "deleted")
      batch.deletions.push({
        index: result.index,
        byteOffset: result.offset,
        identifier: result.controlNumber ?? "",
      });
    else batch.rejected.push(prepareRecord(result, []) as LoadNote);
  }

  private takeUnit(batch: Batch, unit: RecordUnit): void {
    const result = this.ofOwnLibrary(unit.result);
    if (!result) return;
    const prepared = prepareRecord(result, this.load.profiles);
    batch.read += unit.copies;
    if (isRejected(prepared)) {
      batch.rejected.push(prepared);
      for (let copy = 1; copy < unit.copies; copy++) batch.rejected.push({ ...prepared });
    } else if (isHoldingsRecord(prepared)) batch.holdings.push(prepared);
    else {
      prepared.copies = unit.copies;
      prepared.notes.push(...unit.notes);
      batch.titles.push(prepared);
    }
  }

  private ofOwnLibrary(result: LaterRecord): LaterRecord | undefined {
    const { isOwnLibrary } = this.load.order;
    if (!isOwnLibrary) return result;
    const record = ofLibrary(result.record, this.load.profiles, isOwnLibrary);
    return record && { ...result, record };
  }
}

async function writeBatch(
  tx: BulkTx,
  context: ImportContext,
  batch: Batch,
  before: ImportCounts,
): Promise<ImportCounts> {
  let counts = addCounts(before, { read: batch.read, rejected: batch.rejected.length });
  const notes = [...batch.rejected];
  const rounds = withDistinctNumbers(batch.titles);
  for (const [round, titles] of rounds.entries()) {
    const { holdings, deletions } = round === rounds.length - 1 ? batch : { holdings: [], deletions: [] };
    const result = await applyBatch(tx, context, { titles, holdings, deletions });
    counts = addCounts(counts, result.counts);
    notes.push(...result.notes);
    await context.watch?.(tx, result);
  }
  counts = addCounts(counts, { warnings: notes.filter((note) => note.severity === "warning").length });
  await keepNotes(tx, context.runId!, notes);
  await advanceRun(tx, context.runId!, { position: batch.to, counts, bytesDone: batch.bytesDone });
  return counts;
}

/** Records of one number that two agencies gave, or that came too often to be put together: one after another. */
function withDistinctNumbers(records: PreparedRecord[]): PreparedRecord[][] {
  const rounds: PreparedRecord[][] = [[]];
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
