import { sql } from "kysely";
import { setItemCondition, type Title } from "../catalogue/index.ts";
import { getBranch } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { demandPermission, mayDo } from "../people/index.ts";
import { publishAvailability } from "./availability-events.ts";
import { type HoldState, liveHoldStates, statesBefore } from "./hold-states.ts";
import { notify } from "./notices.ts";
import { constraintProblems } from "./problems.ts";
import { lockInstance, targetHolds } from "./targeting.ts";
import { endTransit, sendItem } from "./transits.ts";

/** A hold as its reader sees it. `position`: place in the queue of those not yet on the shelf, from 1. */
export type HoldView = {
  id: string;
  instanceId: number;
  title: Title;
  pickupBranchId: number;
  state: HoldState;
  placedAt: string;
  shelfUntil: string | null;
  position: number | null;
};

const MOST_LIVE_HOLDS = 50;

/**
 * A reader asks for an instance, to be picked up at a branch. Desk staff may ask for a reader of theirs.
 * Refuses in this order: `forbidden` 403, `branch-unknown` 404, `branch-no-pickup` 409, `instance-unknown` 404,
 * `nothing-to-lend` 409 (no copy that could ever be lent), `hold-exists` 409, `already-on-loan` 409, `too-many-holds` 409.
 */
export async function placeHold(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { instanceId: number; pickupBranchId: number; personId?: string },
): Promise<HoldView> {
  const personId = input.personId ?? actor.personId;
  if (personId !== actor.personId) demandPermission(actor, "circulation.desk", actor.scope);
  const branch = await getBranch(tx, input.pickupBranchId);
  if (!branch.isPickup) throw new Problem("branch-no-pickup", 409, { branchId: branch.id });
  await lockInstance(tx, input.instanceId);
  await demandLendable(tx, input.instanceId, personId);
  const id = newId<"hold">();
  await refuseOn(constraintProblems, async () => {
    await sql`insert into circulation.hold (id, person_id, instance_id, pickup_branch_id, state, placed_at)
      values (${id}, ${personId}, ${input.instanceId}, ${input.pickupBranchId}, 'waiting', ${clock.now()})`.execute(
      tx,
    );
  });
  await targetHolds(tx, clock, input.instanceId);
  await publishAvailability(tx, [input.instanceId]);
  return (await holdsOf(tx, personId)).find((hold) => hold.id === id)!;
}

async function demandLendable(tx: Tx, instanceId: number, personId: string): Promise<void> {
  const { rows } = await sql<{
    known: boolean;
    lendable: number;
    own_loans: number;
    live: number;
    same: number;
  }>`
    select exists (select 1 from catalogue.instance i where i.id = ${instanceId} and i.record_count > 0) as known,
      (select count(*) from catalogue.record r join catalogue.item i on i.record_id = r.id
        where r.instance_id = ${instanceId} and r.deleted_at is null and i.for_loan
          and i.condition = 'good') as lendable,
      (select count(*) from circulation.loan l join catalogue.item i on i.id = l.item_id
        join catalogue.record r on r.id = i.record_id
        where l.person_id = ${personId} and l.returned_at is null and r.instance_id = ${instanceId}) as own_loans,
      (select count(*) from circulation.hold h where h.person_id = ${personId}
        and h.state = any(${[...liveHoldStates]}::text[])) as live,
      (select count(*) from circulation.hold h where h.person_id = ${personId} and h.instance_id = ${instanceId}
        and h.state = any(${[...liveHoldStates]}::text[])) as same`.execute(tx);
  const facts = rows[0]!;
  if (!facts.known) throw new Problem("instance-unknown", 404);
  if (facts.lendable === 0) throw new Problem("nothing-to-lend", 409);
  if (facts.same > 0) throw new Problem("hold-exists", 409);
  if (facts.own_loans > 0) throw new Problem("already-on-loan", 409);
  if (facts.live >= MOST_LIVE_HOLDS) throw new Problem("too-many-holds", 409, { limit: MOST_LIVE_HOLDS });
}

export type HoldRow = {
  id: string;
  person_id: string;
  instance_id: number;
  pickup_branch_id: number;
  state: HoldState;
  item_id: number | null;
};

/** The hold, locked with its instance's queue. Refuses `hold-unknown` 404. */
export async function lockHold(tx: Tx, holdId: string): Promise<HoldRow> {
  if (!isUuid(holdId)) throw new Problem("hold-unknown", 404);
  const found = await sql<{ instance_id: number }>`
    select h.instance_id from circulation.hold h where h.id = ${holdId}`.execute(tx);
  if (!found.rows[0]) throw new Problem("hold-unknown", 404);
  await lockInstance(tx, found.rows[0].instance_id);
  const { rows } = await sql<HoldRow>`
    select h.id, h.person_id, h.instance_id, h.pickup_branch_id, h.state, h.item_id
    from circulation.hold h where h.id = ${holdId} for update`.execute(tx);
  return rows[0]!;
}

/**
 * The reader, or a desk of the pickup branch's member, takes a hold back. A captured item goes to the next reader or
 * home. Refuses `hold-unknown` 404 (also for holds of others), `hold-closed` 409.
 */
export async function cancelHold(tx: Tx, actor: Actor, clock: Clock, holdId: string): Promise<void> {
  const hold = await lockHold(tx, holdId);
  if (hold.person_id !== actor.personId) {
    const branch = await getBranch(tx, hold.pickup_branch_id);
    if (!mayDo(actor, "circulation.desk", branch.memberId)) throw new Problem("hold-unknown", 404);
    await notify(tx, clock, hold.person_id, "hold-cancelled", { instanceId: hold.instance_id });
  }
  await closeHold(tx, clock, hold, "cancel");
}

/** Ends a hold by `cancel` or `expire` and lets its item go on. Refuses `hold-closed` 409. */
export async function closeHold(
  tx: Tx,
  clock: Clock,
  hold: HoldRow,
  trigger: "cancel" | "expire",
): Promise<void> {
  if (!statesBefore(trigger).includes(hold.state)) throw new Problem("hold-closed", 409);
  const state = trigger === "cancel" ? "cancelled" : "expired";
  await sql`update circulation.hold set state = ${state}, closed_at = ${clock.now()}, version = version + 1
    where id = ${hold.id}`.execute(tx);
  if (hold.item_id !== null) await letItemGo(tx, clock, hold.item_id, hold.state, hold.pickup_branch_id);
  await targetHolds(tx, clock, hold.instance_id);
  await publishAvailability(tx, [hold.instance_id]);
}

/**
 * An item that waited on the shelf is wanted by the next reader, or goes home; one on its way keeps travelling, but
 * now only home. Scanning it at the desk decides again.
 */
async function letItemGo(
  tx: Tx,
  clock: Clock,
  itemId: number,
  before: HoldState,
  pickupBranchId: number,
): Promise<void> {
  if (before !== "in-transit" && before !== "on-shelf") return;
  const { rows } = await sql<{ home_branch_id: number; current_branch_id: number }>`
    select i.home_branch_id, i.current_branch_id from catalogue.item i where i.id = ${itemId} for update`.execute(
    tx,
  );
  const item = rows[0]!;
  const from = before === "on-shelf" ? pickupBranchId : item.current_branch_id;
  if (before === "in-transit") await endTransit(tx, clock, itemId, "cancelled");
  if (from !== item.home_branch_id) await sendItem(tx, clock, itemId, from, item.home_branch_id, null);
}

/**
 * "Not on the shelf": the item is passed over for this hold, which goes to the next best one.
 * `isMissing` also takes the item out of use until somebody finds it. Refuses `hold-unknown` 404 for other members'
 * items, `hold-not-targeted` 409.
 */
export async function declineTarget(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  holdId: string,
  isMissing: boolean,
): Promise<void> {
  const hold = await lockHold(tx, holdId);
  if (hold.state !== "targeted" || hold.item_id === null) {
    if (!mayDo(actor, "circulation.desk", actor.scope)) throw new Problem("hold-unknown", 404);
    throw new Problem("hold-not-targeted", 409);
  }
  const { rows } = await sql<{ member_id: number }>`
    select b.member_id from catalogue.item i join consortium.branch b on b.id = i.current_branch_id
    where i.id = ${hold.item_id}`.execute(tx);
  if (!mayDo(actor, "circulation.desk", rows[0]!.member_id)) throw new Problem("hold-unknown", 404);
  await sql`update circulation.hold set state = 'waiting', item_id = null, targeted_at = null, version = version + 1
    where id = ${hold.id}`.execute(tx);
  await sql`insert into circulation.hold_candidate (hold_id, item_id, minutes, rejected, considered_at)
    values (${hold.id}, ${hold.item_id}, 0, 'declined', ${clock.now()})
    on conflict (hold_id, item_id) do update set rejected = 'declined', considered_at = excluded.considered_at`.execute(
    tx,
  );
  if (isMissing) await setItemCondition(tx, actor, hold.item_id, "missing");
  await targetHolds(tx, clock, hold.instance_id);
  await publishAvailability(tx, [hold.instance_id]);
}

/** Holds whose time on the shelf is over: they expire, their readers hear of it, the items go on. For the nightly job. */
export async function listShelfExpired(db: Db, clock: Clock): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select h.id from circulation.hold h join consortium.branch b on b.id = h.pickup_branch_id
    join consortium.member m on m.id = b.member_id
    where h.state = 'on-shelf' and h.shelf_until < (${clock.now()}::timestamptz at time zone m.time_zone)::date
    order by h.shelf_until limit 1000`.execute(db);
  return rows.map((row) => row.id);
}

/** Expires one hold of `listShelfExpired`; nothing happens when it was fetched meanwhile. */
export async function expireHold(tx: Tx, clock: Clock, holdId: string): Promise<void> {
  const hold = await lockHold(tx, holdId);
  if (hold.state !== "on-shelf") return;
  await closeHold(tx, clock, hold, "expire");
  await notify(tx, clock, hold.person_id, "hold-expired", { instanceId: hold.instance_id });
}

const PAGE = 100;

/** A reader's holds: those that stand first, then the latest closed ones. */
export async function holdsOf(db: Db, personId: string, limit: number = PAGE): Promise<HoldView[]> {
  const { rows } = await sql<{
    id: string;
    instance_id: number;
    title: Title;
    pickup_branch_id: number;
    state: HoldState;
    placed_at: Date;
    shelf_until: string | null;
    position: number | null;
  }>`select h.id, h.instance_id, x.brief -> 'title' as title, h.pickup_branch_id, h.state, h.placed_at, h.shelf_until,
      case when h.state in ('waiting', 'targeted', 'in-transit') then (
        select count(*) + 1 from circulation.hold q where q.instance_id = h.instance_id
          and q.state in ('waiting', 'targeted', 'in-transit') and (q.placed_at, q.id) < (h.placed_at, h.id)) end as position
    from circulation.hold h join catalogue.instance x on x.id = h.instance_id
    where h.person_id = ${personId}
    order by (h.closed_at is null) desc, h.placed_at desc, h.id desc limit ${limit}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    instanceId: row.instance_id,
    title: row.title,
    pickupBranchId: row.pickup_branch_id,
    state: row.state,
    placedAt: row.placed_at.toISOString(),
    shelfUntil: row.shelf_until,
    position: row.position,
  }));
}
