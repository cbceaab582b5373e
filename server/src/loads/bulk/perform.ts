import type pg from "pg";
import { acts } from "../../catalogue/index.ts";
import { inBulkTransaction } from "../../kernel/bulk.ts";
import type { Db } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import { profilesOfMember } from "../profiles/member-profiles.ts";
import type { KnownChange } from "./changes.ts";
import { considerRecords } from "./records.ts";

/** Records of one transaction. */
const BATCH = 1000;

/**
 * Performs a bulk change batch by batch, on the records as they are now; a batch and how far it has come are one
 * transaction, so that after a crash the same call goes on. Returns how many records it changed.
 */
export async function performBulk(
  { pool, db }: { pool: pg.Pool; db: Db },
  change: KnownChange,
  places: acts.ItemPlaces,
  onProgress: (done: number) => void = () => undefined,
): Promise<number> {
  const { id, memberId } = change;
  const all = await acts.loadProfiles(pool, memberId);
  const known = await profilesOfMember(db, memberId, all);
  const run = await inBulkTransaction(pool, (tx) => acts.resumeRun(tx, id, change.selected, null));
  let { position, counts } = run;
  try {
    for (;;) {
      const isOver = await inBulkTransaction(pool, async (tx) => {
        await acts.lockRecords(tx);
        const { rows } = await tx.query<{ after_id: number }>(
          `insert into loads.progress as p (run_id) values ($1) on conflict (run_id) do update set run_id = p.run_id
            returning p.after_id`,
          [id],
        );
        const { records, last } = await considerRecords(tx, change, rows[0]!.after_id, BATCH, known);
        if (last === null) return true;
        const changing = records.filter((one) => one.after !== one.before);
        const act = { memberId, actorId: run.startedBy, runId: id, places, bench: { reason: "" } };
        await acts.keepLoaded(
          tx,
          memberId,
          changing.map((one) => one.controlNumber),
        );
        const { notes, refused } = await acts.writeRecords(
          tx,
          act,
          changing.map((one) => ({ controlNumber: one.controlNumber, marc: one.after, items: one.profiles })),
        );
        await acts.keepNotes(tx, id, [...notes, ...refused]);
        await noteProfiles(tx, id, changing);
        position += records.length;
        counts = acts.addCounts(counts, {
          read: records.length,
          updated: changing.length - refused.length,
          unchanged: records.length - changing.length,
          rejected: refused.length,
          warnings: notes.filter((note) => note.severity === "warning").length,
        });
        await tx.query("update loads.progress set after_id = $2 where run_id = $1", [id, last]);
        await acts.advanceRun(tx, id, { position, counts, bytesDone: position });
        return false;
      });
      if (isOver) break;
      onProgress(position);
    }
    await inBulkTransaction(pool, (tx) => acts.finishRun(tx, id));
    return counts.updated;
  } catch (error) {
    if (!(error instanceof Problem)) await acts.failRun(pool, id, (error as Error).message);
    throw error;
  }
}

/** Profiles that read items anew stand on the load, so that its undo reads them again. */
async function noteProfiles(
  tx: Parameters<typeof acts.keepNotes>[0],
  id: string,
  changing: readonly { profiles: readonly { name: string }[] | "keep" }[],
): Promise<void> {
  const names = [
    ...new Set(changing.flatMap((one) => (one.profiles === "keep" ? [] : one.profiles.map((p) => p.name)))),
  ];
  if (names.length > 0) await acts.noteItemProfiles(tx, id, names);
}
