import type { Statements } from "../kernel/bulk.ts";
import type { PinnedPairs } from "./cluster.ts";
import type { Verdict } from "./words.ts";

/** What people said of these records, the newest first. */
export async function pinsOf(tx: Statements, recordIds: readonly number[]): Promise<PinnedPairs> {
  if (recordIds.length === 0) return { same: [], apart: [] };
  const { rows } = await tx.query<{ low_id: number; high_id: number; verdict: Verdict }>({
    name: "matching-pins",
    text: `select p.low_id, p.high_id, p.verdict from matching.pin p
      where p.lifted_at is null and p.low_id = any($1::bigint[]) and p.high_id = any($1::bigint[])
      order by p.pinned_at desc, p.id desc`,
    values: [recordIds],
  });
  const of = (verdict: Verdict): [number, number][] =>
    rows.filter((row) => row.verdict === verdict).map((row) => [row.low_id, row.high_id]);
  return { same: of("same"), apart: of("apart") };
}

/** Every record of one list against every one of the other, each pair once. */
function pairsBetween(one: readonly number[], other: readonly number[]): [low: number, high: number][] {
  return one.flatMap((a) =>
    other.filter((b) => b !== a).map((b): [number, number] => [Math.min(a, b), Math.max(a, b)]),
  );
}

/**
 * Says of every record of `one` and every record of `other` that they are the same, or apart. What was said before of any
 * of these pairs is lifted: the last word counts.
 */
export async function pinRecords(
  tx: Statements,
  pin: { one: readonly number[]; other: readonly number[]; verdict: Verdict; why: string; by: string },
): Promise<void> {
  const pairs = pairsBetween(pin.one, pin.other);
  const lists = [pairs.map(([low]) => low), pairs.map(([, high]) => high)];
  await tx.query(
    `update matching.pin p set lifted_at = now() from (select distinct v.low, v.high
        from unnest($1::bigint[], $2::bigint[]) v(low, high)) v
      where p.low_id = v.low and p.high_id = v.high and p.lifted_at is null`,
    lists,
  );
  await tx.query(
    `insert into matching.pin (low_id, high_id, verdict, why, pinned_by)
      select distinct v.low, v.high, $3, $4, $5::uuid from unnest($1::bigint[], $2::bigint[]) v(low, high)`,
    [...lists, pin.verdict, pin.why, pin.by],
  );
}
