import { type LoadNote, noteOf } from "../../copies/index.ts";
import type { BulkTx } from "../../kernel/bulk.ts";
import { recordsWithClaims } from "../items/heal-claims.ts";
import type { PreparedRecord } from "../prepare-record.ts";
import type { BatchCounts, BatchRecords, Deletion, Existing, ImportContext } from "./batch.ts";

const EXISTING = {
  name: "catalogue-existing-records",
  text: `select r.id, r.control_number, r.control_source, coalesce(r.loaded_hash, r.content_hash)::text as content_hash, r.instance_id,
      r.version, r.deleted_at is not null as deleted, r.loaded_hash is not null as edited,
      r.audience_chosen as chosen
    from catalogue.record r where r.member_id = $1 and r.control_number = any($2::text[])`,
};

/**
 * The records of these numbers. A record's number is its 001 with the agency of its 003: of two agencies that share a
 * number (whatever case they are written in), the second is known as `(agency)number`, as in MARC 21 035, and renamed so.
 */
export async function loadExisting(
  tx: BulkTx,
  memberId: number,
  records: PreparedRecord[],
): Promise<Map<string, Existing>> {
  const full = ({ controlSource: from, controlNumber }: PreparedRecord): string[] =>
    [from, from.toUpperCase(), from.toLowerCase()].map((agency) => `(${agency})${controlNumber}`);
  const { rows } = await tx.query<Existing>({
    ...EXISTING,
    values: [
      memberId,
      records.flatMap((r) => (r.controlSource ? [r.controlNumber, ...full(r)] : [r.controlNumber])),
    ],
  });
  const known = new Map(rows.map((row) => [row.control_number, row]));
  for (const record of records) {
    if (!record.controlSource) continue;
    const source = known.get(record.controlNumber)?.control_source.toLowerCase() ?? "";
    const isOther = source !== "" && source !== record.controlSource.toLowerCase();
    const number = full(record).find((one) => known.has(one)) ?? (isOther && full(record)[0]!);
    if (number) record.controlNumber = number;
  }
  return known;
}

/** Records of a batch by what becomes of them. */
export type SortedRecords = {
  changed: PreparedRecord[];
  withdrawn: Existing[];
  /** Unchanged records that list an item whose barcode another one bears: looked at again. */
  claiming: { record: PreparedRecord; before: Existing }[];
  counts: BatchCounts;
  notes: LoadNote[];
};

/** Sorts a batch: new or changed, withdrawn, untouched; and counts. */
export async function sortRecords(
  tx: BulkTx,
  context: ImportContext,
  batch: BatchRecords,
  existing: Map<string, Existing>,
): Promise<SortedRecords> {
  const counts: BatchCounts = {
    rejected: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    matched: 0,
    items: 0,
    itemsRefused: 0,
  };
  const sorted: SortedRecords = { changed: [], withdrawn: [], claiming: [], counts, notes: [] };
  const same: { record: PreparedRecord; before: Existing }[] = [];
  const titles = await overlaid(tx, context, batch.titles, existing, sorted);
  for (const record of [...titles, ...batch.holdings]) {
    counts.items += record.isDeleted ? 0 : record.items.length;
    counts.itemsRefused += record.found - record.items.length;
    sorted.notes.push(...record.notes);
  }
  for (const record of titles) {
    const before = existing.get(record.controlNumber);
    if (record.isDeleted) {
      if (before && !before.deleted) {
        sorted.withdrawn.push(before);
        counts.updated += record.copies;
      } else counts.unchanged += record.copies;
    } else if (before && isSame(record, before)) {
      counts.unchanged += record.copies;
      same.push({ record, before });
    } else {
      sorted.changed.push(record);
      if (before?.edited && !context.bench)
        sorted.notes.push(noteOf(record, "warning", "edited-here", null, {}));
    }
  }
  await followDeletions(tx, context, batch.deletions, sorted);
  const claiming = await recordsWithClaims(
    tx,
    same.map((one) => one.before.id),
  );
  sorted.claiming = same.filter((one) => claiming.has(one.before.id));
  return sorted;
}

function isSame(record: PreparedRecord, before: Existing | undefined): boolean {
  return (
    before !== undefined && before.content_hash === record.contentHash && (!before.deleted || before.edited)
  );
}

/** The records as the load's rules leave them; those left alone are told and counted. */
async function overlaid(
  tx: BulkTx,
  context: ImportContext,
  titles: PreparedRecord[],
  existing: Map<string, Existing>,
  { counts, notes }: SortedRecords,
): Promise<PreparedRecord[]> {
  if (!context.overlay) return titles;
  const batch = titles.map((record) => {
    const before = existing.get(record.controlNumber);
    return { record, before, isSame: isSame(record, before) };
  });
  const outcomes = await context.overlay(tx, batch, context.profiles);
  return outcomes.flatMap((outcome, i) => {
    if ("take" in outcome) return [outcome.take];
    counts[outcome.refused ? "rejected" : "unchanged"] += titles[i]!.copies;
    notes.push(outcome.leave);
    return [];
  });
}

/** A harvest's deletions: of the number that an identifier ends in, or that it is. */
async function followDeletions(
  tx: BulkTx,
  context: ImportContext,
  deletions: readonly Deletion[],
  sorted: SortedRecords,
): Promise<void> {
  if (deletions.length === 0) return;
  const forms = deletions.map((d) => [d.identifier, ...(/[^:/]+$/.exec(d.identifier) ?? [])]);
  const { rows } = await tx.query<Existing>({
    ...EXISTING,
    values: [context.memberId, forms.flat()],
  });
  const known = new Map(rows.map((row) => [row.control_number, row]));
  const given = new Set(sorted.withdrawn.map((row) => row.id));
  for (const [i, deletion] of deletions.entries()) {
    const before = forms[i]!.flatMap((form) => known.get(form) ?? [])[0];
    const place = { ...deletion, controlNumber: before?.control_number ?? null };
    const params = { identifier: deletion.identifier };
    if (before && !before.deleted && !given.has(before.id)) {
      given.add(before.id);
      sorted.withdrawn.push(before);
      sorted.counts.updated++;
      sorted.notes.push(noteOf(place, "note", "record-deleted", null, params));
    } else {
      sorted.counts.unchanged++;
      if (!before) sorted.notes.push(noteOf(place, "warning", "deletion-unknown", null, params));
    }
  }
}
