import { type BulkTx, copyInto, publishBulk, reserveIds } from "../kernel/bulk.ts";
import { CandidateSet } from "./candidates.ts";
import { mergeInstances, writeInstances } from "./instances.ts";
import type { ItemPlaces } from "./item-places.ts";
import type { MatchReason } from "./match.ts";
import type { PreparedRecord } from "./prepare-record.ts";
import { workKeysOf } from "./work-keys.ts";
import { assignWorks, type WorkMember } from "./works.ts";
import { writeItems } from "./write-items.ts";

/** Whose records, read how, by whom. */
export type ImportContext = { memberId: number; actorId: string; places: ItemPlaces };

export type BatchCounts = {
  created: number;
  updated: number;
  unchanged: number;
  matched: number;
  items: number;
};

/** An item whose barcode another record of the member already has: kept without barcode, and reported. */
export type BarcodeClash = { index: number; controlNumber: string; barcode: string };

type Existing = {
  id: number;
  control_number: string;
  content_hash: string;
  instance_id: number;
  version: number;
  deleted: boolean;
};

/** One record of the batch on its way into the tables. */
export type PlacedRecord = {
  record: PreparedRecord;
  recordId: number;
  isNew: boolean;
  instanceId: number;
  outcome: "joined" | "alone";
  score: number;
  reasons: MatchReason[];
};

/** Everything that writes into the union catalogue by the batch takes turns: two imports never miss each other's titles. */
const MATCHING_LOCK = "select pg_advisory_xact_lock(hashtextextended('catalogue.matching', 0))";

/**
 * Writes one batch (control numbers distinct) of a member's records: new, changed, withdrawn or untouched, each joined
 * to its instance, set-based and in the caller's transaction. Running the same batch again changes nothing.
 */
export async function applyBatch(
  tx: BulkTx,
  context: ImportContext,
  records: PreparedRecord[],
): Promise<{ counts: BatchCounts; clashes: BarcodeClash[]; instanceIds: number[] }> {
  await tx.query(MATCHING_LOCK);
  const existing = await loadExisting(tx, context.memberId, records);
  const counts: BatchCounts = { created: 0, updated: 0, unchanged: 0, matched: 0, items: 0 };
  const changed: PreparedRecord[] = [];
  const withdrawn: Existing[] = [];
  for (const record of records) {
    const before = existing.get(record.controlNumber);
    counts.items += record.isDeleted ? 0 : record.items.length;
    if (record.isDeleted) {
      if (before && !before.deleted) withdrawn.push(before);
      else counts.unchanged++;
    } else if (before && before.content_hash === record.contentHash && !before.deleted) counts.unchanged++;
    else changed.push(record);
  }
  counts.updated += withdrawn.length;
  const { placed, fresh } = await placeRecords(tx, changed, existing);
  for (const one of placed) {
    if (one.isNew) counts.created++;
    else counts.updated++;
    if (one.outcome === "joined") counts.matched++;
  }
  const left = [...withdrawn, ...changed.flatMap((r) => existing.get(r.controlNumber) ?? [])];
  const instanceIds = [...new Set([...placed.map((p) => p.instanceId), ...left.map((e) => e.instance_id)])];
  const leaving = new Set(left.map((e) => e.id));
  const states = await mergeInstances(tx, instanceIds, fresh, placed, leaving);
  const works = await assignWorks(tx, workMembers(placed, fresh));
  await writeInstances(tx, states, fresh, works);
  await writeRecords(tx, context, placed);
  const clashes = await writeItems(tx, context, placed);
  await withdrawRecords(tx, context, withdrawn);
  await redirectEmptied(tx, placed, existing);
  if (instanceIds.length > 0) await publishBulk(tx, "instances-changed", { instanceIds });
  return { counts, clashes, instanceIds };
}

/** What the placed records say about the works of their instances. */
function workMembers(placed: PlacedRecord[], fresh: ReadonlySet<number>): WorkMember[] {
  const members = new Map<number, WorkMember>();
  for (const { instanceId, record } of placed) {
    const member = members.get(instanceId) ?? { instanceId, isNew: fresh.has(instanceId), keys: [] };
    for (const key of workKeysOf(record.description)) if (!member.keys.includes(key)) member.keys.push(key);
    members.set(instanceId, member);
  }
  return [...members.values()];
}

async function loadExisting(
  tx: BulkTx,
  memberId: number,
  records: PreparedRecord[],
): Promise<Map<string, Existing>> {
  const { rows } = await tx.query<Existing>({
    name: "catalogue-existing-records",
    text: `select r.id, r.control_number, r.content_hash::text as content_hash, r.instance_id, r.version,
        r.deleted_at is not null as deleted
      from catalogue.record r where r.member_id = $1 and r.control_number = any($2::text[])`,
    values: [memberId, records.map((r) => r.controlNumber)],
  });
  return new Map(rows.map((row) => [row.control_number, row]));
}

/** Decides for every changed record, in file order, which instance it belongs to. */
async function placeRecords(
  tx: BulkTx,
  records: PreparedRecord[],
  existing: Map<string, Existing>,
): Promise<{ placed: PlacedRecord[]; fresh: Set<number> }> {
  const fresh = new Set<number>();
  if (records.length === 0) return { placed: [], fresh };
  const own = records.flatMap((r) => existing.get(r.controlNumber)?.instance_id ?? []);
  const candidates = await CandidateSet.load(tx, records, own);
  const unknown = records.filter((r) => !existing.has(r.controlNumber)).length;
  const recordIds = (await reserveIds(tx, "catalogue.record", unknown)).reverse();
  const instanceIds = (await reserveIds(tx, "catalogue.instance", records.length)).reverse();
  const placed: PlacedRecord[] = [];
  for (const record of records) {
    const before = existing.get(record.controlNumber);
    const recordId = before?.id ?? recordIds.pop()!;
    const outcome = candidates.decide(record, before?.id, before?.instance_id);
    const keepsOwn = before && !candidates.hasOthers(before.instance_id, before.id);
    const instanceId = outcome.instanceId ?? (keepsOwn ? before.instance_id : instanceIds.pop()!);
    if (outcome.instanceId === null && !keepsOwn) fresh.add(instanceId);
    candidates.place(record, recordId, instanceId);
    placed.push({
      record,
      recordId,
      isNew: !before,
      instanceId,
      outcome: outcome.instanceId === null ? "alone" : "joined",
      score: outcome.score,
      reasons: outcome.reasons,
    });
  }
  return { placed, fresh };
}

async function writeRecords(tx: BulkTx, context: ImportContext, placed: PlacedRecord[]): Promise<void> {
  if (placed.length === 0) return;
  const fresh = placed.filter((p) => p.isNew);
  const changed = placed.filter((p) => !p.isNew);
  await copyInto(
    tx,
    "catalogue.record",
    ["id", "member_id", "control_number", "instance_id", "flavour", "marc", "content_hash", "changed_by"],
    fresh.map((p) => [
      p.recordId,
      context.memberId,
      p.record.controlNumber,
      p.instanceId,
      p.record.flavour,
      p.record.marcJson,
      p.record.contentHash,
      context.actorId,
    ]),
  );
  if (changed.length > 0) await rewriteRecords(tx, context, changed);
  await copyInto(
    tx,
    "catalogue.description",
    ["record_id", "description", "profile"],
    placed.map((p) => [p.recordId, JSON.stringify(p.record.description), JSON.stringify(p.record.profile)]),
  );
  await copyInto(
    tx,
    "catalogue.match_key",
    ["key", "record_id"],
    placed.flatMap((p) => p.record.keys.map((key) => [key, p.recordId])),
  );
  await copyInto(
    tx,
    "catalogue.identifier",
    ["record_id", "type", "value", "status"],
    placed.flatMap((p) =>
      p.record.description.identifiers.map((i) => [p.recordId, i.type, i.value, i.status]),
    ),
  );
  await copyInto(
    tx,
    "catalogue.match_decision",
    ["record_id", "instance_id", "outcome", "score", "reasons"],
    placed.map((p) => [p.recordId, p.instanceId, p.outcome, p.score, JSON.stringify(p.reasons)]),
  );
}

async function rewriteRecords(tx: BulkTx, context: ImportContext, changed: PlacedRecord[]): Promise<void> {
  const ids = changed.map((p) => p.recordId);
  await keepVersions(tx, ids);
  await tx.query(
    `update catalogue.record r set marc = v.marc::json, content_hash = v.content_hash, flavour = v.flavour,
        instance_id = v.instance_id, version = r.version + 1, changed_by = $6, changed_at = now(), deleted_at = null
      from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bigint[])
        v(id, marc, content_hash, flavour, instance_id)
      where r.id = v.id`,
    [
      ids,
      changed.map((p) => p.record.marcJson),
      changed.map((p) => p.record.contentHash),
      changed.map((p) => p.record.flavour),
      changed.map((p) => p.instanceId),
      context.actorId,
    ],
  );
  await forgetDerived(tx, ids);
}

async function keepVersions(tx: BulkTx, recordIds: number[]): Promise<void> {
  await tx.query(
    `insert into catalogue.record_version (record_id, version, marc, changed_by, changed_at, deleted_at)
      select r.id, r.version, r.marc, r.changed_by, r.changed_at, r.deleted_at
      from catalogue.record r where r.id = any($1::bigint[])`,
    [recordIds],
  );
}

async function forgetDerived(tx: BulkTx, recordIds: number[]): Promise<void> {
  for (const table of ["description", "match_key", "identifier"])
    await tx.query(`delete from catalogue.${table} where record_id = any($1::bigint[])`, [recordIds]);
}

/** The member withdrew these records: they stay, marked deleted, with their items out of use. */
async function withdrawRecords(tx: BulkTx, context: ImportContext, withdrawn: Existing[]): Promise<void> {
  if (withdrawn.length === 0) return;
  const ids = withdrawn.map((e) => e.id);
  await keepVersions(tx, ids);
  await tx.query(
    `update catalogue.record r set version = r.version + 1, changed_by = $2, changed_at = now(), deleted_at = now()
      where r.id = any($1::bigint[])`,
    [ids, context.actorId],
  );
  await tx.query("update catalogue.item set condition = 'withdrawn' where record_id = any($1::bigint[])", [
    ids,
  ]);
  await forgetDerived(tx, ids);
}

/** An instance whose records all went to another one points there, so that links keep working. */
async function redirectEmptied(
  tx: BulkTx,
  placed: PlacedRecord[],
  existing: Map<string, Existing>,
): Promise<void> {
  const moves = placed.flatMap((p) => {
    const before = existing.get(p.record.controlNumber)?.instance_id;
    return before !== undefined && before !== p.instanceId ? [{ from: before, to: p.instanceId }] : [];
  });
  if (moves.length === 0) return;
  await tx.query(
    `update catalogue.instance i set merged_into = m.to_id, changed_at = now(), version = i.version + 1
      from unnest($1::bigint[], $2::bigint[]) m(from_id, to_id)
      where i.id = m.from_id and i.record_count = 0`,
    [moves.map((m) => m.from), moves.map((m) => m.to)],
  );
}
