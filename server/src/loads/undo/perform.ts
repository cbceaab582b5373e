import { type CompactRecord, fromCompact } from "@commonshelf/marc";
import type pg from "pg";
import { acts, type itemProfiles } from "../../catalogue/index.ts";
import { type BulkTx, inBulkTransaction } from "../../kernel/bulk.ts";
import { Problem } from "../../kernel/problem.ts";
import type { KnownLoad } from "../runs.ts";
import { changedSince, type PlannedRecord, planRecords } from "./plan.ts";

/** Records of one transaction: small, so that desks and imports never wait long. */
const BATCH = 500;
/** Records changed since that are told by name. */
const MOST_TOLD = 50_000;

type Profiles = readonly itemProfiles.ItemProfile[];
type Undoing = {
  load: KnownLoad;
  act: acts.Act;
  profiles: Profiles;
  /** Numbers of the load's holdings records that are still to be looked at. */
  holdings?: string[];
};

/** What an undo came to: records that went or returned, and those that stay. */
export type UndoOutcome = { runId: string; undone: number; stays: number };

/**
 * Performs an undo that was begun (begin.ts), batch by batch: every record that is still as the load left it goes or
 * returns to the version before; what somebody changed or used since stays, and the report of the undo names it. A batch,
 * and how far the undo has come, are one transaction: after a crash the same call goes on. An import of the same records
 * takes turns with it.
 */
export async function performUndo(
  pool: pg.Pool,
  load: KnownLoad,
  runId: string,
  places: acts.ItemPlaces,
  onProgress: (done: number) => void = () => undefined,
): Promise<UndoOutcome> {
  const run = await inBulkTransaction(pool, (tx) => acts.resumeRun(tx, runId, null, null));
  const undoing: Undoing = {
    load,
    act: { memberId: load.memberId, actorId: run.startedBy, runId, places, bench: { reason: "" } },
    profiles: await acts.loadProfiles(pool, load.memberId),
  };
  let { position, counts } = run;
  try {
    for (;;) {
      const done = await inBulkTransaction(pool, async (tx) => {
        const batch = await undoBatch(tx, undoing);
        if (!batch) return undefined;
        position += batch.records;
        counts = acts.addCounts(counts, batch.counts);
        await acts.advanceRun(tx, runId, { position, counts, bytesDone: 0 });
        return position;
      });
      if (done === undefined) break;
      onProgress(done);
    }
    await inBulkTransaction(pool, async (tx) => {
      const told = await tellChanged(tx, undoing);
      counts = acts.addCounts(counts, { read: told, unchanged: told, warnings: told });
      await acts.advanceRun(tx, runId, { position: position + told, counts, bytesDone: 0 });
      await acts.finishRun(tx, runId);
    });
  } catch (error) {
    if (!(error instanceof Problem)) await acts.failRun(pool, runId, (error as Error).message);
    throw error;
  }
  return { runId, undone: counts.updated, stays: counts.unchanged };
}

type BatchDone = { records: number; counts: Parameters<typeof acts.addCounts>[1] };

/** One batch; undefined when nothing is left. Plans under the lock: nobody changes a record between plan and write. */
async function undoBatch(tx: BulkTx, undoing: Undoing): Promise<BatchDone | undefined> {
  const { load, act } = undoing;
  await acts.lockRecords(tx);
  const { rows } = await tx.query<{ after_id: number }>(
    `insert into loads.progress as p (run_id) values ($1) on conflict (run_id) do update set run_id = p.run_id
      returning p.after_id`,
    [act.runId],
  );
  const planned = await planRecords(tx, load, rows[0]!.after_id, BATCH);
  if (planned.length === 0) return await undoHoldings(tx, undoing);
  const changing = planned.filter((one) => one.step === "withdraw" || one.step === "return");
  const { notes, refused } = await acts.writeRecords(
    tx,
    act,
    changing.map((one) => writtenOf(one, undoing)),
  );
  await acts.returnHashes(
    tx,
    act.runId,
    changing.flatMap(({ id, step, beforeVersion }) =>
      step === "return" && beforeVersion !== null ? [{ id, version: beforeVersion }] : [],
    ),
  );
  const staying = planned.filter((one) => one.step === "stay");
  await acts.keepNotes(tx, act.runId, [...notes, ...refused, ...staying.map(stayNote)]);
  await tx.query("update loads.progress set after_id = $2 where run_id = $1", [
    act.runId,
    planned.at(-1)!.id,
  ]);
  return {
    records: planned.length,
    counts: {
      read: planned.length,
      updated: changing.length - refused.length,
      unchanged: planned.length - changing.length,
      rejected: refused.length,
      warnings: staying.length + notes.filter((note) => note.severity === "warning").length,
    },
  };
}

/** The record as the undo leaves it, its items read with the profiles of the version it returns to. */
function writtenOf(one: PlannedRecord, { load, profiles }: Undoing): acts.Written {
  const keepsItems = load.kind === "bulk" && load.itemProfiles === null;
  const names = one.profiles ?? load.itemProfiles;
  return {
    controlNumber: one.controlNumber,
    marc: fromCompact(one.marc),
    withdrawn: one.step === "withdraw",
    items: keepsItems || names === null ? "keep" : profiles.filter((profile) => names.includes(profile.name)),
  };
}

function stayNote({ controlNumber, reason, title, barcode }: PlannedRecord): acts.LoadNote {
  const place = { index: -1, byteOffset: 0, controlNumber };
  return acts.noteOf(place, "warning", `undo-stays-${reason}`, null, {
    title: title ?? "",
    barcode: barcode ?? "",
  });
}

async function tellChanged(tx: BulkTx, { load, act }: Undoing): Promise<number> {
  const changed = await changedSince(tx, load, MOST_TOLD);
  const notes = changed.map(({ controlNumber, title, day, file }) =>
    acts.noteOf(
      { index: -1, byteOffset: 0, controlNumber },
      "warning",
      file === null ? "undo-stays-edited" : "undo-stays-changed",
      null,
      { title: title ?? "", day, file: file ?? "" },
    ),
  );
  await acts.keepNotes(tx, act.runId, notes);
  return changed.length;
}

type HoldingsRow = { control_number: string; before: CompactRecord | null; now: CompactRecord | null };

/** The next holdings records of the load: those it brought go, those it changed or took away are what they were. */
async function undoHoldings(tx: BulkTx, undoing: Undoing): Promise<BatchDone | undefined> {
  const { load, act, profiles } = undoing;
  undoing.holdings ??= (
    await tx.query<{ control_number: string }>(
      "select t.control_number from loads.holdings_touched($1) t order by 1",
      [load.id],
    )
  ).rows.map((row) => row.control_number);
  const numbers = undoing.holdings.splice(0, BATCH);
  if (numbers.length === 0) return undefined;
  const { rows } = await tx.query<HoldingsRow>(
    "select h.control_number, h.before, h.now from loads.holdings_as_left($1, $2, $3::text[]) h",
    [load.id, load.memberId, numbers],
  );
  const names = load.itemProfiles ?? [];
  const used = profiles.filter((profile) => names.includes(profile.name));
  const { counts, notes } = await acts.writeRecords(
    tx,
    act,
    [],
    rows.map((row) => ({
      controlNumber: row.control_number,
      marc: fromCompact((row.before ?? row.now)!),
      withdrawn: row.before === null,
      items: used,
    })),
  );
  if (rows.length > 0 && counts.created + counts.updated === 0)
    throw new Error(`The holdings records of load ${load.id} could not be written back`);
  await acts.keepNotes(tx, act.runId, notes);
  return { records: rows.length, counts: { read: rows.length, updated: rows.length } };
}
