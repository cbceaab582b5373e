import { type BulkTx, copyInto, publishBulk, reserveIds } from "../kernel/bulk.ts";
import {
  type Evidence,
  loadThresholds,
  movesOf,
  type Placement,
  StoredPairs,
  settle,
  workKeysOf,
  writeDecisions,
} from "../matching/index.ts";
import { mergeInstances, writeInstances } from "./instances.ts";
import { healClaims } from "./items/heal-claims.ts";
import { writeItems } from "./items/write-items.ts";
import type {
  BatchCounts,
  BatchRecords,
  Existing,
  ImportContext,
  PlacedRecord,
  SeenBatch,
} from "./loads/batch.ts";
import { writeHoldingsRecords } from "./loads/holdings-records.ts";
import { itemTargets } from "./loads/item-targets.ts";
import { loadExisting, type SortedRecords, sortRecords } from "./loads/sort-records.ts";
import { moveRecords, redirectEmptied, StoredRecords, takeTurn } from "./place-records.ts";
import type { PreparedRecord } from "./prepare-record.ts";
import { audienceRules, decideAudiences, shareItems } from "./sharing.ts";
import { assignWorks, type WorkMember } from "./works.ts";

/** What one batch came to. */
export type BatchResult = SeenBatch & { counts: BatchCounts; instanceIds: number[] };

/**
 * Writes one batch (control numbers distinct) of a member's records: new, changed, withdrawn or untouched, each joined
 * to its instance, set-based and in the caller's transaction. Running the same batch again changes nothing.
 */
export async function applyBatch(
  tx: BulkTx,
  context: ImportContext,
  batch: BatchRecords,
): Promise<BatchResult> {
  const { rehearsal } = context;
  if (!rehearsal) await takeTurn(tx);
  const existing = await loadExisting(tx, context.memberId, batch.titles);
  const sorted = await sortRecords(tx, context, batch, existing);
  const { changed, withdrawn, counts, notes } = sorted;
  const rules = await audienceRules(tx, context.memberId);
  decideAudiences(context.memberId, rules, changed, existing);
  const { placed, placements } = await placeRecords(tx, context, sorted, existing);
  for (const { isNew, decision, record } of placed) {
    if (isNew) counts.created++;
    else counts.updated++;
    counts.updated += record.copies - 1;
    if (decision.outcome === "joined") counts.matched++;
  }
  const holdings = await writeHoldingsRecords(tx, context, batch.holdings, !rehearsal);
  counts.created += holdings.created;
  counts.updated += holdings.updated;
  counts.unchanged += holdings.unchanged;
  const left = [...withdrawn, ...changed.flatMap((r) => existing.get(r.controlNumber) ?? [])];
  const instanceIds = new Set([...placed.map((p) => p.instanceId), ...left.map((e) => e.instance_id)]);
  if (!rehearsal) {
    const moves = movesOf(placements, new Set(placed.map((p) => p.recordId)));
    for (const move of moves) instanceIds.add(move.instanceId).add(move.record.instanceId!);
    const { members, made } = await moveRecords(tx, moves);
    const fresh = new Set(placements.filter((p) => p.isNewInstance).map((p) => p.instanceId));
    for (const id of made) fresh.delete(id);
    const leaving = new Set(left.map((e) => e.id));
    const states = await mergeInstances(tx, [...instanceIds], fresh, placed, leaving, context.memberId);
    const works = await assignWorks(tx, [...workMembers(placed, fresh), ...members]);
    await writeInstances(tx, states, fresh, works);
    await writeRecords(tx, context, placed);
    await writeDecisions(tx, placements);
  }
  const targets = await itemTargets(tx, context, placed, sorted, holdings.titles);
  const items = await writeItems(
    tx,
    { memberId: context.memberId, places: context.places, runId: context.runId, taken: rehearsal?.taken },
    targets.map((t) => t.target),
  );
  notes.push(...items.notes);
  for (const id of [...targets.map((t) => t.instanceId), ...items.instanceIds]) instanceIds.add(id);
  if (rehearsal) return { counts, notes, placed, withdrawn, instanceIds: [] };
  if (rules.some((rule) => rule.kind !== "field"))
    await shareItems(
      tx,
      targets.map((one) => one.target.recordId),
    );
  for (const id of await withdrawRecords(tx, context, withdrawn)) instanceIds.add(id);
  await redirectEmptied(tx, placements);
  if (instanceIds.size > 0) await publishBulk(tx, "instances-changed", { instanceIds: [...instanceIds] });
  return { counts, notes, placed, withdrawn, instanceIds: [...instanceIds] };
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

/** Decides where every changed record belongs, and with it whatever hangs together with it or with those withdrawn. */
async function placeRecords(
  tx: BulkTx,
  context: ImportContext,
  { changed, withdrawn }: SortedRecords,
  existing: Map<string, Existing>,
): Promise<{ placed: PlacedRecord[]; placements: Placement[] }> {
  const { rehearsal, memberId } = context;
  const unknown = changed.filter((r) => !existing.has(r.controlNumber)).length;
  const recordIds = (
    rehearsal ? rehearsal.inventIds(unknown) : await reserveIds(tx, "catalogue.record", unknown)
  ).reverse();
  const brought = new Map<number, PreparedRecord>();
  const evidence = changed.map((prepared): Evidence => {
    const before = existing.get(prepared.controlNumber);
    const { controlNumber, profile, keys, lookupKeys, audience } = prepared;
    const recordId = before?.id ?? recordIds.pop()!;
    brought.set(recordId, prepared);
    const instanceId = before?.instance_id ?? null;
    const record = { recordId, memberId, controlNumber, instanceId, profile, isAlone: audience !== 0 };
    return { record, keys, lookupKeys };
  });
  const placements = await settle(
    {
      tx,
      source: rehearsal ? rehearsal.records.within(tx) : new StoredRecords(tx),
      pairs: rehearsal ? rehearsal.pairs.within(tx) : new StoredPairs(tx),
      thresholds: await loadThresholds(tx),
      keepsDoubts: !rehearsal,
    },
    evidence,
    withdrawn.map((one) => one.id),
  );
  rehearsal?.records.add(evidence, placements);
  const placed = placements.flatMap(({ record: { recordId }, instanceId, decision }) => {
    const record = brought.get(recordId);
    const isNew = record !== undefined && !existing.has(record.controlNumber);
    return record ? [{ record, recordId, isNew, instanceId, decision }] : [];
  });
  return { placed, placements };
}

async function writeRecords(tx: BulkTx, context: ImportContext, placed: PlacedRecord[]): Promise<void> {
  if (placed.length === 0) return;
  const fresh = placed.filter((p) => p.isNew);
  const changed = placed.filter((p) => !p.isNew);
  await copyInto(
    tx,
    "catalogue.record",
    [
      "id",
      "member_id",
      "control_number",
      "control_source",
      "instance_id",
      "flavour",
      "marc",
      "content_hash",
      "changed_by",
      "run_id",
      "reason",
      "audience",
    ],
    fresh.map((p) => [
      p.recordId,
      context.memberId,
      p.record.controlNumber,
      p.record.controlSource,
      p.instanceId,
      p.record.flavour,
      p.record.marcJson,
      p.record.contentHash,
      context.actorId,
      context.runId,
      context.bench?.reason ?? "",
      p.record.audience,
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
}

async function rewriteRecords(tx: BulkTx, context: ImportContext, changed: PlacedRecord[]): Promise<void> {
  const ids = changed.map((p) => p.recordId);
  await keepVersions(tx, ids);
  await tx.query(
    `update catalogue.record r set marc = v.marc::json, content_hash = v.content_hash, flavour = v.flavour,
        instance_id = v.instance_id, audience = v.audience, version = r.version + 1, changed_by = $6, changed_at = now(), deleted_at = null,
        control_source = coalesce(nullif(v.source, ''), r.control_source), run_id = $8, reason = coalesce($9, ''),
        loaded_hash = case when $9::text is null then null else r.loaded_hash end
      from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $7::text[], $10::int[])
        v(id, marc, content_hash, flavour, instance_id, source, audience)
      where r.id = v.id`,
    [
      ids,
      changed.map((p) => p.record.marcJson),
      changed.map((p) => p.record.contentHash),
      changed.map((p) => p.record.flavour),
      changed.map((p) => p.instanceId),
      context.actorId,
      changed.map((p) => p.record.controlSource),
      context.runId,
      context.bench?.reason ?? null,
      changed.map((p) => p.record.audience),
    ],
  );
  await forgetDerived(tx, ids);
}

async function keepVersions(tx: BulkTx, recordIds: number[]): Promise<void> {
  await tx.query(
    `insert into catalogue.record_version
        (record_id, version, marc, changed_by, changed_at, deleted_at, run_id, reason, content_hash, loaded_hash)
      select r.id, r.version, r.marc, r.changed_by, r.changed_at, r.deleted_at, r.run_id, r.reason,
        r.content_hash, r.loaded_hash
      from catalogue.record r where r.id = any($1::bigint[])`,
    [recordIds],
  );
}

async function forgetDerived(tx: BulkTx, recordIds: number[]): Promise<void> {
  for (const table of ["description", "match_key", "identifier"])
    await tx.query(`delete from catalogue.${table} where record_id = any($1::bigint[])`, [recordIds]);
}

/**
 * The member withdrew these records: they stay, marked deleted, with their items out of use. Returns other instances
 * that a copy went to because their record lists it too.
 */
async function withdrawRecords(tx: BulkTx, context: ImportContext, withdrawn: Existing[]): Promise<number[]> {
  if (withdrawn.length === 0) return [];
  const ids = withdrawn.map((e) => e.id);
  await keepVersions(tx, ids);
  await tx.query(
    `update catalogue.record r set version = r.version + 1, changed_by = $2, changed_at = now(), deleted_at = now(),
        run_id = $3, reason = coalesce($4, ''), loaded_hash = case when $4::text is null then null else r.loaded_hash end
      where r.id = any($1::bigint[])`,
    [ids, context.actorId, context.runId, context.bench?.reason ?? null],
  );
  const { rows } = await tx.query<{ barcode_key: string | null }>(
    `update catalogue.item i set record_condition = 'withdrawn', condition = 'withdrawn', wanted_key = null,
        desk_condition = case when i.desk_condition = 'good' then null else i.desk_condition end
      where i.record_id = any($1::bigint[]) and i.record_condition <> 'withdrawn' returning i.barcode_key`,
    [ids],
  );
  await forgetDerived(tx, ids);
  return await healClaims(
    tx,
    context.memberId,
    rows.flatMap((row) => row.barcode_key ?? []),
  );
}
