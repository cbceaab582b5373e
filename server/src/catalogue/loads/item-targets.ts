import type { BulkTx } from "../../kernel/bulk.ts";
import type { ItemTarget } from "../items/write-items.ts";
import type { PreparedRecord } from "../prepare-record.ts";
import type { ImportContext, PlacedRecord } from "./batch.ts";
import { itemsOfHoldings, titlesOutside } from "./holdings-records.ts";
import type { SortedRecords } from "./sort-records.ts";

/** Everything whose items have to be looked at: placed records, claims still open, titles whose holdings changed. */
export async function itemTargets(
  tx: BulkTx,
  context: ImportContext,
  placed: readonly PlacedRecord[],
  { claiming, withdrawn }: Pick<SortedRecords, "claiming" | "withdrawn">,
  changedTitles: ReadonlySet<string>,
): Promise<{ target: ItemTarget; instanceId: number }[]> {
  const known = new Set([
    ...placed.map((p) => p.record.controlNumber),
    ...claiming.map((c) => c.record.controlNumber),
  ]);
  const outside = await titlesOutside(
    tx,
    context.memberId,
    [...changedTitles].filter((number) => !known.has(number)),
    context.profiles,
  );
  const numbers = [...known, ...outside.map((title) => title.controlNumber)];
  const extra = await itemsOfHoldings(tx, context.memberId, numbers, context.profiles);
  const targetOf = (record: PreparedRecord, recordId: number, isNew: boolean): ItemTarget => ({
    recordId,
    isNew,
    place: { index: record.index, byteOffset: record.byteOffset, controlNumber: record.controlNumber },
    items: [...record.items, ...(extra.get(record.controlNumber) ?? [])],
  });
  return [
    ...placed
      .filter((p) => !p.record.keepsItems)
      .map((p) => ({ target: targetOf(p.record, p.recordId, p.isNew), instanceId: p.instanceId })),
    ...claiming.map(({ record, before }) => ({
      target: targetOf(record, before.id, false),
      instanceId: before.instance_id,
    })),
    // A record that is withdrawn lists nothing any more.
    ...withdrawn.map((before) => ({
      target: {
        recordId: before.id,
        isNew: false,
        place: { index: -1, byteOffset: 0, controlNumber: before.control_number },
        items: [],
      },
      instanceId: before.instance_id,
    })),
    ...outside.map((title) => ({
      target: {
        recordId: title.recordId,
        isNew: false,
        place: { index: -1, byteOffset: 0, controlNumber: title.controlNumber },
        items: [...title.items, ...(extra.get(title.controlNumber) ?? [])],
      },
      instanceId: title.instanceId,
    })),
  ];
}
