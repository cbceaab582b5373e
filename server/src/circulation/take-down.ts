import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import { type Clock, DAY_MS, MINUTE_MS } from "../kernel/time.ts";
import type { HoldState } from "../targeting/hold-states.ts";
import type { TakeDownReason } from "../targeting/item-words.ts";

/**
 * A copy so long on a pull list may have been fetched: whether it still stands on its shelf, only a scan can say. Who fetches
 * a book scans it on the same day; what has been on the list for longer was not fetched.
 */
export const FETCHED_MS = { from: 30 * MINUTE_MS, until: DAY_MS };

/**
 * A request let an item go that nobody has moved: what stands on the hold shelf, what may lie on the pull cart and what
 * is not at home is kept on the list to take down until a scan moves it. Done before other requests are targeted, so that
 * none is promised a copy that is not on its shelf. `targetedAt`: since when it was to be fetched.
 */
export async function letLie(
  tx: Tx,
  clock: Clock,
  item: { id: number; was: "on-shelf" | "targeted"; targetedAt: Date | null },
): Promise<void> {
  const now = clock.now();
  const age = item.targetedAt === null ? 0 : now.getTime() - item.targetedAt.getTime();
  const isFetched = age >= FETCHED_MS.from && age < FETCHED_MS.until;
  const reason: TakeDownReason = item.was === "on-shelf" ? "hold-shelf" : isFetched ? "pull-cart" : "away";
  await keepLying(tx, now, [item.id], reason);
}

/** What `letLie` keeps of a hold that has just ended, if it had an item that has not set out. */
export async function letItemLie(
  tx: Tx,
  clock: Clock,
  hold: { state: HoldState; item_id: number | null; targeted_at: Date | null },
): Promise<void> {
  if (hold.item_id === null || (hold.state !== "on-shelf" && hold.state !== "targeted")) return;
  await letLie(tx, clock, { id: hold.item_id, was: hold.state, targetedAt: hold.targeted_at });
}

/** Items that may be lent again and are not at home stay where they are until a scan sends them. */
export async function letStrayLie(tx: Tx, clock: Clock, itemIds: number[]): Promise<void> {
  await keepLying(tx, clock.now(), itemIds, "away");
}

async function keepLying(tx: Tx, now: Date, itemIds: number[], reason: TakeDownReason): Promise<void> {
  await sql`insert into circulation.take_down (item_id, branch_id, reason, since)
    select i.id, i.current_branch_id, ${reason}, ${now}::timestamptz from catalogue.item_line i
    join circulation.item_state s on s.item_id = i.id
    where i.id = any(${itemIds}::bigint[]) and s.status in ('available', 'reference-only', 'requested')
      and (${reason} <> 'away' or i.current_branch_id <> coalesce((select p.branch_id from placement.item_place p
        where p.item_id = i.id), i.home_branch_id))
    on conflict (item_id) do nothing`.execute(tx);
}
