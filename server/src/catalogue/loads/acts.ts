import type { MarcRecord } from "@commonshelf/marc";
import type { BulkTx } from "../../kernel/bulk.ts";
import { applyBatch, type BatchResult } from "../apply-batch.ts";
import type { ItemProfile } from "../items/item-rule.ts";
import { isHoldingsRecord, isRejected, type PreparedRecord, prepareRecord } from "../prepare-record.ts";
import type { BatchRecords, ImportContext } from "./batch.ts";
import type { LoadNote } from "./load-note.ts";

export { addCounts, advanceRun, closeRun, failRun, finishRun, resumeRun } from "../import-runs.ts";
export type { ItemPlaces } from "../items/item-places.ts";
export { loadProfiles } from "../items/profiles.ts";
export { takeTurn as lockRecords } from "../place-records.ts";
export { keepNotes } from "./keep-notes.ts";
export { type LoadNote, noteOf } from "./load-note.ts";

/** Whose records, by whom, in which load. */
export type Act = Omit<ImportContext, "profiles" | "rehearsal" | "bench" | "runId"> & { runId: string };

/** A record as an act leaves it. */
export type Written = {
  /** As the catalogue knows it; it may differ from field 001 where two agencies share a number. */
  controlNumber: string;
  marc: MarcRecord;
  /** It is no longer among the member's records; `marc` is what it was. */
  withdrawn?: boolean;
  /** Profiles to read its items with; `keep`: its items stay as they are. */
  items: readonly ItemProfile[] | "keep";
};

/**
 * Writes records (control numbers distinct) as a load does: versions kept, items identified, matched anew, told to the
 * index; set-based and in the caller's transaction. `holdings`: holdings records, of which a withdrawn one goes for good.
 * What cannot be taken comes back as a refusal and is left as it was.
 */
export async function writeRecords(
  tx: BulkTx,
  act: Act,
  records: readonly Written[],
  holdings: readonly Written[] = [],
): Promise<BatchResult & { refused: LoadNote[] }> {
  const batch: BatchRecords = { titles: [], holdings: [], deletions: [] };
  const refused: LoadNote[] = [];
  for (const one of [...records, ...holdings]) {
    const prepared = prepare(one);
    if (isRejected(prepared)) refused.push({ ...prepared, controlNumber: one.controlNumber });
    else if (isHoldingsRecord(prepared)) batch.holdings.push(prepared);
    else batch.titles.push(prepared);
  }
  const profiles = [
    ...new Set([...records, ...holdings].flatMap((one) => (one.items === "keep" ? [] : one.items))),
  ];
  return { ...(await applyBatch(tx, { ...act, profiles }, batch)), refused };
}

function prepare(one: Written): ReturnType<typeof prepareRecord> {
  const { leader, fields } = one.marc;
  const record = one.withdrawn ? { leader: `${leader.slice(0, 5)}d${leader.slice(6)}`, fields } : one.marc;
  const profiles = one.items === "keep" ? [] : one.items;
  const prepared = prepareRecord(
    { ok: true, index: -1, offset: 0, record, encoding: "utf-8", repairs: [] },
    profiles,
  );
  if (isRejected(prepared) || isHoldingsRecord(prepared)) return prepared;
  // The catalogue's own number, whoever else uses it.
  const exact: PreparedRecord = { ...prepared, controlNumber: one.controlNumber, controlSource: "" };
  if (one.items === "keep") exact.keepsItems = true;
  return exact;
}
