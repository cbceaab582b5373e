import {
  barcodeKey,
  type Identified,
  type ItemFacts,
  identifyItems,
  type KnownItem,
  type LoadNote,
  noteOf,
  pairMovedItems,
  type RecordPlace,
  recordsOfMoves,
  type WantedItem,
} from "../../copies/index.ts";
import { type BulkTx, copyInto, reserveIds } from "../../kernel/bulk.ts";
import { pairWithEarlier } from "./came-before.ts";
import { healClaims } from "./heal-claims.ts";
import { homeBranchOf, type ItemPlaces } from "./item-places.ts";

/** A record and all the items it lists now. */
export type ItemTarget = {
  recordId: number;
  isNew: boolean;
  place: RecordPlace;
  items: ItemFacts[];
};

export type ItemContext = {
  memberId: number;
  places: ItemPlaces;
  /** The load that lists them. */
  runId: string | null;
  /** A dry run: folded barcodes that its earlier batches gave away, and to which record. */
  taken?: Map<string, string>;
  /** Items that earlier batches of the load let go: they may turn up in another record under another label. */
  gone?: KnownItem[];
};

/** So many of these are remembered. */
const MOST_GONE = 20_000;

/** What came of it; `instanceIds`: titles outside the batch that lost an item to it. */
export type ItemsWritten = { notes: LoadNote[]; instanceIds: number[] };

/**
 * Brings holdings and items in line with what the records list. An item keeps its row (loans, holds and transits hang on
 * it) wherever it is listed and however it is labelled; vanished ones are withdrawn. A dry run only looks.
 */
export async function writeItems(
  tx: BulkTx,
  context: ItemContext,
  targets: readonly ItemTarget[],
): Promise<ItemsWritten> {
  if (targets.length === 0) return { notes: [], instanceIds: [] };
  const unknown = new Map<string, { target: ItemTarget; place: string | null }[]>();
  const wanted = targets.flatMap((target) => wantedOf(target, context.places, unknown));
  const notes = unknownPlaces(unknown);
  const scope = new Set(targets.filter((t) => !t.isNew).map((t) => t.recordId));
  const known = await loadKnown(tx, context.memberId, wanted, [...scope]);
  const found = identifyItems(wanted, known, scope, context.taken);
  const earlier = context.gone ?? [];
  pairMovedItems(found, earlier, await titlesOf(tx, recordsOfMoves(found, earlier)));
  notes.push(...found.notes, ...(await relabelledBefore(tx, context.memberId, found.fresh)));
  if (context.taken) {
    for (const one of wanted)
      if (one.key !== null) context.taken.set(one.key, one.record.controlNumber ?? "");
    return { notes, instanceIds: [] };
  }
  const holdingIds = await writeHoldings(tx, wanted, [...scope]);
  const joined = await joinEarlier(tx, context, found, targets, holdingIds);
  notes.push(...joined.notes);
  rememberGone(context, found);
  await withdraw(tx, found);
  const left = await rewriteItems(tx, found, holdingIds, scope);
  await insertItems(tx, context, found, holdingIds);
  const healed = await healClaims(
    tx,
    context.memberId,
    found.gone.flatMap((row) => row.barcode_key ?? []),
  );
  return { notes, instanceIds: [...new Set([...joined.instanceIds, ...left, ...healed])] };
}

/** Copies that went and that an earlier batch of the load had taken for new ones stay, as those ones. */
async function joinEarlier(
  tx: BulkTx,
  { runId }: ItemContext,
  found: Identified,
  targets: readonly ItemTarget[],
  holdingIds: Map<string, number>,
): Promise<ItemsWritten> {
  if (runId === null || found.gone.length === 0) return { notes: [], instanceIds: [] };
  const places = new Map(targets.map((target) => [target.recordId, target.place]));
  const { pairs, ...told } = await pairWithEarlier(tx, runId, found.gone, places);
  for (const { known, wanted, holdingId } of pairs) {
    found.gone.splice(found.gone.indexOf(known), 1);
    found.kept.push({ wanted, known, formerKey: known.barcode_key });
    holdingIds.set(holdingKey(wanted), holdingId);
  }
  return told;
}

async function titlesOf(tx: BulkTx, recordIds: readonly number[]): Promise<Map<number, number>> {
  if (recordIds.length === 0) return new Map();
  const { rows } = await tx.query<{ id: number; instance_id: number }>({
    name: "catalogue-titles-of-records",
    text: "select r.id, r.instance_id from catalogue.record r where r.id = any($1::bigint[])",
    values: [recordIds],
  });
  return new Map(rows.map((row) => [row.id, row.instance_id]));
}

function rememberGone(context: ItemContext, { gone, kept }: Identified): void {
  const back = new Set(kept.map(({ known }) => known.id));
  context.gone = [...(context.gone ?? []), ...gone].filter((row) => !back.has(row.id)).slice(-MOST_GONE);
}

/** An unknown place is told for so many records of a batch one by one, then as a number. */
const MOST_TOLD = 20;

function wantedOf(
  target: ItemTarget,
  places: ItemPlaces,
  unknown: Map<string, { target: ItemTarget; place: string | null }[]>,
): WantedItem[] {
  return target.items.map((item) => {
    const home = homeBranchOf(item, places);
    if (home.unknown !== undefined) {
      const told = unknown.get(home.unknown) ?? [];
      if (told.at(-1)?.target !== target) told.push({ target, place: item.place ?? null });
      unknown.set(home.unknown, told);
    }
    return {
      recordId: target.recordId,
      record: target.place,
      item,
      branchId: home.branchId,
      key: barcodeKey(item),
    };
  });
}

function unknownPlaces(unknown: Map<string, { target: ItemTarget; place: string | null }[]>): LoadNote[] {
  return [...unknown].flatMap(([location, told]) => {
    const notes = told
      .slice(0, MOST_TOLD)
      .map(({ target, place }) => noteOf(target.place, "note", "location-unknown", place, { location }));
    const next = told[MOST_TOLD];
    if (next)
      notes.push(
        noteOf(next.target.place, "note", "location-unknown-more", next.place, {
          location,
          n: told.length - MOST_TOLD,
        }),
      );
    return notes;
  });
}

async function loadKnown(
  tx: BulkTx,
  memberId: number,
  wanted: readonly WantedItem[],
  scope: number[],
): Promise<KnownItem[]> {
  const keys = [...new Set(wanted.flatMap((w) => w.key ?? []))];
  const numbers = [...new Set(wanted.flatMap((w) => w.item.itemNumber ?? []))];
  const { rows } = await tx.query<KnownItem>({
    name: "catalogue-known-items",
    text: `with found as (
        select i.id from catalogue.item i where i.record_id = any($2::bigint[])
        union select i.id from catalogue.item i where i.member_id = $1 and i.barcode_key = any($3::text[])
          and i.barcode is not null
        union select i.id from catalogue.item i where i.member_id = $1 and i.item_number = any($4::text[]))
      select i.id, i.record_id, i.source_key, i.barcode_key, i.item_number, i.record_condition, i.desk_condition,
        i.wanted_key, i.kept_by_hand, h.branch_id, h.location, h.call_number, i.part
      from found f join catalogue.item i on i.id = f.id join catalogue.holding h on h.id = i.holding_id order by i.id`,
    values: [memberId, scope, keys, numbers],
  });
  return rows;
}

/** A label that comes as a new item and was the old label of another: perhaps that item was not relabelled after all. */
async function relabelledBefore(
  tx: BulkTx,
  memberId: number,
  fresh: readonly WantedItem[],
): Promise<LoadNote[]> {
  const keys = fresh.flatMap((one) => one.key ?? []);
  if (keys.length === 0) return [];
  const { rows } = await tx.query<{ former_key: string; barcode: string | null }>({
    name: "catalogue-former-labels",
    text: `select i.former_key, i.barcode from catalogue.item i
      where i.member_id = $1 and i.former_key = any($2::text[])`,
    values: [memberId, keys],
  });
  const labels = new Map(rows.map((row) => [row.former_key, row.barcode ?? ""]));
  return fresh.flatMap((one) => {
    const now = one.key === null ? undefined : labels.get(one.key);
    if (now === undefined) return [];
    const params = { barcode: one.item.barcode!, other: now };
    return [noteOf(one.record, "warning", "label-came-back", one.item.place ?? null, params)];
  });
}

function holdingKey(w: WantedItem): string {
  return JSON.stringify([w.recordId, w.branchId, w.item.location, w.item.callNumber]);
}

async function writeHoldings(
  tx: BulkTx,
  wanted: readonly WantedItem[],
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
      ids.set(JSON.stringify([row.record_id, row.branch_id, row.location, row.call_number]), row.id);
  }
  const missing = new Map<string, WantedItem>();
  for (const w of wanted) if (!ids.has(holdingKey(w))) missing.set(holdingKey(w), w);
  const reserved = await reserveIds(tx, "catalogue.holding", missing.size);
  const rows = [...missing].map(([key, w], i) => {
    ids.set(key, reserved[i]!);
    return [reserved[i]!, w.recordId, w.branchId, w.item.location, w.item.callNumber] as const;
  });
  await copyInto(tx, "catalogue.holding", ["id", "record_id", "branch_id", "location", "call_number"], rows);
  return ids;
}

/** Items no record lists any more. A key that another item of the record bears from now on is left to that one. */
async function withdraw(tx: BulkTx, { gone, kept, fresh }: Identified): Promise<void> {
  if (gone.length === 0) return;
  const needed = new Set(
    [...kept.map((k) => k.wanted), ...fresh].map((w) => `${w.recordId}|${w.item.sourceKey}`),
  );
  const inTheWay = gone
    .filter((row) => needed.has(`${row.record_id}|${row.source_key}`))
    .map((row) => row.id);
  await tx.query(
    `update catalogue.item i set record_condition = 'withdrawn', wanted_key = null, version = i.version + 1,
        desk_condition = case when i.desk_condition = 'good' then null else i.desk_condition end,
        condition = 'withdrawn',
        source_key = case when i.id = any($2::bigint[]) then i.source_key || ' ~' || i.id else i.source_key end
      where i.id = any($1::bigint[])`,
    [gone.map((row) => row.id), inTheWay],
  );
}

/** Returns the instances outside the batch that an item left. */
async function rewriteItems(
  tx: BulkTx,
  { kept, claims }: Identified,
  holdingIds: Map<string, number>,
  scope: ReadonlySet<number>,
): Promise<number[]> {
  if (kept.length === 0) return [];
  const changing = kept.filter((k) => k.known.barcode_key !== null && k.known.barcode_key !== k.wanted.key);
  // Labels may be swapped: all that change are free before any is given.
  if (changing.length > 0)
    await tx.query("update catalogue.item i set barcode = null where i.id = any($1::bigint[])", [
      changing.map((k) => k.known.id),
    ]);
  await tx.query(REWRITE, [
    kept.map((k) => k.known.id),
    kept.map((k) => k.wanted.recordId),
    kept.map((k) => holdingIds.get(holdingKey(k.wanted))!),
    kept.map((k) => k.wanted.item.sourceKey),
    kept.map((k) => (k.wanted.key === null ? null : k.wanted.item.barcode!)),
    kept.map((k) => k.wanted.branchId),
    kept.map((k) => k.wanted.item.part),
    kept.map((k) => k.wanted.item.itemClass),
    kept.map((k) => k.wanted.item.forLoan),
    kept.map((k) => k.wanted.item.condition),
    kept.map((k) => k.wanted.item.itemNumber ?? null),
    kept.map((k) => k.formerKey),
    kept.map((k) => claims.get(k.wanted) ?? null),
  ]);
  const left = kept.filter((k) => k.known.record_id !== k.wanted.recordId && !scope.has(k.known.record_id));
  if (left.length === 0) return [];
  const { rows } = await tx.query<{ instance_id: number }>(
    "select distinct r.instance_id from catalogue.record r where r.id = any($1::bigint[])",
    [left.map((k) => k.known.record_id)],
  );
  return rows.map((row) => row.instance_id);
}

// The records' columns only. The condition follows from what the records say and what the desk declared; a place the
// desk has told stays, and so do loan, hold and transit, which hang on the row.
const REWRITE = `
  update catalogue.item i set record_id = v.record_id, holding_id = v.holding_id, source_key = v.source_key,
    barcode = v.barcode, home_branch_id = v.branch_id,
    current_branch_id = case when i.placed_at_desk or i.current_branch_id <> i.home_branch_id
      then i.current_branch_id else v.branch_id end,
    part = v.part, item_class = v.item_class, for_loan = v.for_loan,
    item_number = coalesce(v.item_number, i.item_number), former_key = coalesce(v.former_key, i.former_key),
    wanted_key = v.wanted_key, record_condition = v.condition, desk_condition = d.declared,
    condition = catalogue.item_condition(v.condition, d.declared), version = i.version + 1
  from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::int[], $7::text[], $8::text[],
      $9::boolean[], $10::text[], $11::text[], $12::text[], $13::text[])
    v(id, record_id, holding_id, source_key, barcode, branch_id, part, item_class, for_loan, condition, item_number,
      former_key, wanted_key)
  join catalogue.item o on o.id = v.id
  cross join lateral (select case when o.desk_condition = 'good' and o.record_condition <> v.condition then null
    else o.desk_condition end as declared) d
  where i.id = v.id and (i.record_id, i.holding_id, i.source_key, i.barcode, i.home_branch_id, i.part, i.item_class,
      i.for_loan, i.record_condition, i.item_number, i.wanted_key)
    is distinct from (v.record_id, v.holding_id, v.source_key, v.barcode, v.branch_id, v.part, v.item_class, v.for_loan,
      v.condition, coalesce(v.item_number, i.item_number), v.wanted_key)`;

async function insertItems(
  tx: BulkTx,
  context: ItemContext,
  { fresh, claims }: Identified,
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
      "record_condition",
      "for_loan",
      "item_number",
      "wanted_key",
      "run_id",
    ],
    fresh.map((w) => [
      w.recordId,
      holdingIds.get(holdingKey(w))!,
      context.memberId,
      w.item.sourceKey,
      w.key === null ? null : w.item.barcode!,
      w.branchId,
      w.branchId,
      w.item.part,
      w.item.itemClass,
      w.item.condition,
      w.item.condition,
      w.item.forLoan,
      w.item.itemNumber ?? null,
      claims.get(w) ?? null,
      context.runId,
    ]),
  );
}
