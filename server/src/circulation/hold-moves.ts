import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import type { Clock, PlainDate } from "../kernel/time.ts";
import {
  type HoldState,
  type HoldTrigger,
  holdStateAfter,
  liveHoldStates,
} from "../targeting/hold-states.ts";
import { lockInstance, publishHoldMove } from "../targeting/index.ts";
import { constraintProblems } from "./refusals.ts";

/** A hold as commands work on it. */
export type HoldRow = {
  id: string;
  person_id: string;
  instance_id: number;
  pickup_branch_id: number;
  state: HoldState;
  item_id: number | null;
  targeted_at: Date | null;
};

/** A hold follows its instance when records are joined: so often at most while somebody waits for the lock. */
const MOST_MOVES = 5;

/** The hold, with the queue of its instance locked. Refuses `hold-unknown` 404. */
export async function lockHold(tx: Tx, holdId: string): Promise<HoldRow> {
  if (!isUuid(holdId)) throw new Problem("hold-unknown", 404);
  let found = await readHold(tx, holdId);
  for (let i = 0; i < MOST_MOVES; i++) {
    await lockInstance(tx, found.instance_id);
    const now = await readHold(tx, holdId);
    if (now.instance_id === found.instance_id) return now;
    found = now;
  }
  throw new Error(`Hold ${holdId} keeps moving between instances`);
}

async function readHold(tx: Tx, holdId: string): Promise<HoldRow> {
  const { rows } = await sql<HoldRow>`
    select h.id, h.person_id, h.instance_id, h.pickup_branch_id, h.state, h.item_id, h.targeted_at
    from circulation.hold h where h.id = ${holdId}`.execute(tx);
  if (!rows[0]) throw new Problem("hold-unknown", 404);
  return rows[0];
}

/**
 * Moves a hold along its table of states; the caller holds `lockInstance`. A hold that goes back to waiting lets go
 * of its item, one that ended keeps it as a memory. Throws where the table has no such way: that is a bug of the caller.
 */
export async function moveHold(
  tx: Tx,
  clock: Clock,
  hold: Pick<HoldRow, "id" | "state">,
  trigger: HoldTrigger,
  { itemId, shelfUntil }: { itemId?: number; shelfUntil?: PlainDate } = {},
): Promise<HoldState> {
  return await moveHolds(tx, clock, [{ id: hold.id, itemId }], hold.state, trigger, shelfUntil);
}

/** `moveHold` for several that are in the same state. */
export async function moveHolds(
  tx: Tx,
  clock: Clock,
  holds: readonly { id: string; itemId?: number | undefined }[],
  state: HoldState,
  trigger: HoldTrigger,
  shelfUntil?: PlainDate,
): Promise<HoldState> {
  const next = holdStateAfter(state, trigger);
  if (!next) throw new Error(`A hold that is ${state} has no way to ${trigger}`);
  if (holds.length === 0) return next;
  const isLive = liveHoldStates.includes(next);
  const now = clock.now();
  const { numAffectedRows } = await refuseOn(constraintProblems, () =>
    sql`update circulation.hold h set state = ${next}, version = version + 1,
        item_id = case when ${next === "waiting"} then null else coalesce(m.item_id, h.item_id) end,
        targeted_at = case when ${next === "targeted"} then ${now}::timestamptz
          when ${next === "waiting"} then null else targeted_at end,
        shelf_until = case when ${next === "waiting" || next === "in-transit"} then null
          else coalesce(${shelfUntil ?? null}::date, shelf_until) end,
        stalled_at = case when ${next === "waiting"} then stalled_at end,
        closed_at = case when ${isLive} then null else ${now}::timestamptz end
      from unnest(${holds.map((one) => one.id)}::uuid[], ${holds.map((one) => one.itemId ?? null)}::bigint[]) m(id, item_id)
      where h.id = m.id and h.state = ${state}`.execute(tx),
  );
  if (numAffectedRows !== BigInt(holds.length))
    throw new Error(`Hold ${holds[0]!.id} was moved without its instance's lock`);
  for (const { id } of holds) await publishHoldMove(tx, id, state, next);
  return next;
}
