import { type Distances, minutesBetween } from "../consortium/index.ts";
import { DAY_MS } from "../kernel/time.ts";
import type { holdOrders } from "../policies/words.ts";

/** A request a scanned copy could serve. `target`: the copy it is to get now, and where that lies. */
export type OpenHold = {
  id: string;
  pickupBranchId: number;
  placedAt: Date;
  target: { itemId: number; branchId: number } | null;
  /** Copies that were not found for it. */
  declined: ReadonlySet<number>;
  /** By agreement the owner's readers come before it, as if it had been asked for so many days later. */
  behindDays?: number;
};

/** A copy in a desk's hands; `isHome`: the branch is the one it belongs to. */
export type CopyInHand = { itemId: number; branchId: number; isHome: boolean };

/** How a branch serves those who wait; `leadDays`: its own copy serves its own readers before others who asked so much earlier. */
export type Serving = { order: (typeof holdOrders)[number]; leadDays: number };

/**
 * Which request a scanned copy serves: the one it was being fetched for; else one that has no copy, or one that it serves
 * sooner than its present target, in minutes on the road or because it is here already. Nobody is served later than before.
 * Of those without a copy the first in the queue leads; for a branch's own copy its own readers, by its lead, and
 * others later by as much as libraries have agreed. A request that gets this copy sooner and leaves one as near to the first in
 * the queue goes before it. `first-come` is the queue alone; `nearest` the shortest way among those without a copy. Pure.
 */
export function chooseHold<H extends OpenHold>(
  copy: CopyInHand,
  holds: readonly H[],
  distances: Distances,
  serving: Serving,
): H | undefined {
  const own = holds.find((hold) => hold.target?.itemId === copy.itemId);
  if (own) return own;
  const minutes = (from: number, hold: OpenHold): number =>
    minutesBetween(distances, from, hold.pickupBranchId);
  const byQueue = [...holds].sort(
    (a, b) => a.placedAt.getTime() - b.placedAt.getTime() || (a.id < b.id ? -1 : 1),
  );
  const improved = byQueue
    .filter((hold) => hold.target !== null && isSooner(copy, hold, distances))
    .map((hold) => ({ hold, gain: minutes(hold.target!.branchId, hold) - minutes(copy.branchId, hold) }))
    .sort((a, b) => b.gain - a.gain || Number(isHere(copy, b.hold)) - Number(isHere(copy, a.hold)));
  const waiting = byQueue.filter((hold) => hold.target === null);
  const eldest = waiting[0];
  if (!eldest) return improved[0]?.hold;
  if (serving.order === "first-come") return eldest;
  if (serving.order === "nearest")
    return waiting.reduce((a, b) => (minutes(copy.branchId, b) < minutes(copy.branchId, a) ? b : a));
  const lead = (hold: OpenHold): number =>
    hold.placedAt.getTime() +
    (hold.behindDays ?? 0) * DAY_MS -
    (isHere(copy, hold) ? 1 + (copy.isHome ? serving.leadDays * DAY_MS : 0) : 0);
  const first = waiting.reduce((a, b) => (lead(b) < lead(a) ? b : a));
  if (first !== eldest) return first;
  // Both get a copy, and neither waits longer: this one goes to the nearer reader, the one set free to the first in the queue.
  const swapped = improved.find(
    ({ hold }) =>
      !first.declined.has(hold.target!.itemId) &&
      minutes(hold.target!.branchId, first) <= minutes(copy.branchId, first) &&
      minutes(hold.target!.branchId, first) + minutes(copy.branchId, hold) <
        minutes(copy.branchId, first) + minutes(hold.target!.branchId, hold),
  );
  return swapped?.hold ?? first;
}

function isHere(copy: CopyInHand, hold: OpenHold): boolean {
  return hold.pickupBranchId === copy.branchId;
}

function isSooner(copy: CopyInHand, hold: OpenHold, distances: Distances): boolean {
  const now = minutesBetween(distances, hold.target!.branchId, hold.pickupBranchId);
  const then = minutesBetween(distances, copy.branchId, hold.pickupBranchId);
  return then < now || (then === now && isHere(copy, hold));
}
