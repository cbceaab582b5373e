import { sql } from "kysely";
import type { Hanging } from "../../contracts/hanging.ts";
import type { Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { type HoldState, liveHoldStates } from "../../targeting/hold-states.ts";
import { lockInstances, notifyOfHold, publishAvailability } from "../../targeting/index.ts";
import { moveHold } from "../hold-moves.ts";
import { letItemLie } from "../take-down.ts";
import { targetHoldsOf } from "../targeting.ts";
import { endHopelessHolds } from "./unfilled.ts";

/** How far along a hold is: the furthest of several is kept. */
const PROGRESS: HoldState[] = ["waiting", "targeted", "in-transit", "on-shelf"];
const MOST_REDIRECTS = 10;

const WAITS = sql`o.state in ('waiting', 'targeted') and not o.any_edition`;
/** Requests that wait; whoever takes any edition stays with the work. */
export const holdHanging: Hanging = { table: "circulation.hold", each: ["id"], only: WAITS };

type MovingHold = {
  id: string;
  person_id: string;
  instance_id: number;
  state: HoldState;
  item_id: number | null;
  part_key: string | null;
  targeted_at: Date | null;
  placed_at: Date;
  /** The instance the hold is for from now on. */
  to_id: number;
};

/**
 * Records came, went, or moved between instances. Holds follow: one whose copy is on its way or on the hold shelf goes with
 * that copy, the others as `circulation.belongs_to` says or to where their instance was joined into. Then waiting readers
 * are served with what is there now, and those nobody can serve any more are told so.
 */
export async function followInstances(tx: Tx, clock: Clock, instanceIds: number[]): Promise<void> {
  const { rows: waiting } = await sql<{ instance_id: number }>`
    select distinct h.instance_id from circulation.hold h
    where h.instance_id = any(${instanceIds}::bigint[]) and h.state in ('waiting', 'targeted')`.execute(tx);
  const expected = await movingHolds(tx, instanceIds);
  const known = new Set(waiting.map((row) => row.instance_id));
  for (const hold of expected) known.add(hold.instance_id).add(hold.to_id);
  await lockInstances(tx, [...known]);
  // What a rival did before the locks were had counts; what it left for a later message comes with that.
  const moving = (await movingHolds(tx, instanceIds)).filter(
    (hold) => known.has(hold.to_id) && known.has(hold.instance_id),
  );
  for (const [toId, holds] of Map.groupBy(moving, (hold) => hold.to_id))
    await moveAlong(tx, clock, toId, holds);
  const changed: number[] = [];
  const targeted = await targetHoldsOf(tx, clock, [...known]);
  for (const id of [...known].sort((a, b) => a - b)) {
    const ended = await endHopelessHolds(tx, clock, id);
    if (targeted.has(id) || ended > 0) changed.push(id);
  }
  await publishAvailability(tx, changed);
}

/** Live holds of these instances that belong to another instance now. */
async function movingHolds(tx: Tx, instanceIds: number[]): Promise<MovingHold[]> {
  const { rows } = await sql<MovingHold>`
    with recursive way as (
      select i.id as from_id, i.merged_into as to_id, 1 as step from catalogue.instance_trail i
      where i.id = any(${instanceIds}::bigint[]) and i.merged_into is not null
      union all
      select w.from_id, i.merged_into, w.step + 1 from way w join catalogue.instance_trail i on i.id = w.to_id
      where i.merged_into is not null and w.step < ${MOST_REDIRECTS}
    ), last as (select distinct on (w.from_id) w.from_id, w.to_id from way w order by w.from_id, w.step desc
    ), live as (
      select h.id, h.person_id, h.instance_id, h.state, h.item_id, h.part_key, h.targeted_at, h.placed_at,
        coalesce(case when h.state in ('in-transit', 'on-shelf') then r.instance_id end,
          circulation.belongs_to(h), l.to_id, h.instance_id) as to_id
      from circulation.hold h
      left join catalogue.item_line i on i.id = h.item_id
      left join catalogue.record_line r on r.id = i.record_id
      left join last l on l.from_id = h.instance_id
      where h.instance_id = any(${instanceIds}::bigint[]) and h.state = any(${liveHoldStates}::text[])
    )
    select l.id, l.person_id, l.instance_id, l.state, l.item_id, l.part_key, l.targeted_at, l.placed_at, l.to_id from live l
    where l.to_id <> l.instance_id order by l.placed_at, l.id`.execute(tx);
  return rows;
}

/**
 * Moves holds to another instance. A reader who has asked for both keeps one hold, the one that is furthest along, with
 * the place in the queue of the older, and is told. Two parts of one title stay two.
 */
async function moveAlong(tx: Tx, clock: Clock, toId: number, moving: MovingHold[]): Promise<void> {
  const persons = [...new Set(moving.map((hold) => hold.person_id))];
  const { rows: there } = await sql<MovingHold>`
    select h.id, h.person_id, h.instance_id, h.state, h.item_id, h.part_key, h.targeted_at, h.placed_at, h.instance_id as to_id
    from circulation.hold h where h.instance_id = ${toId} and h.person_id = any(${persons}::uuid[])
      and h.state = any(${liveHoldStates}::text[])`.execute(tx);
  // A hold that is about to move away from there does not count.
  const staying = there.filter((hold) => !moving.some((one) => one.id === hold.id));
  const kept: string[] = [];
  for (const holds of Map.groupBy(
    [...moving, ...staying],
    (hold) => `${hold.person_id} ${hold.part_key ?? ""}`,
  ).values()) {
    const best = holds.reduce((a, b) => (PROGRESS.indexOf(b.state) > PROGRESS.indexOf(a.state) ? b : a));
    const oldest = holds.reduce((a, b) => (b.placed_at < a.placed_at ? b : a));
    kept.push(best.id);
    for (const hold of holds.filter((one) => one !== best)) {
      await moveHold(tx, clock, hold, "cancel");
      await letItemLie(tx, clock, hold);
      await notifyOfHold(tx, clock, { ...hold, instance_id: toId }, "hold-merged");
    }
    if (oldest !== best)
      await sql`update circulation.hold set placed_at = ${oldest.placed_at} where id = ${best.id}`.execute(
        tx,
      );
  }
  await sql`update circulation.hold set instance_id = ${toId}, version = version + 1
    where id = any(${kept}::uuid[]) and instance_id <> ${toId}`.execute(tx);
}
