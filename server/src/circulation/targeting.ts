import { hash } from "node:crypto";
import { sql } from "kysely";
import { type Distances, loadDistances, minutesBetween } from "../consortium/index.ts";
import { type Db, lockByName, type Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";

/** Queue, targets and captures of one instance change one at a time: rivals wait here. */
export async function lockInstance(tx: Tx, instanceId: number): Promise<void> {
  await lockByName(tx, `circulation.instance:${instanceId}`);
}

/** An item as targeting sees it. */
export type TargetableItem = { id: number; branchId: number; status: string };
export type WaitingHold = { id: string; pickupBranchId: number; declined: ReadonlySet<number> };
export type Candidate = { itemId: number; minutes: number; rejected: string | null };

/**
 * Which item serves a hold best: the fewest minutes on the road to the pickup branch; of equal ones the same item
 * every time (a hash of hold and item), so that load spreads and tests repeat. Every item comes back with its cost or
 * the reason it was passed over. Pure.
 */
export function chooseItem(
  hold: WaitingHold,
  items: readonly TargetableItem[],
  distances: Distances,
): { itemId: number | null; candidates: Candidate[] } {
  const candidates = items.map((item): Candidate => {
    const minutes = minutesBetween(distances, item.branchId, hold.pickupBranchId);
    const rejected = hold.declined.has(item.id)
      ? "declined"
      : item.status === "available"
        ? null
        : item.status;
    return { itemId: item.id, minutes, rejected };
  });
  const tie = (itemId: number): string => hash("md5", `${hold.id}:${itemId}`);
  const eligible = candidates.filter((c) => c.rejected === null);
  eligible.sort((a, b) => a.minutes - b.minutes || (tie(a.itemId) < tie(b.itemId) ? -1 : 1));
  return { itemId: eligible[0]?.itemId ?? null, candidates };
}

/**
 * Targets the waiting holds of an instance, oldest first, to the items that are free now. The caller holds
 * `lockInstance`. Returns how many holds found an item.
 */
export async function targetHolds(tx: Tx, clock: Clock, instanceId: number): Promise<number> {
  const holds = await waitingHolds(tx, instanceId);
  if (holds.length === 0) return 0;
  const items = await itemsOf(tx, instanceId);
  const distances = await loadDistances(tx);
  let targeted = 0;
  for (const hold of holds) {
    const { itemId, candidates } = chooseItem(hold, items, distances);
    await keepCandidates(tx, clock, hold.id, candidates);
    if (itemId === null) continue;
    await sql`update circulation.hold set state = 'targeted', item_id = ${itemId}, targeted_at = ${clock.now()},
      version = version + 1 where id = ${hold.id} and state = 'waiting'`.execute(tx);
    items.find((item) => item.id === itemId)!.status = "requested";
    targeted++;
  }
  return targeted;
}

async function waitingHolds(tx: Tx, instanceId: number): Promise<WaitingHold[]> {
  const { rows } = await sql<{ id: string; pickup_branch_id: number; declined: number[] }>`
    select h.id, h.pickup_branch_id, coalesce((select array_agg(c.item_id) from circulation.hold_candidate c
        where c.hold_id = h.id and c.rejected = 'declined'), '{}') as declined
    from circulation.hold h where h.instance_id = ${instanceId} and h.state = 'waiting'
    order by h.placed_at, h.id`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    pickupBranchId: row.pickup_branch_id,
    declined: new Set(row.declined),
  }));
}

/** Items of an instance that are in use, with their live status; locked until the transaction ends. */
async function itemsOf(tx: Tx, instanceId: number): Promise<TargetableItem[]> {
  await sql`select 1 from catalogue.item i join catalogue.record r on r.id = i.record_id
    where r.instance_id = ${instanceId} order by i.id for update of i`.execute(tx);
  const { rows } = await sql<{ id: number; branch_id: number; status: string }>`
    select s.item_id as id, i.current_branch_id as branch_id, s.status
    from catalogue.record r
    join circulation.item_state s on s.record_id = r.id
    join catalogue.item i on i.id = s.item_id
    where r.instance_id = ${instanceId} and r.deleted_at is null and s.status <> 'withdrawn'
    order by s.item_id`.execute(tx);
  return rows.map((row) => ({ id: row.id, branchId: row.branch_id, status: row.status }));
}

async function keepCandidates(tx: Tx, clock: Clock, holdId: string, candidates: Candidate[]): Promise<void> {
  if (candidates.length === 0) return;
  await sql`
    insert into circulation.hold_candidate (hold_id, item_id, minutes, rejected, considered_at)
    select ${holdId}::uuid, c.item_id, c.minutes, c.rejected, ${clock.now()}::timestamptz
    from unnest(${candidates.map((c) => c.itemId)}::bigint[], ${candidates.map((c) => c.minutes)}::int[],
      ${candidates.map((c) => c.rejected)}::text[]) c(item_id, minutes, rejected)
    on conflict (hold_id, item_id) do update
      set minutes = excluded.minutes, rejected = excluded.rejected, considered_at = excluded.considered_at`.execute(
    tx,
  );
}

/** Instances of these items. */
export async function instancesOfItems(db: Db, itemIds: number[]): Promise<number[]> {
  const { rows } = await sql<{ instance_id: number }>`
    select distinct r.instance_id from catalogue.item i join catalogue.record r on r.id = i.record_id
    where i.id = any(${itemIds}::bigint[])`.execute(db);
  return rows.map((row) => row.instance_id);
}
