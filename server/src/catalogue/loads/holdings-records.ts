import { hash } from "node:crypto";
import {
  type CompactRecord,
  controlValue,
  fromCompact,
  type MarcRecord,
  recordFlavour,
  toCompact,
} from "@commonshelf/marc";
import {
  builtInProfiles,
  type ItemFacts,
  type ItemProfile,
  type LoadNote,
  type RecordPlace,
  readItems,
} from "../../copies/index.ts";
import type { BulkTx } from "../../kernel/bulk.ts";

/** A member's holdings record (MARC 21 Format for Holdings Data) under the number of its title (004). */
export type PreparedHoldings = {
  place: RecordPlace & { controlNumber: string };
  titleNumber: string;
  isDeleted: boolean;
  marcJson: string;
  contentHash: string;
  items: ItemFacts[];
  found: number;
  notes: LoadNote[];
};

const LONGEST_NUMBER = 100;
const FALLBACK = builtInProfiles.filter((profile) => profile.name === "marc21-876");

/** True for a holdings record: leader/06 u, v, x or y in MARC 21. */
export function isHoldings(record: MarcRecord): boolean {
  return "uvxy".includes(record.leader[6] ?? "a") && recordFlavour(record) === "marc21";
}

/** Number of the title a holdings record belongs to (004); empty when it names none. */
export function titleNumberOf(record: MarcRecord): string {
  return (controlValue(record, "004") ?? "").trim().slice(0, LONGEST_NUMBER);
}

/** Items of a holdings record, their keys its own: two holdings of one title may list unlabelled copies alike. */
export function holdingsItems(
  record: MarcRecord,
  number: string,
  profiles: readonly ItemProfile[],
): ReturnType<typeof readItems> {
  const reading = readItems(record, [...profiles, ...FALLBACK]);
  const items = reading.items.map((item) =>
    item.barcode ? item : { ...item, sourceKey: `${number}|${item.sourceKey}` },
  );
  return { ...reading, items };
}

/** Hash by which a later load knows the record again. */
export function contentHashOf(text: string): string {
  return hash("sha256", text, "buffer").readBigInt64BE(0).toString();
}

/** The stored form of a record. */
export function storedForm(record: MarcRecord): string {
  return JSON.stringify(toCompact(record));
}

type Stored = { id: number; control_number: string; title_number: string; content_hash: string };

/** What writing them came to: counts, and the numbers of titles whose items may have changed. */
export type HoldingsWritten = { created: number; updated: number; unchanged: number; titles: Set<string> };

/** Keeps a batch's holdings records: new, changed, deleted or untouched. A dry run (`write` false) only counts. */
export async function writeHoldingsRecords(
  tx: BulkTx,
  context: { memberId: number; actorId: string; runId: string | null },
  records: readonly PreparedHoldings[],
  write: boolean,
): Promise<HoldingsWritten> {
  const written: HoldingsWritten = { created: 0, updated: 0, unchanged: 0, titles: new Set() };
  // Of a number that comes twice in a batch the last record counts.
  const last = new Map(records.map((record) => [record.place.controlNumber, record]));
  written.unchanged += records.length - last.size;
  if (last.size === 0) return written;
  const { rows } = await tx.query<Stored>(
    `select h.id, h.control_number, h.title_number, h.content_hash::text as content_hash
      from catalogue.holdings_record h where h.member_id = $1 and h.control_number = any($2::text[])`,
    [context.memberId, [...last.keys()]],
  );
  const known = new Map(rows.map((row) => [row.control_number, row]));
  const kept: PreparedHoldings[] = [];
  const gone: number[] = [];
  for (const record of last.values()) {
    const before = known.get(record.place.controlNumber);
    const isSame = before && !record.isDeleted && before.content_hash === record.contentHash;
    if (isSame || (!before && record.isDeleted)) {
      written.unchanged++;
      continue;
    }
    if (before) {
      written.updated++;
      written.titles.add(before.title_number);
    } else written.created++;
    if (record.isDeleted) gone.push(before!.id);
    else {
      kept.push(record);
      written.titles.add(record.titleNumber);
    }
  }
  if (!write) return written;
  if (gone.length > 0) {
    // What it was is kept under the load that took it away.
    await tx.query("update catalogue.holdings_record h set run_id = $2 where h.id = any($1::bigint[])", [
      gone,
      context.runId,
    ]);
    await tx.query("delete from catalogue.holdings_record h where h.id = any($1::bigint[])", [gone]);
  }
  if (kept.length > 0) await store(tx, context, kept);
  return written;
}

async function store(
  tx: BulkTx,
  context: { memberId: number; actorId: string; runId: string | null },
  kept: readonly PreparedHoldings[],
): Promise<void> {
  await tx.query(
    `insert into catalogue.holdings_record as h
        (member_id, control_number, title_number, marc, content_hash, changed_by, run_id)
      select $1, v.number, v.title, v.marc::json, v.hash, $6, $7
      from unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) v(number, title, marc, hash)
      on conflict (member_id, control_number) do update set title_number = excluded.title_number, marc = excluded.marc,
        content_hash = excluded.content_hash, changed_by = excluded.changed_by, changed_at = now(), run_id = excluded.run_id`,
    [
      context.memberId,
      kept.map((h) => h.place.controlNumber),
      kept.map((h) => h.titleNumber),
      kept.map((h) => h.marcJson),
      kept.map((h) => h.contentHash),
      context.actorId,
      context.runId,
    ],
  );
}

/** Items that the holdings records of these titles list, by title number. */
export async function itemsOfHoldings(
  tx: BulkTx,
  memberId: number,
  titleNumbers: readonly string[],
  profiles: readonly ItemProfile[],
): Promise<Map<string, ItemFacts[]>> {
  const found = new Map<string, ItemFacts[]>();
  if (titleNumbers.length === 0) return found;
  const { rows } = await tx.query<{ title_number: string; control_number: string; marc: CompactRecord }>({
    name: "catalogue-holdings-of-titles",
    text: `select h.title_number, h.control_number, h.marc from catalogue.holdings_record h
      where h.member_id = $1 and h.title_number = any($2::text[]) order by h.title_number, h.control_number`,
    values: [memberId, titleNumbers],
  });
  for (const row of rows) {
    const items = holdingsItems(fromCompact(row.marc), row.control_number, profiles).items;
    found.set(row.title_number, [...(found.get(row.title_number) ?? []), ...items]);
  }
  return found;
}

/** A title of the member that is not in the batch, with the items its own fields list. */
export type TitleOutside = {
  recordId: number;
  instanceId: number;
  controlNumber: string;
  items: ItemFacts[];
};

/** The member's live titles of these numbers. */
export async function titlesOutside(
  tx: BulkTx,
  memberId: number,
  numbers: readonly string[],
  profiles: readonly ItemProfile[],
): Promise<TitleOutside[]> {
  if (numbers.length === 0) return [];
  const { rows } = await tx.query<{
    id: number;
    instance_id: number;
    control_number: string;
    marc: CompactRecord;
  }>(
    `select r.id, r.instance_id, r.control_number, r.marc from catalogue.record r
      where r.member_id = $1 and r.control_number = any($2::text[]) and r.deleted_at is null`,
    [memberId, numbers],
  );
  return rows.map((row) => ({
    recordId: row.id,
    instanceId: row.instance_id,
    controlNumber: row.control_number,
    items: readItems(fromCompact(row.marc), profiles).items,
  }));
}

/** Holdings records of a run whose titles the member does not have: they wait for them. At most `limit`. */
export async function waitingHoldings(
  tx: BulkTx,
  runId: string,
  limit: number,
): Promise<{ controlNumber: string; titleNumber: string }[]> {
  const { rows } = await tx.query<{ control_number: string; title_number: string }>(
    `select h.control_number, h.title_number from catalogue.holdings_record h
      where h.run_id = $1 and not exists (select 1 from catalogue.record r where r.member_id = h.member_id
        and r.control_number = h.title_number and r.deleted_at is null)
      order by h.id limit $2`,
    [runId, limit],
  );
  return rows.map((row) => ({ controlNumber: row.control_number, titleNumber: row.title_number }));
}
