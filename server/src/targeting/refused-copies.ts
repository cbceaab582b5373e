import type { Db } from "../kernel/database.ts";
import { DAY_MS } from "../kernel/time.ts";
import {
  casesOf,
  currentBook,
  effective,
  type LoanTerms,
  refusedBy,
  termsOf,
  valueIn,
} from "../policies/index.ts";

/** A request with what rules ask of it. */
export type Asking = {
  id: string;
  instanceId: number;
  personId: string;
  pickupBranchId: number;
  placedAt: Date;
};
type Copy = { id: number; instanceId: number; memberId: number; branchId: number; status: string };

/** Copies that could come to somebody sooner or later. */
const COMING = new Set(["available", "on-loan", "in-transit", "on-hold-shelf", "requested", "take-down"]);

/** Why a free copy may be refused today and given tomorrow, though nothing happens to it: days pass, rules change, work is done. */
export const passingRefusals = [
  "agreement-refuses",
  "agreement-blackout",
  "not-holdable",
  "new-copy",
  "local-first",
  "branch-full",
] as const;

/** Cases of one question to the rules. */
const MOST_CASES = 5000;

/**
 * Why libraries do not let their copies go to requests, by request and item: not by agreement, not in a black-out, not while the
 * copy is new and kept for their own readers or the reader's own library has copies that come first, or because the item is not
 * requested at all. Nothing is asked where no rule says such a thing.
 */
export async function refusedCopies(
  db: Db,
  holds: readonly Asking[],
  items: readonly Copy[],
  now: Date,
): Promise<Map<string, Map<number, string>>> {
  const found = new Map<string, Map<number, string>>();
  const book = await currentBook(db);
  if (!book.refusesRequests) return found;
  const byInstance = Map.groupBy(items, (item) => item.instanceId);
  const asked = holds.flatMap((hold) =>
    (byInstance.get(hold.instanceId) ?? []).map((item) => ({
      itemId: item.id,
      personId: hold.personId,
      branchId: hold.pickupBranchId,
      at: now,
      hold,
    })),
  );
  for (let at = 0; at < asked.length; at += MOST_CASES) {
    const some = asked.slice(at, at + MOST_CASES);
    for (const one of await casesOf(db, some)) {
      const { hold } = some[one.asked]!;
      const why = refusalOf(one, hold, byInstance.get(hold.instanceId)!, now);
      if (why === undefined) continue;
      const ofHold = found.get(hold.id) ?? new Map<number, string>();
      found.set(hold.id, ofHold.set(one.itemId, why));
    }
  }
  return found;
}

function refusalOf(
  one: Awaited<ReturnType<typeof casesOf>>[number],
  hold: Asking,
  items: readonly Copy[],
  now: Date,
): string | undefined {
  const terms = termsOf(one);
  const branchId = items.find((item) => item.id === one.itemId)!.branchId;
  const no = refusedTo(one, terms, branchId);
  if (no !== undefined) return no;
  const first = Math.max(0, ...terms.agreements.map((agreement) => agreement.localFirstDays));
  const age = (now.getTime() - hold.placedAt.getTime()) / DAY_MS;
  const hasOwn = items.some((item) => item.memberId === one.homeMemberId && COMING.has(item.status));
  return age < first && hasOwn ? "local-first" : undefined;
}

/** Why a copy that stands at a branch serves no request of a reader, whoever else waits: undefined, it may. Pure. */
export function refusedTo(
  { book, homeMemberId }: Awaited<ReturnType<typeof casesOf>>[number],
  { agreements, about, kept }: LoanTerms,
  branchId: number,
): string | undefined {
  const no = refusedBy(agreements, about)?.why;
  if (no !== undefined) return no;
  if (!valueIn(kept.holdable ?? [], "holdable")) return "not-holdable";
  if (homeMemberId === about.memberId) return undefined;
  const place = { memberId: about.memberId, branchId };
  const days = Number(effective(book.settings, "newCopiesOwnDays", place).value);
  return days > 0 && about.ageDays !== null && about.ageDays < days ? "new-copy" : undefined;
}
