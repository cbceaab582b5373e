import { type CompactRecord, fromCompact } from "@commonshelf/marc";
import { type AudienceRule, audienceByField, audienceNumber } from "../audience/index.ts";
import type { Audience } from "../audience/words.ts";
import { publishBulk, type Statements } from "../kernel/bulk.ts";
import { matchKeysOf } from "../matching/index.ts";
import { bulkOf } from "./bench/bulk-of.ts";
import { mergeInstances, refreshInstances } from "./instances.ts";
import type { Existing } from "./loads/batch.ts";
import { matchAnew, takeTurn } from "./place-records.ts";
import type { PreparedRecord } from "./prepare-record.ts";

/** A library's rules of who sees what, as a batch needs them. */
export async function audienceRules(tx: Statements, memberId: number): Promise<AudienceRule[]> {
  const { rows } = await tx.query<AudienceRule>({
    name: "catalogue-audience-rules",
    text: `select r.kind, r.place, r.value, r.audience from audience.rule_line r
      where r.member_id = $1 order by r.position`,
    values: [memberId],
  });
  return rows;
}

/** Says of each record for whom it is; one that is not for everybody is compared with no other. */
export function decideAudiences(
  memberId: number,
  rules: readonly AudienceRule[],
  records: readonly PreparedRecord[],
  existing: ReadonlyMap<string, Existing>,
): void {
  const byField = rules.filter((rule) => rule.kind === "field");
  for (const record of records) {
    const chosen = existing.get(record.controlNumber)?.chosen;
    const ruled =
      chosen || byField.length === 0
        ? undefined
        : audienceByField(byField, fromCompact(JSON.parse(record.marcJson)));
    record.audience = audienceNumber(chosen ?? ruled ?? "region", memberId);
    if (record.audience === 0) continue;
    record.keys = [];
    record.lookupKeys = [];
  }
}

/** Brings the copies of these records in line with what was chosen for them and with their library's rules. */
export async function shareItems(tx: Statements, recordIds: readonly number[]): Promise<number[]> {
  const { rows } = await tx.query<{ record_id: number }>(
    `update catalogue.item i
      set audience = audience.of_item(i.member_id, i.audience_chosen, h.location, i.item_class, h.call_number)
      from catalogue.holding h where h.id = i.holding_id and i.record_id = any($1::bigint[]) and i.audience
        <> audience.of_item(i.member_id, i.audience_chosen, h.location, i.item_class, h.call_number)
      returning i.record_id`,
    [recordIds],
  );
  return [...new Set(rows.map((row) => row.record_id))];
}

/** Somebody chooses for whom a copy is; null: what the rules say. */
export async function chooseItemAudience(
  tx: Parameters<typeof bulkOf>[0],
  itemId: number,
  chosen: Audience | null,
): Promise<void> {
  const bulk = bulkOf(tx);
  const { rows } = await bulk.query<{ record_id: number }>(
    "update catalogue.item i set audience_chosen = $2, version = i.version + 1 where i.id = $1 returning i.record_id",
    [itemId, chosen],
  );
  await tellItems(
    bulk,
    await shareItems(
      bulk,
      rows.map((row) => row.record_id),
    ),
  );
}

async function tellItems(tx: Statements, recordIds: readonly number[]): Promise<void> {
  if (recordIds.length === 0) return;
  const { rows } = await tx.query<{ id: number }>(
    `update catalogue.instance i set version = i.version + 1, changed_at = now()
      where i.id in (select r.instance_id from catalogue.record r where r.id = any($1::bigint[])) returning i.id`,
    [recordIds],
  );
  await publishBulk(tx, "instances-changed", { instanceIds: rows.map((row) => row.id) });
}

/** Somebody chooses for whom a record is; null: what the rules say. */
export async function chooseRecordAudience(
  tx: Parameters<typeof bulkOf>[0],
  recordId: number,
  chosen: Audience | null,
): Promise<void> {
  const bulk = bulkOf(tx);
  await takeTurn(bulk);
  await bulk.query("update catalogue.record set audience_chosen = $2 where id = $1", [recordId, chosen]);
  await renewAudiences(bulk, [recordId]);
}

type Row = {
  id: number;
  member_id: number;
  marc: CompactRecord;
  chosen: Audience | null;
  audience: number;
  profile: Parameters<typeof matchKeysOf>[0];
};

/**
 * Brings records and their copies in line with what was chosen and with the rules: those that are not for everybody any more
 * leave their titles for one of their own, others find the titles they belong to. Harvesters are told by the date of change.
 */
export async function renewAudiences(tx: Statements, recordIds: readonly number[]): Promise<void> {
  await takeTurn(tx);
  await tellItems(tx, await shareItems(tx, recordIds));
  const { rows } = await tx.query<Row>(
    `select r.id, r.member_id, r.marc, r.audience_chosen as chosen, r.audience, d.profile
      from catalogue.record r join catalogue.description d on d.record_id = r.id
      where r.id = any($1::bigint[]) and r.deleted_at is null`,
    [recordIds],
  );
  const rules = new Map<number, AudienceRule[]>();
  for (const id of new Set(rows.map((row) => row.member_id))) rules.set(id, await audienceRules(tx, id));
  const changed = rows.flatMap((row) => {
    const ruled = row.chosen ?? audienceByField(rules.get(row.member_id)!, fromCompact(row.marc)) ?? "region";
    const audience = audienceNumber(ruled, row.member_id);
    return audience === row.audience ? [] : [{ ...row, audience }];
  });
  if (changed.length === 0) return;
  const ids = changed.map((row) => row.id);
  await tx.query(
    `update catalogue.record r set audience = v.audience, changed_at = now()
      from unnest($1::bigint[], $2::int[]) v(id, audience) where r.id = v.id`,
    [ids, changed.map((row) => row.audience)],
  );
  await tx.query("delete from catalogue.match_key where record_id = any($1::bigint[])", [ids]);
  const keys = changed.flatMap((row) =>
    row.audience === 0 ? matchKeysOf(row.profile).map((key) => ({ key, id: row.id })) : [],
  );
  await tx.query(
    "insert into catalogue.match_key (key, record_id) select * from unnest($1::bigint[], $2::bigint[])",
    [keys.map((one) => one.key), keys.map((one) => one.id)],
  );
  await matchAnew(tx, ids);
  const { rows: titles } = await tx.query<{ id: number }>(
    "select distinct r.instance_id as id from catalogue.record r where r.id = any($1::bigint[])",
    [ids],
  );
  const instanceIds = titles.map((row) => row.id);
  await refreshInstances(tx, await mergeInstances(tx, instanceIds, new Set(), [], new Set()), new Map());
  await publishBulk(tx, "instances-changed", { instanceIds });
}
