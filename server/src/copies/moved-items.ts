import type { Identified, KnownItem, WantedItem } from "./identify-items.ts";
import { type LoadNote, noteOf } from "./load-note.ts";

/** So many pairs that cannot be decided are told of one batch. */
const MOST_TOLD = 20;

const placeOf = (branch: number, callNumber: string, part: string): string =>
  JSON.stringify([branch, callNumber, part]);
const placeOfItem = ({ branchId, item }: WantedItem): string => placeOf(branchId, item.callNumber, item.part);
const placeOfRow = (row: KnownItem): string => placeOf(row.branch_id, row.call_number, row.part);

/** New copies and copies that went which stand at one place, by place. */
function meetings(
  found: Identified,
  earlier: readonly KnownItem[],
): { items: WantedItem[]; rows: KnownItem[] }[] {
  const fresh = Map.groupBy(
    found.fresh.filter((one) => one.item.callNumber !== "" && !found.claims.has(one)),
    placeOfItem,
  );
  if (fresh.size === 0) return [];
  const gone = Map.groupBy([...found.gone, ...earlier], placeOfRow);
  return [...fresh].flatMap(([where, items]) => {
    const rows = gone.get(where) ?? [];
    const isMove = rows.some((row) => items.some((one) => one.recordId !== row.record_id));
    return isMove ? [{ items, rows }] : [];
  });
}

/** Records whose titles `pairMovedItems` has to know; none when nothing can have moved. */
export function recordsOfMoves(found: Identified, earlier: readonly KnownItem[]): number[] {
  const records = meetings(found, earlier).flatMap(({ items, rows }) => [
    ...items.map((one) => one.recordId),
    ...rows.map((row) => row.record_id),
  ]);
  return [...new Set(records)];
}

/**
 * Copies that changed their record and their label at once: one that nothing lists any more and one that is new stand at
 * the same branch under the same call number as the same part, in records of one title. Such a pair, when it is the only
 * one, is the same copy; what cannot be decided is told. `earlier`: items that batches before this one of the load let go;
 * `titles`: which title a record is of.
 */
export function pairMovedItems(
  found: Identified,
  earlier: readonly KnownItem[],
  titles: ReadonlyMap<number, number>,
): void {
  let told = 0;
  for (const { items, rows } of meetings(found, earlier)) {
    const pairs = onlyPairs(items, rows, titles);
    for (const [one, row] of pairs) take(found, one, row);
    const open = items.filter((one) => !pairs.has(one));
    const left = rows.filter((row) => ![...pairs.values()].includes(row));
    if (open.length > 0 && left.length > 0 && told++ < MOST_TOLD) found.notes.push(undecided(open, left));
  }
}

/** Pairs of one title each, where that title has one new copy and one that went at the place. */
function onlyPairs(
  items: readonly WantedItem[],
  rows: readonly KnownItem[],
  titles: ReadonlyMap<number, number>,
): Map<WantedItem, KnownItem> {
  const pairs = new Map<WantedItem, KnownItem>();
  const byTitle = Map.groupBy(rows, (row) => titles.get(row.record_id));
  for (const [title, own] of Map.groupBy(items, (one) => titles.get(one.recordId))) {
    const left = title === undefined ? [] : (byTitle.get(title) ?? []);
    const [one, row] = [own[0]!, left[0]];
    if (own.length !== 1 || left.length !== 1 || row === undefined) continue;
    const number = one.item.itemNumber;
    const isOther = number !== undefined && row.item_number !== null && row.item_number !== number;
    if (!isOther && row.desk_condition !== "withdrawn" && row.record_id !== one.recordId) pairs.set(one, row);
  }
  return pairs;
}

function take(found: Identified, one: WantedItem, row: KnownItem): void {
  found.fresh.splice(found.fresh.indexOf(one), 1);
  const at = found.gone.indexOf(row);
  if (at >= 0) found.gone.splice(at, 1);
  found.kept.push({ wanted: one, known: row, formerKey: row.barcode_key });
  const params = { from: row.barcode_key ?? "", to: one.item.barcode ?? "" };
  found.notes.push(noteOf(one.record, "note", "item-moved-relabelled", one.item.place ?? null, params));
}

function undecided(open: readonly WantedItem[], left: readonly KnownItem[]): LoadNote {
  const [one] = open;
  const named = (labels: readonly string[]): string => labels.join(", ").slice(0, 300);
  return noteOf(one!.record, "warning", "relabel-undecided", one!.item.place ?? null, {
    from: named(left.map((row) => row.barcode_key ?? row.source_key)),
    to: named(open.map((each) => each.item.barcode ?? each.item.sourceKey)),
  });
}
