import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { publishAvailability } from "./availability-events.ts";
import { moveHold } from "./hold-moves.ts";
import { notifyOfHold } from "./hold-notices.ts";
import { type HoldState, liveHoldStates } from "./hold-states.ts";
import { lockInstance } from "./instance-lock.ts";
import { targetHolds } from "./targeting.ts";
import { sendUnwantedHome } from "./transits.ts";
import { endHopelessHolds } from "./unfilled-holds.ts";

/** How far along a hold is: the furthest of several is kept. */
const PROGRESS: HoldState[] = ["waiting", "targeted", "in-transit", "on-shelf"];
const MOST_REDIRECTS = 10;

type MovingHold = {
  id: string;
  person_id: string;
  instance_id: number;
  state: HoldState;
  item_id: number | null;
  placed_at: Date;
};

/**
 * Records came, went or were joined: holds follow their instance to where it was joined into, waiting readers are
 * served with what is there now, and those nobody can serve any more are told so.
 */
export async function followInstances(tx: Tx, clock: Clock, instanceIds: number[]): Promise<void> {
  const { rows: moves } = await sql<{ from_id: number; to_id: number }>`
    with recursive way as (
      select i.id as from_id, i.merged_into as to_id, 1 as step from catalogue.instance i
      where i.id = any(${instanceIds}::bigint[]) and i.merged_into is not null
      union all
      select w.from_id, i.merged_into, w.step + 1 from way w join catalogue.instance i on i.id = w.to_id
      where i.merged_into is not null and w.step < ${MOST_REDIRECTS}
    )
    select distinct on (w.from_id) w.from_id, w.to_id from way w
    where exists (select 1 from circulation.hold h where h.instance_id = w.from_id
      and h.state = any(${liveHoldStates}::text[]))
    order by w.from_id, w.step desc`.execute(tx);
  const targets = new Set(moves.map((move) => move.to_id));
  const { rows: waiting } = await sql<{ instance_id: number }>`
    select distinct h.instance_id from circulation.hold h
    where h.instance_id = any(${instanceIds}::bigint[]) and h.state in ('waiting', 'targeted')`.execute(tx);
  for (const { instance_id } of waiting) targets.add(instance_id);
  const locked = new Set([...targets, ...moves.map((move) => move.from_id)]);
  for (const id of [...locked].sort((a, b) => a - b)) await lockInstance(tx, id);
  const freed: number[] = [];
  for (const move of moves) {
    freed.push(...(await joinHolds(tx, clock, move)));
    targets.delete(move.from_id);
  }
  const ids = [...targets].sort((a, b) => a - b);
  const changed: number[] = [];
  for (const id of ids) {
    const moved = await targetHolds(tx, clock, id);
    const ended = await endHopelessHolds(tx, clock, id);
    if (moved + ended > 0) changed.push(id);
  }
  await sendUnwantedHome(tx, clock, freed);
  await publishAvailability(tx, changed);
}

/**
 * Moves the holds of an instance to the one it was joined into. A reader who has asked for both keeps one hold, the one
 * that is furthest along, with the place in the queue of the older. Returns the items that were let go.
 */
async function joinHolds(
  tx: Tx,
  clock: Clock,
  { from_id, to_id }: { from_id: number; to_id: number },
): Promise<number[]> {
  const { rows } = await sql<MovingHold>`
    select h.id, h.person_id, h.instance_id, h.state, h.item_id, h.placed_at from circulation.hold h
    where h.instance_id in (${from_id}, ${to_id}) and h.state = any(${liveHoldStates}::text[])
      and (select count(*) from circulation.hold o where o.person_id = h.person_id
        and o.instance_id in (${from_id}, ${to_id}) and o.state = any(${liveHoldStates}::text[])) > 1
    order by h.person_id, h.placed_at, h.id`.execute(tx);
  const byPerson = Map.groupBy(rows, (row) => row.person_id);
  const freed: number[] = [];
  for (const holds of byPerson.values()) {
    const kept = holds.reduce((best, hold) =>
      PROGRESS.indexOf(hold.state) > PROGRESS.indexOf(best.state) ? hold : best,
    );
    for (const hold of holds.filter((one) => one !== kept)) {
      await moveHold(tx, clock, hold, "cancel");
      if (hold.item_id !== null && hold.state !== "in-transit") freed.push(hold.item_id);
      await notifyOfHold(tx, clock, { ...hold, instance_id: to_id }, "hold-merged");
    }
    await sql`update circulation.hold set placed_at = ${holds[0]!.placed_at} where id = ${kept.id}`.execute(
      tx,
    );
  }
  await sql`update circulation.hold set instance_id = ${to_id}, version = version + 1
    where instance_id = ${from_id} and state = any(${liveHoldStates}::text[])`.execute(tx);
  return freed;
}
