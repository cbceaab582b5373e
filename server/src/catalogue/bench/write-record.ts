import type { MarcRecord } from "@commonshelf/marc";
import { sql } from "kysely";
import type { Db, Tx } from "../../kernel/database.ts";
import { newId } from "../../kernel/ids.ts";
import { defaultThreshold, scoreMatch } from "../../matching/index.ts";
import { applyBatch } from "../apply-batch.ts";
import { contentHashOf } from "../loads/holdings-records.ts";
import { StoredRecords } from "../place-records.ts";
import { isHoldingsRecord, isRejected, type PreparedRecord, prepareRecord } from "../prepare-record.ts";
import { bulkOf } from "./bulk-of.ts";

/** A record somebody wrote. `stored`: the one it becomes a version of; null: it begins here, under its 001. */
export type WrittenRecord = {
  memberId: number;
  stored: { id: number; controlNumber: string } | null;
  record: MarcRecord;
  reason: string;
  actorId: string;
};

/** Where it stands now; `refused`: why it cannot be taken, as a load would say it. */
export type RecordWritten =
  | { recordId: number; instanceId: number; version: number }
  | { refused: string; place: string };

function prepare(record: MarcRecord): PreparedRecord | { refused: string; place: string } {
  const prepared = prepareRecord(
    { ok: true, record, index: 0, offset: 0, encoding: "utf-8", repairs: [] },
    [],
  );
  if (isRejected(prepared)) return { refused: prepared.reason, place: prepared.place ?? "" };
  return isHoldingsRecord(prepared) ? { refused: "not-bibliographic", place: "LDR/06" } : prepared;
}

/**
 * Writes a member's record as a load of one record does: matched, described, told to the index; its items stay as they
 * are. A later load of what was loaded before changes nothing; one that brings something new says what it replaces.
 */
export async function writeRecord(tx: Tx, written: WrittenRecord): Promise<RecordWritten> {
  const { memberId, stored, record, reason, actorId } = written;
  const prepared = prepare(record);
  if ("refused" in prepared) return prepared;
  if (stored) {
    prepared.controlNumber = stored.controlNumber;
    await sql`update catalogue.record set loaded_hash = content_hash
      where id = ${stored.id} and loaded_hash is null`.execute(tx);
  }
  prepared.keepsItems = true;
  // Every save is a version, whatever a load compares.
  prepared.contentHash = contentHashOf(newId<"version">());
  const places = { byCode: new Map<string, number>(), mainBranchId: 0 };
  const context = { memberId, actorId, runId: null, places, profiles: [], bench: { reason } };
  await applyBatch(bulkOf(tx), context, { titles: [prepared], holdings: [], deletions: [] });
  const { rows } = await sql<{ recordId: number; instanceId: number; version: number }>`
    select r.id as "recordId", r.instance_id as "instanceId", r.version from catalogue.record r
    where r.member_id = ${memberId} and r.control_number = ${prepared.controlNumber}`.execute(tx);
  return rows[0]!;
}

/** Records looked at for one key. */
const MOST_PER_KEY = 40;

/** A number nobody else has, for a record that begins at the bench. */
export async function newControlNumber(tx: Tx): Promise<string> {
  const { rows } = await sql<{ n: number }>`select nextval('catalogue.bench_number') as n`.execute(tx);
  return `cs${String(rows[0]!.n).padStart(9, "0")}`;
}

/** Titles of the region that a record may be: those it shares an identifier or a title with, and the one it would join. */
export async function likelyInstances(
  db: Db,
  record: MarcRecord,
): Promise<{ joins: number | null; instanceIds: number[] }> {
  const prepared = prepare(record);
  if ("refused" in prepared) return { joins: null, instanceIds: [] };
  const source = new StoredRecords(bulkOf(db));
  const found = await source.findByKeys(prepared.lookupKeys, MOST_PER_KEY);
  const others = await source.load([...new Set(found.map((one) => one.recordId))]);
  const alike = others
    .map((other) => ({ instanceId: other.instanceId!, ...scoreMatch(prepared.profile, other.profile) }))
    .filter(({ vetoed, score }) => !vetoed && score >= defaultThreshold.joinAt)
    .sort((a, b) => b.score - a.score || a.instanceId - b.instanceId);
  return {
    joins: alike[0]?.instanceId ?? null,
    instanceIds: [...new Set(others.map((other) => other.instanceId!))],
  };
}
