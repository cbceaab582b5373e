import { foldCode } from "../kernel/text.ts";
import type { ItemFacts } from "./item-facts.ts";
import { type LoadNote, noteOf, type RecordPlace } from "./load-note.ts";

/** An item as a record lists it now. */
export type WantedItem = {
  recordId: number;
  record: RecordPlace;
  item: ItemFacts;
  branchId: number;
  /** Folded barcode; null: none, or another item bears it. */
  key: string | null;
};

/** An item the catalogue has. */
export type KnownItem = {
  id: number;
  record_id: number;
  source_key: string;
  barcode_key: string | null;
  item_number: string | null;
  record_condition: string;
  desk_condition: string | null;
  wanted_key: string | null;
  /** A cataloguer looks after it: loads leave it alone. */
  kept_by_hand: boolean;
  branch_id: number;
  location: string;
  call_number: string;
  part: string;
};

/** Who is who: known items that stay (perhaps elsewhere or under another label), new ones, those no longer listed. */
export type Identified = {
  kept: { wanted: WantedItem; known: KnownItem; formerKey: string | null }[];
  fresh: WantedItem[];
  gone: KnownItem[];
  /** Wanted items that another item's barcode was kept from, with that barcode. */
  claims: Map<WantedItem, string>;
  notes: LoadNote[];
};

/**
 * Finds out which of the listed items are which of the known ones. In this order: the member's own item number; the
 * barcode, in this record or any other of the member that does not list it any more; for unlabelled items what the
 * record says of them; at last the only copy at its place that changed its label. What cannot be decided becomes a note.
 * `scope`: records that say now what they list; items of other records are left alone unless nothing lists them.
 */
export function identifyItems(
  wanted: readonly WantedItem[],
  known: readonly KnownItem[],
  scope: ReadonlySet<number>,
  taken: ReadonlyMap<string, string> = new Map(),
): Identified {
  const byHand = known.filter((row) => row.kept_by_hand);
  const kept = byHand.length === 0 ? [] : wanted.filter((one) => byHand.some((row) => isListed(one, row)));
  const open = kept.length === 0 ? wanted : wanted.filter((one) => !kept.includes(one));
  const free = known.filter((row) => !row.kept_by_hand);
  const state = new Identification(open, free, scope, taken);
  state.byNumber();
  state.byBarcode();
  state.bySourceKey();
  state.byPlace();
  const result = state.result();
  for (const { record, item } of kept)
    result.notes.push(
      noteOf(record, "note", "item-by-hand", item.place ?? null, {
        barcode: item.barcode ?? item.callNumber,
      }),
    );
  return result;
}

/** Whether a record lists the item that a cataloguer looks after, wherever that stands now. */
function isListed({ key, item, recordId }: WantedItem, row: KnownItem): boolean {
  if (key !== null && row.barcode_key !== null) return key === row.barcode_key;
  if (item.itemNumber && row.item_number !== null) return item.itemNumber === row.item_number;
  return row.record_id === recordId && row.source_key === item.sourceKey;
}

function isAtSamePlace({ item, branchId }: WantedItem, row: KnownItem): boolean {
  const isSame = item.callNumber === row.call_number && item.part === row.part && branchId === row.branch_id;
  return isSame && item.callNumber !== "";
}

class Identification {
  private readonly matches = new Map<WantedItem, { known: KnownItem; formerKey: string | null }>();
  private readonly used = new Set<number>();
  private readonly claims = new Map<WantedItem, string>();
  private readonly notes: LoadNote[] = [];
  private readonly wantedKeys = new Map<string, WantedItem>();

  private readonly wanted: readonly WantedItem[];
  private readonly known: readonly KnownItem[];
  private readonly scope: ReadonlySet<number>;
  private readonly taken: ReadonlyMap<string, string>;
  constructor(
    wanted: readonly WantedItem[],
    known: readonly KnownItem[],
    scope: ReadonlySet<number>,
    taken: ReadonlyMap<string, string>,
  ) {
    this.wanted = wanted;
    this.known = known;
    this.scope = scope;
    this.taken = taken;
  }

  private match(wanted: WantedItem, known: KnownItem, formerKey: string | null = null): void {
    this.used.add(known.id);
    this.matches.set(wanted, { known, formerKey });
  }

  private tell(
    wanted: WantedItem,
    severity: LoadNote["severity"],
    reason: string,
    params: LoadNote["params"],
  ): void {
    this.notes.push(noteOf(wanted.record, severity, reason, wanted.item.place ?? null, params));
  }

  byNumber(): void {
    const rows = Map.groupBy(
      this.known.filter((row) => row.item_number !== null),
      (row) => row.item_number!,
    );
    if (rows.size === 0) return;
    const counts = new Map<string, number>();
    for (const { item } of this.wanted)
      if (item.itemNumber) counts.set(item.itemNumber, (counts.get(item.itemNumber) ?? 0) + 1);
    for (const one of this.wanted) {
      const number = one.item.itemNumber;
      if (!number) continue;
      const found = (rows.get(number) ?? []).filter((row) => !this.used.has(row.id));
      const own = found.find((row) => row.record_id === one.recordId);
      // Elsewhere the number alone may be a mere copy number: the label has to agree, or be missing on one side, or the
      // place has to.
      const other = found.find(
        (row) =>
          counts.get(number) === 1 &&
          row.desk_condition !== "withdrawn" &&
          (row.barcode_key === null ||
            one.key === null ||
            row.barcode_key === one.key ||
            isAtSamePlace(one, row)),
      );
      const row = own ?? other;
      if (!row) continue;
      const relabelled = row.barcode_key !== null && one.key !== null && row.barcode_key !== one.key;
      this.match(one, row, relabelled ? row.barcode_key : null);
      if (relabelled)
        this.tell(one, "note", "item-relabelled", { from: row.barcode_key!, to: one.item.barcode! });
    }
  }

  byBarcode(): void {
    const rows = Map.groupBy(
      this.known.filter((row) => row.barcode_key !== null),
      (row) => row.barcode_key!,
    );
    const lists = new Set(
      this.wanted.flatMap((one) => (one.key === null ? [] : [`${one.recordId}|${one.key}`])),
    );
    for (const one of this.wanted) {
      if (one.key === null) continue;
      const rival = this.wantedKeys.get(one.key);
      const earlier = this.taken.get(one.key);
      if (rival || earlier !== undefined) {
        this.claim(one, rival?.record.controlNumber ?? earlier ?? "");
        continue;
      }
      if (this.matches.has(one)) {
        // The number decided; the label may still be another item's.
        const bearer = (rows.get(one.key) ?? []).find(
          (row) => !this.used.has(row.id) && this.holds(row, one, lists),
        );
        if (bearer) this.claim(one, "");
        else this.wantedKeys.set(one.key, one);
        continue;
      }
      const found = (rows.get(one.key) ?? []).filter((row) => !this.used.has(row.id));
      const row = this.bearerOf(one, found, lists);
      if (row === "taken") this.claim(one, "");
      else {
        this.wantedKeys.set(one.key, one);
        if (row) this.match(one, row);
      }
    }
  }

  /** True when this row keeps its barcode: in use in a record that still lists it, or that says nothing now. */
  private holds(row: KnownItem, one: WantedItem, lists: ReadonlySet<string>): boolean {
    if (row.record_condition === "withdrawn" || row.desk_condition === "withdrawn") return false;
    if (row.record_id === one.recordId) return false;
    return !this.scope.has(row.record_id) || lists.has(`${row.record_id}|${row.barcode_key}`);
  }

  private bearerOf(
    one: WantedItem,
    found: KnownItem[],
    lists: ReadonlySet<string>,
  ): KnownItem | "taken" | undefined {
    const listed = (row: KnownItem): boolean => row.record_condition !== "withdrawn";
    const own = found.filter((row) => row.record_id === one.recordId);
    const best = own.find(listed) ?? own.at(-1);
    if (best) return best;
    if (found.some((row) => this.holds(row, one, lists))) return "taken";
    // What the desk withdrew is gone for good: its label may serve a new copy.
    const free = found.filter((row) => row.desk_condition !== "withdrawn");
    const moved = free.find(listed) ?? free.at(-1);
    if (moved) this.tell(one, "note", "item-moved", { barcode: one.item.barcode! });
    return moved;
  }

  private claim(one: WantedItem, owner: string): void {
    this.claims.set(one, one.key!);
    this.tell(one, "warning", "barcode-taken", { barcode: one.item.barcode!, owner });
    one.key = null;
  }

  bySourceKey(): void {
    const rows = new Map(
      this.known
        .filter((row) => !this.used.has(row.id) && row.barcode_key === null)
        .map((row) => [`${row.record_id}|${row.source_key}`, row]),
    );
    for (const one of this.wanted) {
      if (this.matches.has(one)) continue;
      const row = rows.get(`${one.recordId}|${one.item.sourceKey}`);
      if (row && !this.used.has(row.id)) this.match(one, row);
    }
  }

  /** The label is new, the copy is not: one listed before and one listed now are left over at the same place. */
  byPlace(): void {
    const fresh = Map.groupBy(
      this.wanted.filter(
        (one) => !this.matches.has(one) && !this.claims.has(one) && this.scope.has(one.recordId),
      ),
      (one) => one.recordId,
    );
    const lost = Map.groupBy(
      this.known.filter((row) => this.isGone(row)),
      (row) => row.record_id,
    );
    for (const [recordId, listed] of fresh) {
      const left = lost.get(recordId);
      if (left) this.pairLeft(listed, left);
    }
  }

  private isGone(row: KnownItem): boolean {
    return this.scope.has(row.record_id) && !this.used.has(row.id) && row.record_condition !== "withdrawn";
  }

  private pairLeft(fresh: WantedItem[], left: KnownItem[]): void {
    const place = (branch: number, location: string, callNumber: string, part: string): string =>
      JSON.stringify([branch, location, callNumber, part]);
    const rows = Map.groupBy(left, (row) => place(row.branch_id, row.location, row.call_number, row.part));
    const items = Map.groupBy(fresh, (one) =>
      place(one.branchId, one.item.location, one.item.callNumber, one.item.part),
    );
    for (const [where, listed] of items) {
      const known = rows.get(where) ?? [];
      if (listed.length === 1 && known.length === 1) this.relabel(listed[0]!, known[0]!);
    }
    const open = fresh.filter((one) => !this.matches.has(one));
    const gone = left.filter((row) => !this.used.has(row.id));
    if (open.length === 0 || gone.length === 0) return;
    const [one, row] = [open[0]!, gone[0]!];
    const alike =
      one.item.part === row.part &&
      (one.item.callNumber === row.call_number || one.branchId === row.branch_id);
    if (open.length === 1 && gone.length === 1 && alike) this.relabel(one, row);
    else
      this.tell(one, "warning", "relabel-undecided", {
        from: gone
          .map((each) => each.barcode_key ?? each.source_key)
          .join(", ")
          .slice(0, 300),
        to: open
          .map((each) => each.item.barcode ?? each.item.sourceKey)
          .join(", ")
          .slice(0, 300),
      });
  }

  private relabel(one: WantedItem, row: KnownItem): void {
    // Two numbers of the member's own system are two items, whatever their labels.
    const number = one.item.itemNumber;
    if (number && row.item_number !== null && row.item_number !== number) return;
    this.match(one, row, row.barcode_key);
    const to = one.item.barcode ?? "";
    if (row.barcode_key !== null || to)
      this.tell(one, "note", "item-relabelled", { from: row.barcode_key ?? "", to });
  }

  result(): Identified {
    const kept: Identified["kept"] = [];
    const fresh: WantedItem[] = [];
    for (const one of this.wanted) {
      const found = this.matches.get(one);
      if (found) kept.push({ wanted: one, ...found });
      else fresh.push(one);
    }
    const gone = this.known.filter((row) => this.isGone(row));
    return { kept, fresh, gone, claims: this.claims, notes: this.notes };
  }
}

/** The folded form of an item's barcode; null for none. */
export function barcodeKey(item: ItemFacts): string | null {
  return item.barcode === undefined ? null : foldCode(item.barcode) || null;
}
