import { sql } from "kysely";
import { resolveInstance, setItemCondition, type Title } from "../catalogue/index.ts";
import { getBranch, getMember, listBranches } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { auditInsert } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import { type Clock, dateIn, type PlainDate } from "../kernel/time.ts";
import { demandPermission, mayDo } from "../people/index.ts";
import { publishAvailability } from "./availability-events.ts";
import { type HoldRow, lockHold, moveHold } from "./hold-moves.ts";
import { notifyOfHold } from "./hold-notices.ts";
import { type HoldState, holdStateAfter, liveHoldStates } from "./hold-states.ts";
import { lockInstance } from "./instance-lock.ts";
import { constraintProblems } from "./problems.ts";
import { targetHolds } from "./targeting.ts";
import { sendUnwantedHome } from "./transits.ts";

/** A hold as its reader sees it. `position`: place in the queue of those not yet on the shelf, from 1. */
export type HoldView = {
  id: string;
  instanceId: number;
  title: Title;
  pickupBranchId: number;
  state: HoldState;
  placedAt: string;
  neededUntil: PlainDate | null;
  shelfUntil: PlainDate | null;
  position: number | null;
};

const MOST_LIVE_HOLDS = 50;

/**
 * A reader asks for an instance, to be picked up at a branch. Desk staff may ask for a reader. `neededUntil`: the last
 * day, at the pickup branch, on which the reader has use for it.
 * Refuses in this order: `forbidden` 403, `branch-unknown` 404, `branch-no-pickup` 409, `needed-until-past` 409,
 * `instance-unknown` 404, `person-unknown` 404, `library-needed` 409 (a reader of no library), `card-blocked` 409 (all the reader's cards are), `affiliation-expired` 409 (all of them),
 * `nothing-to-lend` 409 (no copy that could ever be lent), `hold-exists` 409, `already-on-loan` 409,
 * `too-many-holds` 409.
 */
export async function placeHold(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { instanceId: number; pickupBranchId: number; personId?: string; neededUntil?: PlainDate },
): Promise<HoldView> {
  const personId = input.personId ?? actor.personId;
  if (personId !== actor.personId) demandPermission(actor, "circulation.desk", actor.scope);
  const branch = await getBranch(tx, input.pickupBranchId);
  if (!branch.isPickup) throw new Problem("branch-no-pickup", 409, { branchId: branch.id });
  const { neededUntil } = input;
  if (neededUntil !== undefined) {
    const { timeZone } = await getMember(tx, branch.memberId);
    if (neededUntil < dateIn(timeZone, clock.now()))
      throw new Problem("needed-until-past", 409, { neededUntil });
  }
  const instanceId = await resolveInstance(tx, input.instanceId);
  if (instanceId === undefined) throw new Problem("instance-unknown", 404);
  await lockInstance(tx, instanceId);
  refuseUnasked(await askFacts(tx, clock, instanceId, personId));
  const id = newId<"hold">();
  await refuseOn(constraintProblems, async () => {
    await sql`insert into circulation.hold (id, person_id, instance_id, pickup_branch_id, state, placed_at, needed_until)
      values (${id}, ${personId}, ${instanceId}, ${input.pickupBranchId}, 'waiting', ${clock.now()},
        ${neededUntil ?? null}::date)`.execute(tx);
  });
  await targetHolds(tx, clock, instanceId);
  await publishAvailability(tx, [instanceId]);
  const isOwn = personId === actor.personId;
  await noteHold(tx, actor, clock, "hold.place", id, { instanceId, pickupBranchId: branch.id, isOwn });
  return (await findHolds(tx, sql`h.id = ${id}`, 1))[0]!;
}

type AskFacts = {
  person: boolean;
  belongs: boolean;
  blocked: boolean;
  expired: boolean;
  lendable: boolean;
  own_loans: number;
  live: number;
  same: number;
};

async function askFacts(tx: Tx, clock: Clock, instanceId: number, personId: string): Promise<AskFacts> {
  const { rows } = await sql<AskFacts>`
    select exists (select 1 from people.person p where p.id = ${personId}) as person,
      (exists (select 1 from people.affiliation a where a.person_id = ${personId})
        or exists (select 1 from people.card c where c.person_id = ${personId})
        or exists (select 1 from people.role_grant g where g.person_id = ${personId})) as belongs,
      coalesce((select bool_and(c.blocked_at is not null) from people.card c where c.person_id = ${personId}),
        false) as blocked,
      coalesce((select bool_and(a.valid_until < (${clock.now()}::timestamptz at time zone m.time_zone)::date)
        from people.affiliation a join consortium.member m on m.id = a.member_id
        where a.person_id = ${personId}
        having bool_and(a.valid_until is not null)), false) as expired,
      exists (select 1 from catalogue.record r join catalogue.item i on i.record_id = r.id
        where r.instance_id = ${instanceId} and r.deleted_at is null and i.for_loan and i.condition = 'good'
          and not exists (select 1 from circulation.loan l
            where l.item_id = i.id and l.returned_at is null and l.claimed_at is not null)) as lendable,
      (select count(*) from circulation.loan l join catalogue.item i on i.id = l.item_id
        join catalogue.record r on r.id = i.record_id
        where l.person_id = ${personId} and l.returned_at is null and r.instance_id = ${instanceId}) as own_loans,
      (select count(*) from circulation.hold h where h.person_id = ${personId}
        and h.state = any(${liveHoldStates}::text[])) as live,
      (select count(*) from circulation.hold h where h.person_id = ${personId} and h.instance_id = ${instanceId}
        and h.state = any(${liveHoldStates}::text[])) as same`.execute(tx);
  return rows[0]!;
}

function refuseUnasked(facts: AskFacts): void {
  if (!facts.person) throw new Problem("person-unknown", 404);
  if (!facts.belongs) throw new Problem("library-needed", 409);
  if (facts.blocked) throw new Problem("card-blocked", 409);
  if (facts.expired) throw new Problem("affiliation-expired", 409);
  if (!facts.lendable) throw new Problem("nothing-to-lend", 409);
  if (facts.same > 0) throw new Problem("hold-exists", 409);
  if (facts.own_loans > 0) throw new Problem("already-on-loan", 409);
  if (facts.live >= MOST_LIVE_HOLDS) throw new Problem("too-many-holds", 409, { limit: MOST_LIVE_HOLDS });
}

/**
 * The reader, or a desk of the pickup branch's member, takes a hold back. A captured item goes to the next reader or
 * home; one on its way is decided on where it arrives. Refuses `hold-unknown` 404 (also for holds of others),
 * `hold-closed` 409.
 */
export async function cancelHold(tx: Tx, actor: Actor, clock: Clock, holdId: string): Promise<void> {
  const hold = await lockHold(tx, holdId);
  const isOwn = hold.person_id === actor.personId;
  if (!isOwn) {
    const branch = await getBranch(tx, hold.pickup_branch_id);
    if (!mayDo(actor, "circulation.desk", branch.memberId)) throw new Problem("hold-unknown", 404);
  }
  await closeHold(tx, clock, hold, "cancel");
  await noteHold(tx, actor, clock, "hold.cancel", hold.id, {
    state: hold.state,
    itemId: hold.item_id,
    isOwn,
  });
  if (!isOwn) await notifyOfHold(tx, clock, hold, "hold-cancelled");
}

/** Who did what to a hold. */
async function noteHold(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  action: string,
  id: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const subject = { kind: "hold", id };
  await auditInsert({ actor, action, subject, scope: actor.scope, detail }, clock.now()).execute(tx);
}

/** Ends a hold and lets its item go on to the next reader, or home. Refuses `hold-closed` 409. */
export async function closeHold(
  tx: Tx,
  clock: Clock,
  hold: HoldRow,
  trigger: "cancel" | "expire",
): Promise<void> {
  if (!holdStateAfter(hold.state, trigger)) throw new Problem("hold-closed", 409);
  await moveHold(tx, clock, hold, trigger);
  await targetHolds(tx, clock, hold.instance_id);
  const isHere = hold.state === "on-shelf" || hold.state === "targeted";
  if (isHere && hold.item_id !== null) await sendUnwantedHome(tx, clock, [hold.item_id]);
  await publishAvailability(tx, [hold.instance_id]);
}

/**
 * "Not on the shelf": the item is passed over for this hold until a scan finds it; the hold goes to the next best one.
 * `isMissing` also takes the item out of use until somebody finds it. Refuses `hold-unknown` 404 for items at other
 * members' branches, `hold-not-targeted` 409.
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
  await moveHold(tx, clock, hold, "decline");
  await sql`insert into circulation.hold_candidate (hold_id, item_id, minutes, rejected, considered_at)
    values (${hold.id}, ${hold.item_id}, 0, 'declined', ${clock.now()})
    on conflict (hold_id, item_id) do update set rejected = 'declined', considered_at = excluded.considered_at`.execute(
    tx,
  );
  if (isMissing) await setItemCondition(tx, actor, hold.item_id, "missing");
  await noteHold(tx, actor, clock, "hold.decline", hold.id, { itemId: hold.item_id, isMissing });
  await targetHolds(tx, clock, hold.instance_id);
  await sendUnwantedHome(tx, clock, [hold.item_id]);
  await publishAvailability(tx, [hold.instance_id]);
}

const MOST_EXPIRED = 1000;

/** Holds whose last day on the shelf is over, by the calendar of the pickup branch. For the hourly job. */
export async function listShelfExpired(db: Db, clock: Clock): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select h.id from circulation.hold h join consortium.branch b on b.id = h.pickup_branch_id
    join consortium.member m on m.id = b.member_id
    where h.state = 'on-shelf' and h.shelf_until < (${clock.now()}::timestamptz at time zone m.time_zone)::date
    order by h.shelf_until limit ${MOST_EXPIRED}`.execute(db);
  return rows.map((row) => row.id);
}

/**
 * Expires one hold of `listShelfExpired`: its reader hears of it, the item goes on. Nothing happens when it was
 * fetched meanwhile.
 */
export async function expireHold(tx: Tx, clock: Clock, holdId: string): Promise<void> {
  const hold = await lockHold(tx, holdId);
  if (hold.state !== "on-shelf") return;
  await closeHold(tx, clock, hold, "expire");
  await noteHold(tx, systemActor, clock, "hold.expire", hold.id, { itemId: hold.item_id });
  await notifyOfHold(tx, clock, hold, "hold-expired");
}

const PAGE = 100;

/** A reader's holds: those that stand first, then the latest closed ones. `at`: only those to be picked up there. */
export async function holdsOf(
  db: Db,
  personId: string,
  at: { pickupMemberId?: number } = {},
): Promise<HoldView[]> {
  const memberId = at.pickupMemberId;
  const branches = memberId === undefined ? [] : await listBranches(db, { memberId });
  const there =
    memberId === undefined
      ? sql`true`
      : sql`h.pickup_branch_id = any(${branches.map((branch) => branch.id)}::int[])`;
  return await findHolds(db, sql`h.person_id = ${personId} and ${there}`, PAGE);
}

async function findHolds(db: Db, condition: ReturnType<typeof sql>, limit: number): Promise<HoldView[]> {
  const { rows } = await sql<{
    id: string;
    instance_id: number;
    title: Title;
    pickup_branch_id: number;
    state: HoldState;
    placed_at: Date;
    needed_until: PlainDate | null;
    shelf_until: PlainDate | null;
    position: number | null;
  }>`select h.id, h.instance_id, x.brief -> 'title' as title, h.pickup_branch_id, h.state, h.placed_at, h.needed_until, h.shelf_until,
      case when h.state in ('waiting', 'targeted', 'in-transit') then (
        select count(*) + 1 from circulation.hold q where q.instance_id = h.instance_id
          and q.state in ('waiting', 'targeted', 'in-transit') and (q.placed_at, q.id) < (h.placed_at, h.id)) end as position
    from circulation.hold h join catalogue.instance x on x.id = h.instance_id
    where ${condition}
    order by (h.closed_at is null) desc, h.placed_at desc, h.id desc limit ${limit}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    instanceId: row.instance_id,
    title: row.title,
    pickupBranchId: row.pickup_branch_id,
    state: row.state,
    placedAt: row.placed_at.toISOString(),
    neededUntil: row.needed_until,
    shelfUntil: row.shelf_until,
    position: row.position,
  }));
}
