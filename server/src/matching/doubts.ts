import type { Statements } from "../kernel/bulk.ts";
import type { Region } from "./region.ts";

/**
 * Keeps which pairs wait for a person: alike, and yet apart, and nobody has said anything. Of two groups the most alike
 * pair stands for all.
 */
export async function keepDoubts(tx: Statements, gone: readonly number[], region: Region): Promise<void> {
  const best = new Map<string, { low: number; high: number; score: number }>();
  const names = new Map(region.groups.map((group, index) => [group as readonly unknown[], `g${index}`]));
  const nameOf = (id: number): string => names.get(region.groupOf.get(id) ?? []) ?? `r${id}`;
  const keyOf = (a: number, b: number): string => [nameOf(a), nameOf(b)].sort().join(" ");
  const decided = new Set(region.pins.apart.map(([low, high]) => keyOf(low, high)));
  for (const { from, to, score, isPinned } of region.links) {
    const key = keyOf(from, to);
    if (isPinned || nameOf(from) === nameOf(to) || decided.has(key)) continue;
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    const known = best.get(key);
    if (!known || score > known.score || (score === known.score && low < known.low))
      best.set(key, { low, high, score });
  }
  const doubts = [...best.values()];
  const ids = [...gone, ...region.groupOf.keys()];
  const lists = [doubts.map((d) => d.low), doubts.map((d) => d.high)];
  await tx.query({
    name: "matching-settled-doubts",
    text: `delete from matching.doubt d using (
        select o.low_id, o.high_id from matching.doubt o where o.low_id = any($1::bigint[])
        union select o.low_id, o.high_id from matching.doubt o where o.high_id = any($1::bigint[])) o
      where d.low_id = o.low_id and d.high_id = o.high_id and not exists (
        select from unnest($2::bigint[], $3::bigint[]) v(low, high) where v.low = d.low_id and v.high = d.high_id)`,
    values: [ids, ...lists],
  });
  if (doubts.length === 0) return;
  await tx.query({
    name: "matching-new-doubts",
    text: `insert into matching.doubt (low_id, high_id, score)
      select v.low, v.high, v.score from unnest($1::bigint[], $2::bigint[], $3::real[]) v(low, high, score)
      on conflict (low_id, high_id) do update set score = excluded.score`,
    values: [...lists, doubts.map((d) => d.score)],
  });
}

/** Puts a doubt behind the others: somebody looked and could not say. */
export async function deferDoubt(tx: Statements, low: number, high: number, now: Date): Promise<void> {
  await tx.query("update matching.doubt d set deferred_at = $3 where d.low_id = $1 and d.high_id = $2", [
    low,
    high,
    now,
  ]);
}
