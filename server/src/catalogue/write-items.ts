import { type BulkTx, copyInto, reserveIds } from "../kernel/bulk.ts";
import type { BarcodeClash, ImportContext, PlacedRecord } from "./apply-batch.ts";
import type { ItemFacts } from "./description.ts";
import { homeBranchOf } from "./item-places.ts";

type Wanted = { placed: PlacedRecord; item: ItemFacts; branchId: number; barcode: string | null };
type Known = { id: number; record_id: number; source_key: string };

/**
 * Brings holdings and items of the placed records in line with what the records list: new ones added, known ones
 * changed in place (loans and holds hang on them), vanished ones withdrawn.
 */
export async function writeItems(
  tx: BulkTx,
  context: ImportContext,
  placed: PlacedRecord[],
): Promise<BarcodeClash[]> {
  if (placed.length === 0) return [];
  const wanted: Wanted[] = placed.flatMap((one) =>
    one.record.items.map((item) => ({
      placed: one,
      item,
      branchId: homeBranchOf(item, context.places),
      barcode: item.barcode ?? null,
    })),
  );
  const clashes = await settleBarcodes(tx, context, wanted, placed);
  const rewritten = placed.filter((p) => !p.isNew).map((p) => p.recordId);
  const known = new Map<string, Known>();
  if (rewritten.length > 0) {
    const { rows } = await tx.query<Known>(
      "select i.id, i.record_id, i.source_key from catalogue.item i where i.record_id = any($1::bigint[])",
      [rewritten],
    );
    for (const row of rows) known.set(`${row.record_id}|${row.source_key}`, row);
  }
  const holdingIds = await writeHoldings(tx, wanted, rewritten);
  const keyOf = (w: Wanted): string => `${w.placed.recordId}|${w.item.sourceKey}`;
  const fresh = wanted.filter((w) => !known.has(keyOf(w)));
  await insertItems(tx, context, fresh, holdingIds);
  const kept = wanted.filter((w) => known.has(keyOf(w)));
  if (kept.length > 0) await rewriteItems(tx, kept, known, holdingIds, keyOf);
  const wantedKeys = new Set(wanted.map(keyOf));
  const gone = [...known].filter(([key]) => !wantedKeys.has(key)).map(([, row]) => row.id);
  if (gone.length > 0)
    await tx.query("update catalogue.item set condition = 'withdrawn' where id = any($1::bigint[])", [gone]);
  return clashes;
}

function holdingKey(w: Wanted): string {
  return `${w.placed.recordId}|${w.branchId}|${w.item.location}|${w.item.callNumber}`;
}

async function writeHoldings(
  tx: BulkTx,
  wanted: Wanted[],
  rewritten: number[],
): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  if (rewritten.length > 0) {
    const { rows } = await tx.query<{
      id: number;
      record_id: number;
      branch_id: number;
      location: string;
      call_number: string;
    }>(
      `select h.id, h.record_id, h.branch_id, h.location, h.call_number
        from catalogue.holding h where h.record_id = any($1::bigint[])`,
      [rewritten],
    );
    for (const row of rows)
      ids.set(`${row.record_id}|${row.branch_id}|${row.location}|${row.call_number}`, row.id);
  }
  const missing = new Map<string, Wanted>();
  for (const w of wanted) if (!ids.has(holdingKey(w))) missing.set(holdingKey(w), w);
  const reserved = await reserveIds(tx, "catalogue.holding", missing.size);
  const rows = [...missing].map(([key, w], i) => {
    ids.set(key, reserved[i]!);
    return [reserved[i]!, w.placed.recordId, w.branchId, w.item.location, w.item.callNumber] as const;
  });
  await copyInto(tx, "catalogue.holding", ["id", "record_id", "branch_id", "location", "call_number"], rows);
  return ids;
}

async function insertItems(
  tx: BulkTx,
  context: ImportContext,
  fresh: Wanted[],
  holdingIds: Map<string, number>,
): Promise<void> {
  await copyInto(
    tx,
    "catalogue.item",
    [
      "record_id",
      "holding_id",
      "member_id",
      "source_key",
      "barcode",
      "home_branch_id",
      "current_branch_id",
      "part",
      "item_class",
      "condition",
      "for_loan",
    ],
    fresh.map((w) => [
      w.placed.recordId,
      holdingIds.get(holdingKey(w))!,
      context.memberId,
      w.item.sourceKey,
      w.barcode,
      w.branchId,
      w.branchId,
      w.item.part,
      w.item.itemClass,
      w.item.condition,
      w.item.forLoan,
    ]),
  );
}

/** A known item keeps where it is now, unless it stood at its old home and that home moved. */
async function rewriteItems(
  tx: BulkTx,
  kept: Wanted[],
  known: Map<string, Known>,
  holdingIds: Map<string, number>,
  keyOf: (w: Wanted) => string,
): Promise<void> {
  await tx.query(
    `update catalogue.item i set holding_id = v.holding_id, barcode = v.barcode, home_branch_id = v.branch_id,
        current_branch_id = case when i.current_branch_id = i.home_branch_id then v.branch_id else i.current_branch_id end,
        part = v.part, item_class = v.item_class, for_loan = v.for_loan, version = i.version + 1,
        condition = case when i.condition = 'withdrawn' or v.condition <> 'good' then v.condition else i.condition end
      from unnest($1::bigint[], $2::bigint[], $3::text[], $4::int[], $5::text[], $6::text[], $7::boolean[], $8::text[])
        v(id, holding_id, barcode, branch_id, part, item_class, for_loan, condition)
      where i.id = v.id`,
    [
      kept.map((w) => known.get(keyOf(w))!.id),
      kept.map((w) => holdingIds.get(holdingKey(w))!),
      kept.map((w) => w.barcode),
      kept.map((w) => w.branchId),
      kept.map((w) => w.item.part),
      kept.map((w) => w.item.itemClass),
      kept.map((w) => w.item.forLoan),
      kept.map((w) => w.item.condition),
    ],
  );
}

/** A barcode belongs to one item of a member: the first record that brought it keeps it. */
async function settleBarcodes(
  tx: BulkTx,
  context: ImportContext,
  wanted: Wanted[],
  placed: PlacedRecord[],
): Promise<BarcodeClash[]> {
  const clashes: BarcodeClash[] = [];
  const barcodes = wanted.flatMap((w) => w.barcode ?? []);
  if (barcodes.length === 0) return clashes;
  const own = new Set(placed.map((p) => p.recordId));
  const { rows } = await tx.query<{ barcode: string; record_id: number }>({
    name: "catalogue-taken-barcodes",
    text: `select i.barcode, i.record_id from catalogue.item i
      where i.member_id = $1 and i.barcode = any($2::text[]) and i.condition <> 'withdrawn'`,
    values: [context.memberId, barcodes],
  });
  const taken = new Map(rows.map((row) => [row.barcode, row.record_id]));
  for (const w of wanted) {
    if (w.barcode === null) continue;
    const owner = taken.get(w.barcode);
    if (owner === undefined) taken.set(w.barcode, w.placed.recordId);
    else if (owner !== w.placed.recordId) {
      clashes.push({
        index: w.placed.record.index,
        controlNumber: w.placed.record.controlNumber,
        barcode: w.barcode,
      });
      w.barcode = null;
    }
  }
  await releaseMoved(tx, rows, own, wanted);
  return clashes;
}

/** Within one record a barcode may move to another source key: the old row lets go of it first. */
async function releaseMoved(
  tx: BulkTx,
  rows: { barcode: string; record_id: number }[],
  own: Set<number>,
  wanted: Wanted[],
): Promise<void> {
  const keys = new Map(wanted.flatMap((w) => (w.barcode ? [[w.barcode, w.item.sourceKey] as const] : [])));
  const moved = rows.filter((row) => own.has(row.record_id) && keys.get(row.barcode) !== row.barcode);
  if (moved.length === 0) return;
  await tx.query(
    `update catalogue.item i set barcode = null from unnest($1::bigint[], $2::text[]) v(record_id, barcode)
      where i.record_id = v.record_id and i.barcode = v.barcode`,
    [moved.map((r) => r.record_id), moved.map((r) => r.barcode)],
  );
}
