import type { Distances } from "../consortium/index.ts";
import { type Candidate, chooseItem, type TargetableItem, type WaitingHold } from "./choose-item.ts";
import type { Market } from "./fairness.ts";
import type { Asking } from "./refused-copies.ts";

/** A hold in the queue of its instance. */
export type QueuedHold = WaitingHold & Asking;
export type QueueItem = TargetableItem & { instanceId: number };

/** What a hold was given (null: nothing), and what each copy spoke for or against. */
export type Served<Hold extends QueuedHold = QueuedHold> = {
  hold: Hold;
  itemId: number | null;
  candidates: Candidate[];
};

/**
 * Serves holds in this order, each from what the ones before it left of its instance's items. `refused`: why copies do not go to a
 * hold, by hold and item. Pure.
 */
export function serveQueue<Hold extends QueuedHold>(
  queue: readonly Hold[],
  items: readonly QueueItem[],
  refused: ReadonlyMap<string, ReadonlyMap<number, string>>,
  distances: Distances,
  market: Market,
): Served<Hold>[] {
  const byInstance = Map.groupBy(
    items.map((item) => ({ ...item })),
    (item) => item.instanceId,
  );
  const room = new Map(market.roomByBranch);
  return queue.map((hold) => {
    const own = byInstance.get(hold.instanceId) ?? [];
    const no = refused.get(hold.id);
    const offered = no ? own.map((item) => ({ ...item, refused: no.get(item.id) ?? null })) : own;
    const { itemId, candidates } = chooseItem(hold, offered, distances, {
      ...market,
      roomByBranch: room,
    });
    const taken = own.find((item) => item.id === itemId);
    if (taken) {
      taken.status = "requested";
      const left = room.get(taken.branchId);
      const isOwn = taken.memberId === distances.memberByBranch.get(hold.pickupBranchId);
      if (left !== undefined && !isOwn) room.set(taken.branchId, left - 1);
    }
    return { hold, itemId, candidates };
  });
}
