import type { Db } from "../kernel/database.ts";
import { DAY_MS } from "../kernel/time.ts";
import { casesOf, currentBook, refusedBy, termsOf, valueIn } from "../policies/index.ts";

/** A request with what rules ask of it. */
type Asking = { id: string; personId: string; pickupBranchId: number; placedAt: Date };
type Copy = { id: number; memberId: number; status: string };

/** Copies that could come to somebody sooner or later. */
const COMING = new Set(["available", "on-loan", "in-transit", "on-hold-shelf", "requested", "take-down"]);

/**
 * Why libraries do not let their copies go to a request, by item: not by agreement, not in a black-out, not while the reader's own
 * library has copies that come first, or because the item is not requested at all. Nothing is asked where no rule says such a thing.
 */
export async function refusedCopies(
  db: Db,
  hold: Asking,
  items: readonly Copy[],
  now: Date,
): Promise<Map<number, string>> {
  const book = await currentBook(db);
  if (!book.refusesRequests) return new Map();
  const { personId, pickupBranchId } = hold;
  const asked = items.map((item) => ({ itemId: item.id, personId, branchId: pickupBranchId, at: now }));
  const age = (now.getTime() - hold.placedAt.getTime()) / DAY_MS;
  const found = new Map<number, string>();
  for (const one of await casesOf(db, asked)) {
    const { agreements, about, kept } = termsOf(one);
    const first = Math.max(0, ...agreements.map((agreement) => agreement.localFirstDays));
    const hasOwn = items.some((item) => item.memberId === one.homeMemberId && COMING.has(item.status));
    const no = refusedBy(agreements, about)?.why;
    if (no !== undefined) found.set(one.itemId, no);
    else if (!valueIn(kept.holdable ?? [], "holdable")) found.set(one.itemId, "not-holdable");
    else if (age < first && hasOwn) found.set(one.itemId, "local-first");
  }
  return found;
}
