import { hash } from "node:crypto";
import { type Distances, minutesBetween } from "../consortium/index.ts";
import type { Market } from "./fairness.ts";

/** An item as targeting sees it. `refused`: why its library does not let it go to the reader, whatever its status. */
export type TargetableItem = {
  id: number;
  branchId: number;
  memberId: number;
  status: string;
  partKey: string;
  refused?: string | null;
};

/**
 * A hold in want of an item: of one part or whatever comes (null), of one item or any (null). `declined`: items staff did not
 * find for it.
 */
export type WaitingHold = {
  id: string;
  pickupBranchId: number;
  partKey: string | null;
  wantedItemId: number | null;
  declined: ReadonlySet<number>;
};

/** What an item would cost a hold, or why it was passed over. `extra`: minutes for load, fairness and failed tries. */
export type Candidate = {
  itemId: number;
  minutes: number;
  extra: { load: number; fairness: number; tries: number };
  cost: number;
  rejected: string | null;
};

/** A branch that did not find a copy once costs an hour more for the same request. */
const TRY_MINUTES = 60;
const PER_OPEN = 10;

/**
 * Which item serves a hold best: the cheapest by the road to the pickup branch, the load of the branch, its library's fairness
 * and failed tries; a library's own reader is asked neither load nor fairness of it, nor whether the branch fetches for others still. Of equal ones the same item every time (a
 * hash of hold and item), so that load spreads and tests repeat. Every item comes back. Pure.
 */
export function chooseItem(
  hold: WaitingHold,
  items: readonly TargetableItem[],
  distances: Distances,
  market: Market,
): { itemId: number | null; candidates: Candidate[] } {
  const home = distances.memberByBranch.get(hold.pickupBranchId);
  const triedAt = new Map<number, number>();
  for (const item of items)
    if (hold.declined.has(item.id)) triedAt.set(item.branchId, (triedAt.get(item.branchId) ?? 0) + 1);
  const candidates = items.map((item): Candidate => {
    const minutes = minutesBetween(distances, item.branchId, hold.pickupBranchId);
    const isOwn = item.memberId === home;
    const open = market.openByBranch.get(item.branchId) ?? 0;
    const extra = {
      load: isOwn ? 0 : Math.floor((open * market.loadMinutes) / PER_OPEN),
      fairness: isOwn ? 0 : (market.minutesByMember.get(item.memberId) ?? 0),
      tries: TRY_MINUTES * (triedAt.get(item.branchId) ?? 0),
    };
    const cost = minutes + extra.load + extra.fairness + extra.tries;
    const isFull = !isOwn && (market.roomByBranch.get(item.branchId) ?? 1) <= 0;
    const rejected = rejection(hold, item) ?? (isFull ? "branch-full" : null);
    return { itemId: item.id, minutes, extra, cost, rejected };
  });
  const tie = (itemId: number): string => hash("md5", `${hold.id}:${itemId}`);
  const eligible = candidates.filter((c) => c.rejected === null);
  eligible.sort((a, b) => a.cost - b.cost || (tie(a.itemId) < tie(b.itemId) ? -1 : 1));
  return { itemId: eligible[0]?.itemId ?? null, candidates };
}

function rejection(hold: WaitingHold, item: TargetableItem): string | null {
  if (hold.wantedItemId !== null && hold.wantedItemId !== item.id) return "other-item";
  if (hold.partKey !== null && hold.partKey !== item.partKey) return "other-part";
  if (item.refused) return item.refused;
  // What staff did not find stays declined for this hold until a scan finds it or a week has passed.
  if (hold.declined.has(item.id)) return "declined";
  return item.status === "available" ? null : item.status;
}
