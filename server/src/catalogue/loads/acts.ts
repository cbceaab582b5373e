import { fromCompact, type MarcRecord } from "@commonshelf/marc";
import type { ItemProfile, LoadNote } from "../../copies/index.ts";
import type { BulkTx } from "../../kernel/bulk.ts";
import { newId } from "../../kernel/ids.ts";
import { applyBatch, type BatchResult } from "../apply-batch.ts";
import { isHoldingsRecord, isRejected, type PreparedRecord, prepareRecord } from "../prepare-record.ts";
import type { BatchRecords, ImportContext } from "./batch.ts";
import { contentHashOf } from "./holdings-records.ts";

export { type LoadNote, noteOf } from "../../copies/index.ts";
export {
  addCounts,
  advanceRun,
  closeRun,
  failRun,
  finishRun,
  noteItemProfiles,
  resumeRun,
} from "../import-runs.ts";
export { refreshInstances } from "../instances.ts";
export type { ItemPlaces } from "../items/item-places.ts";
export { loadProfiles } from "../items/profiles.ts";
export { takeTurn as lockRecords } from "../place-records.ts";
export type { PreparedRecord } from "../prepare-record.ts";
export type { OverlaidRecord, Overlay, Watch } from "./batch.ts";
export { keepNotes } from "./keep-notes.ts";
export { Rehearsal } from "./rehearsal.ts";

/** Whose records, by whom, in which load. */
export type Act = Omit<ImportContext, "profiles" | "rehearsal" | "runId"> & { runId: string };

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

/** The record that was prepared. */
export function marcOf(record: PreparedRecord): MarcRecord {
  return fromCompact(JSON.parse(record.marcJson));
}

/** The same place of the file with another content; its items stay as they are where `profiles` is `keep`. */
export function withMarc(
  record: PreparedRecord,
  marc: MarcRecord,
  profiles: readonly ItemProfile[] | "keep",
): PreparedRecord {
  const { index, byteOffset, controlNumber, controlSource, copies, notes } = record;
  const made = prepare({ controlNumber, marc, items: profiles });
  if (isRejected(made) || isHoldingsRecord(made)) return record;
  return { ...made, index, byteOffset, controlSource, copies, notes };
}

/**
 * Notes, before records are changed here, what the last load of each was: the same file again changes nothing, and one
 * that brings something new says what it replaces.
 */
export async function keepLoaded(tx: BulkTx, memberId: number, numbers: readonly string[]): Promise<void> {
  await tx.query(
    `update catalogue.record r set loaded_hash = r.content_hash
      where r.member_id = $1 and r.control_number = any($2::text[]) and r.loaded_hash is null`,
    [memberId, numbers],
  );
}

/** Records returned to an earlier version are known to later loads as that version was. */
export async function returnHashes(
  tx: BulkTx,
  runId: string,
  returned: readonly { id: number; version: number }[],
): Promise<void> {
  await tx.query(
    `update catalogue.record r set content_hash = v.content_hash, loaded_hash = v.loaded_hash
      from unnest($2::bigint[], $3::int[]) w(id, version)
      join catalogue.record_version v on v.record_id = w.id and v.version = w.version
      where r.id = w.id and r.run_id = $1 and v.content_hash is not null`,
    [runId, returned.map((one) => one.id), returned.map((one) => one.version)],
  );
}

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
    // Whatever a load compares, what an act writes is a version.
    else batch.titles.push({ ...prepared, contentHash: contentHashOf(newId<"version">()) });
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
