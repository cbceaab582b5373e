import { sql } from "kysely";
import { getBranch, getMember } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { auditInsert } from "../../kernel/audit.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { type Clock, dateIn, type PlainDate } from "../../kernel/time.ts";
import { mayDo } from "../../people/index.ts";
import { liveHoldStates } from "../../targeting/hold-states.ts";
import { passingRefusals, publishAvailability } from "../../targeting/index.ts";
import { type HoldRow, lockHold, moveHold } from "../hold-moves.ts";
import { findHold, type HoldView } from "../holds.ts";
import { refuse } from "../refusals.ts";
import { letItemLie } from "../take-down.ts";
import { targetHolds, targetHoldsOf } from "../targeting.ts";

/** What of a request may change; what is absent stays. `suspendedUntil`: the last day on which it rests, null: it rests no more. */
export type HoldChange = {
  pickupBranchId?: number | undefined;
  suspendedUntil?: PlainDate | null | undefined;
  neededUntil?: PlainDate | null | undefined;
};

/**
 * The reader, or a desk of the pickup library, changes a request: another place to pick up, resting until a day (its place in the
 * queue stays), needed until another day. A copy that was to be fetched for it is let go and found anew. Refuses `hold-unknown` 404
 * (also of others), `hold-closed` 409, `hold-ready` 409 (it waits on the shelf), `branch-unknown` 404, `branch-no-pickup` 409,
 * `hold-day-past` 409, `hold-on-its-way` 409 (one that travels cannot rest).
 */
export async function changeHold(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  holdId: string,
  change: HoldChange,
): Promise<HoldView> {
  const hold = await lockHold(tx, holdId);
  await demandConcerned(tx, actor, hold);
  if (!liveHoldStates.includes(hold.state)) throw refuse("hold-closed");
  if (hold.state === "on-shelf") throw refuse("hold-ready");
  const pickup = change.pickupBranchId ?? hold.pickup_branch_id;
  const branch = await getBranch(tx, pickup);
  if (!branch.isPickup) throw refuse("branch-no-pickup", { branchId: pickup });
  const today = dateIn((await getMember(tx, branch.memberId)).timeZone, clock.now());
  for (const day of [change.suspendedUntil, change.neededUntil])
    if (day && day < today) throw refuse("hold-day-past");
  const { suspendedUntil, neededUntil } = change;
  if (suspendedUntil && hold.state === "in-transit") throw refuse("hold-on-its-way");
  await sql`update circulation.hold set pickup_branch_id = ${pickup}, version = version + 1,
      suspended_until = case when ${suspendedUntil === undefined} then suspended_until else ${suspendedUntil ?? null}::date end,
      needed_until = case when ${neededUntil === undefined} then needed_until else ${neededUntil ?? null}::date end
    where id = ${hold.id}`.execute(tx);
  if (hold.state === "targeted" && (pickup !== hold.pickup_branch_id || suspendedUntil)) {
    await moveHold(tx, clock, hold, "release");
    await letItemLie(tx, clock, hold);
  }
  await targetHolds(tx, clock, hold.instance_id);
  await publishAvailability(tx, [hold.instance_id]);
  const subject = { kind: "hold", id: hold.id };
  const detail = { changed: Object.keys(change), isOwn: hold.person_id === actor.personId };
  await auditInsert(
    { actor, action: "hold.change", subject, scope: actor.scope, detail },
    clock.now(),
  ).execute(tx);
  return await findHold(tx, hold.id);
}

async function demandConcerned(tx: Tx, actor: Actor, hold: HoldRow): Promise<void> {
  if (hold.person_id === actor.personId) return;
  const branch = await getBranch(tx, hold.pickup_branch_id);
  if (!mayDo(actor, "circulation.desk", branch.memberId)) throw refuse("hold-unknown");
}

/** Titles behind `after` with requests that rest no more, or were refused a free copy for a time only. For the hourly job. */
export async function listWoken(db: Db, clock: Clock, after: number, most: number): Promise<number[]> {
  const { rows } = await sql<{ instance_id: number }>`
    select distinct h.instance_id from circulation.hold h join consortium.branch_fact b on b.id = h.pickup_branch_id
    join consortium.member_fact m on m.id = b.member_id
    where h.state = 'waiting' and h.instance_id > ${after}
      and (h.suspended_until < (${clock.now()}::timestamptz at time zone m.time_zone)::date or (h.suspended_until is null
        and exists (select 1 from circulation.hold_candidate c join circulation.item_state s on s.item_id = c.item_id
          where c.hold_id = h.id and c.rejected = any(${[...passingRefusals]}::text[]) and s.status = 'available')))
    order by h.instance_id limit ${most}`.execute(db);
  return rows.map((row) => row.instance_id);
}

/**
 * Requests of titles that rest no more, or were refused a copy for a time, look for one again. The caller holds the locks. Returns the titles whose requests
 * changed.
 */
export async function wake(tx: Tx, clock: Clock, instanceIds: readonly number[]): Promise<number[]> {
  await sql`update circulation.hold h set suspended_until = null
    from consortium.branch_fact b join consortium.member_fact m on m.id = b.member_id
    where h.instance_id = any(${instanceIds}::bigint[]) and b.id = h.pickup_branch_id and h.state = 'waiting'
      and h.suspended_until < (${clock.now()}::timestamptz at time zone m.time_zone)::date`.execute(tx);
  return [...(await targetHoldsOf(tx, clock, instanceIds)).keys()];
}
