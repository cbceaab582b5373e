import { hash } from "node:crypto";
import { partKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import { type Distances, loadDistances, minutesBetween } from "../consortium/index.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { moveHold } from "./hold-moves.ts";
import type { HoldState } from "./hold-states.ts";
import { lockInstance } from "./instance-lock.ts";
import { isStalled, noteStalled } from "./stalled-holds.ts";

/** An item as targeting sees it. */
export type TargetableItem = { id: number; branchId: number; status: string; partKey: string };
/** A hold in want of an item, of one part or whatever comes (null); `declined`: items staff did not find for it. */
export type WaitingHold = {
  id: string;
  pickupBranchId: number;
  partKey: string | null;
  declined: ReadonlySet<number>;
};
/** What an item would cost a hold in minutes, or why it was passed over. */
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
    if (hold.partKey !== null && hold.partKey !== item.partKey)
      return { itemId: item.id, minutes, rejected: "other-part" };
    // What staff did not find stays declined for this hold until a scan finds it or a week has passed.
    if (hold.declined.has(item.id)) return { itemId: item.id, minutes, rejected: "declined" };
    return { itemId: item.id, minutes, rejected: item.status === "available" ? null : item.status };
  });
  const tie = (itemId: number): string => hash("md5", `${hold.id}:${itemId}`);
  const eligible = candidates.filter((c) => c.rejected === null);
  eligible.sort((a, b) => a.minutes - b.minutes || (tie(a.itemId) < tie(b.itemId) ? -1 : 1));
  return { itemId: eligible[0]?.itemId ?? null, candidates };
}

/**
 * Targets the waiting holds of an instance, oldest first, to the items that are free now; targets that can no longer
 * be fetched (lost, lent, moved to another instance) are let go first. The caller holds `lockInstance`.
 * Readers whose every copy is searched for now are told, once. Returns how many holds changed.
 */
export async function targetHolds(tx: Tx, clock: Clock, instanceId: number): Promise<number> {
  const queue = await wantingHolds(tx, instanceId);
  if (queue.length === 0) return 0;
  const spoiled = new Set<string>();
  for (const hold of queue)
    if (hold.state === "targeted") {
      await moveHold(tx, clock, hold, "release");
      spoiled.add(hold.id);
    }
  const items = await itemsOf(tx, instanceId);
  const distances = await loadDistances(tx);
  const changed = new Set(spoiled);
  const stalled: string[] = [];
  for (const hold of queue) {
    const { itemId, candidates } = chooseItem(hold, items, distances);
    await keepCandidates(tx, clock, hold, candidates);
    if (itemId === null) {
      if (isStalled(candidates)) stalled.push(hold.id);
      continue;
    }
    await moveHold(tx, clock, { id: hold.id, state: "waiting" }, "target", { itemId });
    items.find((item) => item.id === itemId)!.status = "requested";
    changed.add(hold.id);
  }
  await noteStalled(
    tx,
    clock,
    queue.map((hold) => hold.id),
    stalled,
  );
  return changed.size;
}

/** Holds without an item, and those whose target is spoiled, oldest first. */
async function wantingHolds(tx: Tx, instanceId: number): Promise<(WaitingHold & { state: HoldState })[]> {
  const { rows } = await sql<{
    id: string;
    state: HoldState;
    pickup_branch_id: number;
    part_key: string | null;
    declined: number[];
  }>`
    select h.id, h.state, h.pickup_branch_id, h.part_key, array(select c.item_id from circulation.hold_candidate c
        where c.hold_id = h.id and c.rejected = 'declined') as declined
    from circulation.hold h
    where h.instance_id = ${instanceId} and (h.state = 'waiting' or (h.state = 'targeted' and not exists (
      select 1 from circulation.item_state s join catalogue.record r on r.id = s.record_id
      where s.item_id = h.item_id and s.status = 'requested' and r.instance_id = h.instance_id
        and r.deleted_at is null)))
    order by h.placed_at, h.id`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    pickupBranchId: row.pickup_branch_id,
    partKey: row.part_key,
    declined: new Set(row.declined),
  }));
}

/** Items of an instance that are not withdrawn, with their live status. */
async function itemsOf(tx: Tx, instanceId: number): Promise<TargetableItem[]> {
  const { rows } = await sql<{ id: number; branch_id: number; status: string; part: string }>`
    select s.item_id as id, i.current_branch_id as branch_id, s.status, i.part
    from catalogue.record r
    join circulation.item_state s on s.record_id = r.id
    join catalogue.item i on i.id = s.item_id
    where r.instance_id = ${instanceId} and r.deleted_at is null and s.status <> 'withdrawn'
    order by s.item_id`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    branchId: row.branch_id,
    status: row.status,
    partKey: partKey(row.part),
  }));
}

async function keepCandidates(
  tx: Tx,
  clock: Clock,
  hold: WaitingHold,
  candidates: Candidate[],
): Promise<void> {
  if (candidates.length === 0) return;
  await sql`
    insert into circulation.hold_candidate (hold_id, item_id, minutes, rejected, considered_at)
    select ${hold.id}::uuid, c.item_id, c.minutes, c.rejected, ${clock.now()}::timestamptz
    from unnest(${candidates.map((c) => c.itemId)}::bigint[], ${candidates.map((c) => c.minutes)}::int[],
      ${candidates.map((c) => c.rejected)}::text[])
      c(item_id, minutes, rejected)
    on conflict (hold_id, item_id) do update
      set minutes = excluded.minutes, rejected = excluded.rejected,
        considered_at = case when excluded.rejected = 'declined' then hold_candidate.considered_at
          else excluded.considered_at end`.execute(tx);
}

const RETRY_DAYS = 7;
const MOST_RETRIED = 1000;

/** Instances with waiting holds for which a copy was not found a week ago. For the daily job. */
export async function listRetryable(db: Db, clock: Clock): Promise<number[]> {
  const { rows } = await sql<{ instance_id: number }>`
    select distinct h.instance_id from circulation.hold h join circulation.hold_candidate c on c.hold_id = h.id
    where h.state = 'waiting' and c.rejected = 'declined' and c.considered_at < ${retryBefore(clock)}
    order by h.instance_id limit ${MOST_RETRIED}`.execute(db);
  return rows.map((row) => row.instance_id);
}

/**
 * Asks again for copies that were not found on their shelves a week ago: they may have been on a trolley. Returns how
 * many holds changed.
 */
export async function retryDeclined(tx: Tx, clock: Clock, instanceId: number): Promise<number> {
  await lockInstance(tx, instanceId);
  await sql`update circulation.hold_candidate c set rejected = null from circulation.hold h
    where h.instance_id = ${instanceId} and h.state = 'waiting' and c.hold_id = h.id
      and c.rejected = 'declined' and c.considered_at < ${retryBefore(clock)}`.execute(tx);
  return await targetHolds(tx, clock, instanceId);
}

function retryBefore(clock: Clock): Date {
  return new Date(clock.now().getTime() - RETRY_DAYS * DAY_MS);
}
