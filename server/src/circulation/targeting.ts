import { partKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import { loadDistances } from "../consortium/index.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import type { HoldState } from "../targeting/hold-states.ts";
import {
  isStalled,
  type QueuedHold,
  type QueueItem,
  refusedCopies,
  refuseHidden,
  type Served,
  serveQueue,
} from "../targeting/index.ts";
import { moveHolds } from "./hold-moves.ts";
import { marketNow } from "./holds/market.ts";
import { recallFor } from "./holds/recalls.ts";
import { noteStalled } from "./holds/stalled.ts";

/** A hold in want of an item, with what its queue and rules ask of it. */
type WantingHold = QueuedHold & { state: HoldState };

/** `targetHoldsOf` for one instance. */
export async function targetHolds(tx: Tx, clock: Clock, instanceId: number): Promise<number> {
  return (await targetHoldsOf(tx, clock, [instanceId])).get(instanceId) ?? 0;
}

/**
 * Targets the waiting holds of instances, oldest first, to the items that are free now; targets that can no longer
 * be fetched (lost, lent, moved to another instance) are let go first. The caller holds their locks (`lockInstances`).
 * Readers whose every copy is searched for now are told, once. Returns how many holds of which instance changed.
 */
export async function targetHoldsOf(
  tx: Tx,
  clock: Clock,
  instanceIds: readonly number[],
): Promise<Map<number, number>> {
  const queue = await wantingHolds(tx, instanceIds);
  const changed = new Map<number, number>();
  if (queue.length === 0) return changed;
  const spoiled = queue.filter((hold) => hold.state === "targeted");
  await moveHolds(tx, clock, spoiled, "targeted", "release");
  const items = await itemsOf(tx, [...new Set(queue.map((hold) => hold.instanceId))]);
  const refused = await refusedCopies(tx, queue, items, clock.now());
  await refuseHidden(tx, queue, items, refused);
  const found = serveQueue(queue, items, refused, await loadDistances(tx), await marketNow(tx, clock));
  await keepCandidates(tx, clock, found);
  const served = found.filter((one) => one.itemId !== null);
  await moveHolds(
    tx,
    clock,
    served.map((one) => ({ id: one.hold.id, itemId: one.itemId! })),
    "waiting",
    "target",
  );
  const unserved = found.filter((one) => one.itemId === null);
  await noteStalled(
    tx,
    clock,
    queue.map((hold) => hold.id),
    unserved.filter((one) => isStalled(one.candidates)).map((one) => one.hold.id),
  );
  const wanted = unserved.map(({ hold: { instanceId, partKey: part } }) => ({ instanceId, partKey: part }));
  if (wanted.length > 0) await recallFor(tx, clock, wanted);
  for (const hold of new Set([...spoiled, ...served.map((one) => one.hold)]))
    changed.set(hold.instanceId, (changed.get(hold.instanceId) ?? 0) + 1);
  return changed;
}

/** Holds without an item, and those whose target is spoiled, oldest first. */
async function wantingHolds(tx: Tx, instanceIds: readonly number[]): Promise<WantingHold[]> {
  const { rows } = await sql<Omit<WantingHold, "declined"> & { declined: number[] }>`
    select h.id, h.instance_id as "instanceId", h.state, h.pickup_branch_id as "pickupBranchId", h.part_key as "partKey",
      h.wanted_item_id as "wantedItemId", h.person_id as "personId", h.placed_at as "placedAt",
      array(select c.item_id from circulation.hold_candidate c
        where c.hold_id = h.id and c.rejected = 'declined') as declined
    from circulation.hold h
    where h.instance_id = any(${instanceIds}::bigint[]) and ((h.state = 'waiting' and h.suspended_until is null) or (h.state = 'targeted' and not exists (
      select 1 from circulation.item_state s join catalogue.record_line r on r.id = s.record_id
      where s.item_id = h.item_id and s.status = 'requested' and r.instance_id = h.instance_id
        and r.deleted_at is null)))
    order by h.placed_at, h.id`.execute(tx);
  return rows.map((row) => ({ ...row, declined: new Set(row.declined) }));
}

/** Items of instances that are not withdrawn, with their live status. */
async function itemsOf(
  tx: Tx,
  instanceIds: readonly number[],
): Promise<(QueueItem & { audience: number })[]> {
  const { rows } = await sql<QueueItem & { audience: number }>`
    select s.item_id as id, r.instance_id as "instanceId", i.current_branch_id as "branchId", i.member_id as "memberId", s.status,
      i.part as "partKey", i.audience
    from catalogue.record_line r
    join circulation.item_state s on s.record_id = r.id
    join catalogue.item_line i on i.id = s.item_id
    where r.instance_id = any(${instanceIds}::bigint[]) and r.deleted_at is null and s.status <> 'withdrawn'
    order by s.item_id`.execute(tx);
  return rows.map((row) => ({ ...row, partKey: partKey(row.partKey) }));
}

async function keepCandidates(tx: Tx, clock: Clock, found: readonly Served[]): Promise<void> {
  const rows = found.flatMap(({ hold, candidates }) =>
    candidates.map((one) => ({ holdId: hold.id, ...one })),
  );
  if (rows.length === 0) return;
  await sql`
    insert into circulation.hold_candidate (hold_id, item_id, minutes, cost, extra, rejected, considered_at)
    select c.hold_id, c.item_id, c.minutes, c.cost, c.extra, c.rejected, ${clock.now()}::timestamptz
    from unnest(${rows.map((c) => c.holdId)}::uuid[], ${rows.map((c) => c.itemId)}::bigint[],
      ${rows.map((c) => c.minutes)}::int[], ${rows.map((c) => c.cost)}::int[],
      ${rows.map((c) => JSON.stringify(c.extra))}::jsonb[], ${rows.map((c) => c.rejected)}::text[])
      c(hold_id, item_id, minutes, cost, extra, rejected)
    on conflict (hold_id, item_id) do update
      set minutes = excluded.minutes, cost = excluded.cost, extra = excluded.extra, rejected = excluded.rejected,
        considered_at = case when excluded.rejected = 'declined' then hold_candidate.considered_at
          else excluded.considered_at end`.execute(tx);
}

const RETRY_DAYS = 7;

/** Instances behind `after` with waiting holds for which a copy was not found a week ago. For the daily job. */
export async function listRetryable(db: Db, clock: Clock, after: number, most: number): Promise<number[]> {
  const { rows } = await sql<{ instance_id: number }>`
    select distinct h.instance_id from circulation.hold h join circulation.hold_candidate c on c.hold_id = h.id
    where h.state = 'waiting' and c.rejected = 'declined' and c.considered_at < ${retryBefore(clock)}
      and h.instance_id > ${after}
    order by h.instance_id limit ${most}`.execute(db);
  return rows.map((row) => row.instance_id);
}

/**
 * Asks again for copies that were not found on their shelves a week ago: they may have been on a trolley. The caller holds
 * the locks. Returns the instances whose holds changed.
 */
export async function retryDeclined(tx: Tx, clock: Clock, instanceIds: readonly number[]): Promise<number[]> {
  await sql`update circulation.hold_candidate c set rejected = null from circulation.hold h
    where h.instance_id = any(${instanceIds}::bigint[]) and h.state = 'waiting' and c.hold_id = h.id
      and c.rejected = 'declined' and c.considered_at < ${retryBefore(clock)}`.execute(tx);
  return [...(await targetHoldsOf(tx, clock, instanceIds)).keys()];
}

function retryBefore(clock: Clock): Date {
  return new Date(clock.now().getTime() - RETRY_DAYS * DAY_MS);
}
