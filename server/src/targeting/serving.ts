import type { Tx } from "../kernel/database.ts";
import { casesOf, currentBook, effective, termsOf } from "../policies/index.ts";
import type { holdOrders } from "../policies/words.ts";
import { refusedTo } from "./refused-copies.ts";

/** In which order a returned copy serves requests at a branch, which of them it may not serve, and which come later by agreement. */
export type ServingAt = {
  order: (typeof holdOrders)[number];
  leadDays: number;
  refused: ReadonlySet<string>;
  behindDays: ReadonlyMap<string, number>;
};

type Scanned = { facts: { id: number; member_id: number }; branchId: number };

/** How the owner's settings and agreements serve these requests with a copy. */
export async function servingAt(
  tx: Tx,
  { facts, branchId }: Scanned,
  holds: readonly { id: string; person_id: string; pickup_branch_id: number }[],
  at: Date,
): Promise<ServingAt> {
  const book = await currentBook(tx);
  const place = { memberId: facts.member_id, branchId };
  const setting = (key: "holdOrder" | "localLeadDays") => effective(book.settings, key, place).value;
  const refused = new Set<string>();
  const behindDays = new Map<string, number>();
  if (book.refusesRequests)
    for (const hold of holds) {
      const asked = { itemId: facts.id, personId: hold.person_id, branchId: hold.pickup_branch_id, at };
      const found = (await casesOf(tx, [asked]))[0]!;
      const terms = termsOf(found);
      if (refusedTo(found, terms, branchId) !== undefined) refused.add(hold.id);
      behindDays.set(hold.id, Math.max(0, ...terms.agreements.map((one) => one.localFirstDays)));
    }
  return {
    order: setting("holdOrder") as ServingAt["order"],
    leadDays: setting("localLeadDays") as number,
    refused,
    behindDays,
  };
}
