import type { BulkTx } from "../../kernel/bulk.ts";

/**
 * A barcode came free that a record of another title has claimed: it was the same copy all the time, listed there before
 * its old record let it go. The copy with its history takes the claimant's place; the claimant, which never had a label
 * and so was never lent, goes. Returns the instances concerned.
 */
export async function healClaims(tx: BulkTx, memberId: number, keys: readonly string[]): Promise<number[]> {
  if (keys.length === 0) return [];
  const { rows: pairs } = await tx.query<{
    id: number;
    claimant: number;
    source_key: string;
    condition: string;
    from_instance: number;
    to_instance: number;
  }>(
    `select distinct on (i.id) i.id, c.id as claimant, c.source_key, c.record_condition as condition, r.instance_id as from_instance,
        t.instance_id as to_instance
      from catalogue.item c
      join catalogue.item i on i.member_id = c.member_id and i.barcode_key = c.wanted_key
      join catalogue.record r on r.id = i.record_id
      join catalogue.record t on t.id = c.record_id and t.deleted_at is null
      where c.member_id = $1 and c.wanted_key = any($2::text[]) and c.record_condition <> 'withdrawn'
        and i.record_condition = 'withdrawn' and i.desk_condition is distinct from 'withdrawn' and i.id <> c.id
        and not exists (select 1 from catalogue.item o where o.member_id = i.member_id
          and o.barcode_key = i.barcode_key and o.condition <> 'withdrawn' and o.id <> i.id)
      order by i.id, c.id`,
    [memberId, keys],
  );
  if (pairs.length === 0) return [];
  const ids = pairs.map((p) => p.id);
  const claimants = pairs.map((p) => p.claimant);
  await tx.query(
    `update catalogue.item c set wanted_key = null, source_key = c.source_key || ' ~' || c.id,
        record_condition = 'withdrawn', condition = 'withdrawn', version = c.version + 1
      where c.id = any($1::bigint[])`,
    [claimants],
  );
  await tx.query(
    `update catalogue.item i set record_id = c.record_id, holding_id = c.holding_id, source_key = v.source_key,
        home_branch_id = c.home_branch_id, part = c.part, item_class = c.item_class, for_loan = c.for_loan,
        record_condition = v.condition, condition = catalogue.item_condition(v.condition, i.desk_condition),
        version = i.version + 1
      from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[]) v(id, claimant, source_key, condition)
      join catalogue.item c on c.id = v.claimant
      where i.id = v.id`,
    [ids, claimants, pairs.map((p) => p.source_key), pairs.map((p) => p.condition)],
  );
  return [...new Set(pairs.flatMap((p) => [p.from_instance, p.to_instance]))];
}

/** Records among these that list an item whose barcode another one bears: they are looked at again by every load. */
export async function recordsWithClaims(tx: BulkTx, recordIds: readonly number[]): Promise<Set<number>> {
  if (recordIds.length === 0) return new Set();
  const { rows } = await tx.query<{ record_id: number }>({
    name: "catalogue-records-with-claims",
    text: `select distinct i.record_id from catalogue.item i
      where i.record_id = any($1::bigint[]) and i.wanted_key is not null`,
    values: [recordIds],
  });
  return new Set(rows.map((row) => row.record_id));
}
