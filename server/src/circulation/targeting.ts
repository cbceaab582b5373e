import { partKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import { loadDistances } from "../consortium/index.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import type { HoldState } from "../targeting/hold-states.ts";
import {
  type Candidate,
  chooseItem,
  isStalled,
  refusedCopies,
  type TargetableItem,
  type WaitingHold,
} from "../targeting/index.ts";
import { moveHold } from "./hold-moves.ts";
import { marketNow } from "./holds/market.ts";
import { recallFor } from "./holds/recalls.ts";
import { lockInstance } from "./instance-lock.ts";
import { noteStalled } from "./stalled-holds.ts";

/** A hold in want of an item, with what its queue and rules ask of it. */
type WantingHold = WaitingHold & { state: HoldState; personId: string; placedAt: Date };

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
  const market = await marketNow(tx, clock);
  const changed = new Set(spoiled);
  const stalled: string[] = [];
  const unserved: (string | null)[] = [];
  for (const hold of queue) {
    const refused = await refusedCopies(tx, hold, items, clock.now());
    const offered = items.map((item) => ({ ...item, refused: refused.get(item.id) ?? null }));
    const { itemId, candidates } = chooseItem(hold, offered, distances, market);
    await keepCandidates(tx, clock, hold, candidates);
    if (itemId === null) {
      unserved.push(hold.partKey);
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
  if (unserved.length > 0) await recallFor(tx, clock, instanceId, unserved);
  return changed.size;
}

/** Holds without an item, and those whose target is spoiled, oldest first. */
async function wantingHolds(tx: Tx, instanceId: number): Promise<WantingHold[]> {
  const { rows } = await sql<{
    id: string;
    state: HoldState;
    pickup_branch_id: number;
    part_key: string | null;
    wanted_item_id: number | null;
    person_id: string;
    placed_at: Date;
    declined: number[];
  }>`
    select h.id, h.state, h.pickup_branch_id, h.part_key, h.wanted_item_id, h.person_id, h.placed_at, array(select c.item_id from circulation.hold_candidate c
        where c.hold_id = h.id and c.rejected = 'declined') as declined
    from circulation.hold h
    where h.instance_id = ${instanceId} and ((h.state = 'waiting' and h.suspended_until is null) or (h.state = 'targeted' and not exists (
      select 1 from circulation.item_state s join catalogue.record r on r.id = s.record_id
      where s.item_id = h.item_id and s.status = 'requested' and r.instance_id = h.instance_id
        and r.deleted_at is null)))
    order by h.placed_at, h.id`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    state: row.state,
    pickupBranchId: row.pickup_branch_id,
    partKey: row.part_key,
    wantedItemId: row.wanted_item_id,
    personId: row.person_id,
    placedAt: row.placed_at,
    declined: new Set(row.declined),
  }));
}

/** Items of an instance that are not withdrawn, with their live status. */
async function itemsOf(tx: Tx, instanceId: number): Promise<TargetableItem[]> {
  const { rows } = await sql<{
    id: number;
    branch_id: number;
    member_id: number;
    status: string;
    part: string;
  }>`select s.item_id as id, i.current_branch_id as branch_id, i.member_id, s.status, i.part
    from catalogue.record r
    join circulation.item_state s on s.record_id = r.id
    join catalogue.item i on i.id = s.item_id
    where r.instance_id = ${instanceId} and r.deleted_at is null and s.status <> 'withdrawn'
    order by s.item_id`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    branchId: row.branch_id,
    memberId: row.member_id,
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
    insert into circulation.hold_candidate (hold_id, item_id, minutes, cost, extra, rejected, considered_at)
    select ${hold.id}::uuid, c.item_id, c.minutes, c.cost, c.extra, c.rejected, ${clock.now()}::timestamptz
    from unnest(${candidates.map((c) => c.itemId)}::bigint[], ${candidates.map((c) => c.minutes)}::int[],
      ${candidates.map((c) => c.cost)}::int[], ${candidates.map((c) => JSON.stringify(c.extra))}::jsonb[],
      ${candidates.map((c) => c.rejected)}::text[])
      c(item_id, minutes, cost, extra, rejected)
    on conflict (hold_id, item_id) do update
      set minutes = excluded.minutes, cost = excluded.cost, extra = excluded.extra, rejected = excluded.rejected,
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
