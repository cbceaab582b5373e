import type { ItemFacts, KnownItem, LoadNote, RecordPlace, WantedItem } from "../../copies/index.ts";
import { noteOf } from "../../copies/index.ts";
import type { BulkTx } from "../../kernel/bulk.ts";

/** A copy that an earlier batch of the load took for a new one, at the place where one went now. */
type CameBefore = {
  id: number;
  record_id: number;
  control_number: string;
  holding_id: number;
  branch_id: number;
  location: string;
  call_number: string;
  source_key: string;
  barcode: string | null;
  barcode_key: string | null;
  item_number: string | null;
  part: string;
  item_class: string;
  for_loan: boolean;
  record_condition: ItemFacts["condition"];
  instance_id: number;
  /** The copy that went. */
  gone_id: number;
};

/** What a copy is from now on, and the holding it belongs to. */
type Pair = { known: KnownItem; wanted: WantedItem; holdingId: number };

/** So many pairs that cannot be decided are told of one batch. */
const MOST_TOLD = 20;

/**
 * Copies whose new record came in an earlier batch than the record that lists them no more: the load has made them anew
 * meanwhile, and both stand at the same branch under the same call number as the same part, in records of one title. Such a
 * pair, when it is the only one, is the same copy: the row made anew goes, unless something hangs on it already (a loan, a
 * request); then both stay, and it is told, as is what cannot be decided. `run`: the load; `places`: its records, by id.
 */
export async function pairWithEarlier(
  tx: BulkTx,
  run: string,
  gone: readonly KnownItem[],
  places: ReadonlyMap<number, RecordPlace>,
): Promise<{ pairs: Pair[]; notes: LoadNote[]; instanceIds: number[] }> {
  const pairs: Pair[] = [];
  const notes: LoadNote[] = [];
  const instanceIds = new Set<number>();
  const left = gone.filter((row) => row.call_number !== "" && row.desk_condition !== "withdrawn");
  const came = left.length === 0 ? [] : await loadCameBefore(tx, run, left);
  const goneOf = Map.groupBy(came, (one) => one.id);
  for (const meeting of groupsOf(left, came)) {
    const { rows, fresh } = meeting;
    const [row, one] = [rows[0]!, fresh[0]!];
    const place = places.get(row.record_id);
    if (place === undefined) continue;
    const tell = (severity: LoadNote["severity"], reason: string): void => {
      if (notes.length < MOST_TOLD)
        notes.push(noteOf(place, severity, reason, null, { from: named(rows), to: named(fresh) }));
    };
    const isOther =
      one.item_number !== null && row.item_number !== null && row.item_number !== one.item_number;
    if (isOther) continue;
    if (rows.length > 1 || fresh.length > 1 || (goneOf.get(one.id)?.length ?? 0) > 1)
      tell("warning", "relabel-undecided");
    else if (await removed(tx, one.id)) {
      pairs.push({ known: row, wanted: wantedOf(one, place), holdingId: one.holding_id });
      instanceIds.add(one.instance_id);
      tell("note", "item-moved-relabelled");
    } else tell("warning", "copy-came-twice");
  }
  return { pairs, notes, instanceIds: [...instanceIds] };
}

function groupsOf(
  gone: readonly KnownItem[],
  came: readonly CameBefore[],
): { rows: KnownItem[]; fresh: CameBefore[] }[] {
  const at = (instance: number, branch: number, callNumber: string, part: string): string =>
    JSON.stringify([instance, branch, callNumber, part]);
  const titleOf = new Map(came.map((one) => [one.gone_id, one.instance_id]));
  const rows = Map.groupBy(
    gone.filter((row) => titleOf.has(row.id)),
    (row) => at(titleOf.get(row.id)!, row.branch_id, row.call_number, row.part),
  );
  const fresh = Map.groupBy(came, (one) => at(one.instance_id, one.branch_id, one.call_number, one.part));
  return [...rows].map(([where, left]) => ({
    rows: left,
    fresh: [...new Map((fresh.get(where) ?? []).map((one) => [one.id, one])).values()],
  }));
}

const named = (rows: readonly { barcode_key: string | null; source_key: string }[]): string =>
  rows
    .map((row) => row.barcode_key ?? row.source_key)
    .join(", ")
    .slice(0, 300);

/** Copies of the load at the places of those that went, in other records of the same member and title. */
async function loadCameBefore(tx: BulkTx, run: string, gone: readonly KnownItem[]): Promise<CameBefore[]> {
  const { rows } = await tx.query<CameBefore>({
    name: "catalogue-items-that-came-before",
    text: `select i.id, i.record_id, r.control_number, i.holding_id, h.branch_id, h.location, h.call_number,
        i.source_key, i.barcode, i.barcode_key, i.item_number, i.part, i.item_class, i.for_loan, i.record_condition,
        r.instance_id, g.id as gone_id
      from unnest($2::bigint[]) g(id)
      join catalogue.item o on o.id = g.id join catalogue.holding oh on oh.id = o.holding_id
      join catalogue.record r0 on r0.id = o.record_id
      join catalogue.record r on r.instance_id = r0.instance_id and r.member_id = r0.member_id and r.id <> r0.id
      join catalogue.item i on i.record_id = r.id and i.run_id = $1 and i.part = o.part
      join catalogue.holding h on h.id = i.holding_id and h.branch_id = oh.branch_id
        and h.call_number = oh.call_number
      where i.record_condition <> 'withdrawn' and o.run_id is distinct from $1 and not i.kept_by_hand
      order by i.id`,
    values: [run, gone.map((row) => row.id)],
  });
  return rows;
}

/** Takes the row of a copy away unless something hangs on it; true when it is gone. */
async function removed(tx: BulkTx, id: number): Promise<boolean> {
  await tx.query("savepoint came_before");
  try {
    await tx.query("delete from catalogue.item i where i.id = $1", [id]);
    await tx.query("release savepoint came_before");
    return true;
  } catch (error) {
    await tx.query("rollback to savepoint came_before");
    if ((error as { code?: string }).code === FOREIGN_KEY) return false;
    throw error;
  }
}

/** PostgreSQL: something refers to the row. */
const FOREIGN_KEY = "23503";

function wantedOf(one: CameBefore, place: RecordPlace): WantedItem {
  return {
    recordId: one.record_id,
    record: place,
    branchId: one.branch_id,
    key: one.barcode_key,
    item: {
      sourceKey: one.source_key,
      location: one.location,
      callNumber: one.call_number,
      part: one.part,
      itemClass: one.item_class,
      forLoan: one.for_loan,
      condition: one.record_condition,
      ...(one.barcode !== null && { barcode: one.barcode }),
      ...(one.item_number !== null && { itemNumber: one.item_number }),
    },
  };
}
