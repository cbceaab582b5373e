import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import { refuse } from "../refusals.ts";
import { type OfferState, type OfferTrigger, offerStateAfter } from "./offer-states.ts";

/**
 * Moves the offer of a copy along its table; the one place where the state of an offer is written. `set`: what changes
 * with it. The caller holds the copy's lock. Refuses `copy-hidden` 409 (a moderator took it from sight), `copy-state`
 * 409 with `state` (the table has no such way: withdrawn and lost copies are final).
 */
export async function moveOffer(
  tx: Tx,
  copyId: string,
  trigger: OfferTrigger,
  set: RawBuilder<unknown>[] = [],
): Promise<OfferState> {
  const { rows } = await sql<{ state: OfferState; hidden_from: "open" | "paused" | null }>`
    select o.state, o.hidden_from from shelves.offer o where o.copy_id = ${copyId} for update`.execute(tx);
  const row = rows[0];
  if (!row) throw refuse("copy-unknown");
  const next = offerStateAfter(row.state, trigger);
  if (!next)
    throw new Problem(row.state === "hidden" ? "copy-hidden" : "copy-state", 409, { state: row.state });
  const to = trigger === "lift" ? (row.hidden_from ?? "paused") : next;
  const hiddenFrom = to === "hidden" ? (row.state === "hidden" ? row.hidden_from : row.state) : null;
  const changes = [sql`state = ${to}`, sql`hidden_from = ${hiddenFrom}`, ...set];
  await sql`update shelves.offer set ${sql.join(changes)} where copy_id = ${copyId}`.execute(tx);
  return to;
}

/** Pauses everything somebody offers now; how many copies that were. */
export async function pauseAllOf(tx: Tx, ownerId: string): Promise<number> {
  const { rows } = await sql`update shelves.offer set state = ${offerStateAfter("open", "pause")}
    where owner_id = ${ownerId} and state = 'open' returning copy_id`.execute(tx);
  return rows.length;
}

/** Takes every copy of somebody who is gone out of sharing. */
export async function endAllOf(tx: Tx, ownerId: string): Promise<void> {
  await sql`update shelves.offer set state = ${offerStateAfter("open", "withdraw")}, owner_id = null, is_public = false,
    to_friends = false, cell = null, pt = null where owner_id = ${ownerId}`.execute(tx);
}
