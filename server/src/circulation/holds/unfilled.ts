import { partKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Db, Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { type HoldState, holdStateAfter } from "../../targeting/hold-states.ts";
import { notifyOfHold, publishAvailability } from "../../targeting/index.ts";
import { hopefulConditions } from "../../targeting/item-condition-states.ts";
import { lockHold, moveHold } from "../hold-moves.ts";
import { letItemLie } from "../take-down.ts";
import { targetHolds } from "../targeting.ts";

/**
 * Ends the waiting holds of an instance of which no copy, or none of the part asked for, can ever be lent again: all are lost, withdrawn or for use in
 * the library only. Missing and damaged ones and those said to be returned may still come back. Their readers are told.
 * The caller holds `lockInstance`. Returns how many holds ended.
 */
export async function endHopelessHolds(tx: Tx, clock: Clock, instanceId: number): Promise<number> {
  const { rows } = await sql<{
    id: string;
    state: HoldState;
    person_id: string;
    instance_id: number;
    part_key: string | null;
    parts: string[];
    gone: boolean;
  }>`
    with hope as materialized (
      select array_agg(distinct i.part) as parts from catalogue.record_line r join catalogue.item_line i on i.record_id = r.id
      where r.instance_id = ${instanceId} and r.deleted_at is null and i.for_loan
        and i.condition = any(${hopefulConditions}::text[])
    )
    select h.id, h.state, h.person_id, h.instance_id, h.part_key, coalesce(p.parts, '{}') as parts,
      h.wanted_item_id is not null and not exists (select 1 from catalogue.item_fact i where i.id = h.wanted_item_id
        and i.for_loan and i.condition = any(${hopefulConditions}::text[])) as gone
    from circulation.hold h cross join hope p
    where h.instance_id = ${instanceId} and h.state = 'waiting' order by h.placed_at, h.id`.execute(tx);
  const hopeless = rows.filter(
    ({ part_key: wanted, parts, gone }) =>
      gone || (wanted === null ? parts.length === 0 : !parts.some((part) => partKey(part) === wanted)),
  );
  for (const hold of hopeless) {
    await moveHold(tx, clock, hold, "give-up");
    await notifyOfHold(tx, clock, hold, "hold-unfilled");
  }
  return hopeless.length;
}

const MOST_ENDED = 1000;

/** Holds whose readers have no use for them any more, by the calendar of the pickup branch. For the hourly job. */
export async function listUnneeded(db: Db, clock: Clock): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select h.id from circulation.hold h join consortium.branch_line b on b.id = h.pickup_branch_id
    join consortium.member_fact m on m.id = b.member_id
    where h.state in ('waiting', 'targeted')
      and h.needed_until < (${clock.now()}::timestamptz at time zone m.time_zone)::date
    order by h.needed_until limit ${MOST_ENDED}`.execute(db);
  return rows.map((row) => row.id);
}

/** Ends one hold of `listUnneeded`; its reader hears of it. Nothing happens when a copy set out meanwhile. */
export async function endUnneeded(tx: Tx, clock: Clock, holdId: string): Promise<void> {
  const hold = await lockHold(tx, holdId);
  if (!holdStateAfter(hold.state, "give-up")) return;
  await moveHold(tx, clock, hold, "give-up");
  await notifyOfHold(tx, clock, hold, "hold-out-of-time");
  await letItemLie(tx, clock, hold);
  await targetHolds(tx, clock, hold.instance_id);
  await publishAvailability(tx, [hold.instance_id]);
}
