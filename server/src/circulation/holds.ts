import { partKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import { seenBy, type Viewer, viewerOf } from "../audience/index.ts";
import { following, resolveInstance, type Title } from "../catalogue/index.ts";
import { getBranch, getMember, listBranches } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { auditInsert } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import { type Clock, dateIn, type PlainDate } from "../kernel/time.ts";
import { demandPermission, mayDo } from "../people/index.ts";
import { throughCopy } from "../placement/index.ts";
import { holdLimit } from "../policies/index.ts";
import { type HoldState, holdStateAfter, liveHoldStates } from "../targeting/hold-states.ts";
import { lockInstance, notifyOfHold, partsToChoose, publishAvailability } from "../targeting/index.ts";
import { type HoldRow, lockHold, moveHold } from "./hold-moves.ts";
import { bestEdition } from "./holds/editions.ts";
import { demandStanding, judgeStanding, type StandingFacts, standingFacts } from "./patron-standing.ts";
import { constraintProblems } from "./refusals.ts";
import { letItemLie } from "./take-down.ts";
import { targetHolds } from "./targeting.ts";

/** A hold as its reader sees it. `position`: place in the queue of those not yet on the shelf, from 1. */
export type HoldView = {
  id: string;
  instanceId: number;
  title: Title;
  /** The part of a set that is asked for; null: the title has none, or whatever comes. */
  part: string | null;
  pickupBranchId: number;
  state: HoldState;
  placedAt: string;
  neededUntil: PlainDate | null;
  shelfUntil: PlainDate | null;
  position: number | null;
  /** Every copy is being searched for. */
  isStalled: boolean;
  /** It rests until then; null: it does not. */
  suspendedUntil: PlainDate | null;
  /** One item and no other; null: any copy. */
  wantedItemId: number | null;
  anyEdition: boolean;
};

/** What a reader asks for, and where they come for it. */
export type HoldOrder = {
  instanceId: number;
  pickupBranchId: number;
  personId?: string | undefined;
  neededUntil?: PlainDate | undefined;
  /** One of the parts that copies bear; empty: a copy that bears none. */
  part?: string | undefined;
  /** This item and no other. */
  itemId?: number | undefined;
  /** Whichever edition of the work has a copy first. */
  anyEdition?: boolean | undefined;
};

/**
 * A reader asks for an instance, to be picked up at a branch. Desk staff may ask for a reader. `neededUntil`: the last
 * day, at the pickup branch, on which the reader has use for it. `part`: which part of a set; where copies bear parts it
 * must be said.
 * Refuses in this order: `forbidden` 403, `branch-unknown` 404, `branch-no-pickup` 409, `needed-until-past` 409,
 * `instance-unknown` 404, `person-unknown` 404, what `demandStanding` refuses 409, `nothing-to-lend` 409 (no copy that could ever be lent),
 * `part-needed` 409 (`parts`: those there are, one a line), `part-unknown` 409 (the same), `hold-exists` 409,
 * `already-on-loan` 409, `too-many-holds` 409.
 */
export async function placeHold(tx: Tx, actor: Actor, clock: Clock, input: HoldOrder): Promise<HoldView> {
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
  const viewer = viewerOf(actor);
  const named = await resolveInstance(tx, input.instanceId, viewer);
  if (named === undefined) throw new Problem("instance-unknown", 404);
  const { asked, itemId } = await throughCopy(tx, viewer, { ...input, instanceId: named });
  const instanceId = input.anyEdition ? await bestEdition(tx, asked) : asked;
  await lockInstance(tx, instanceId);
  const facts = await askFacts(tx, clock, instanceId, { personId, viewer });
  const wanted = itemId === undefined ? undefined : await wantedPart(tx, instanceId, itemId);
  const part = refuseUnasked(facts, wanted ?? input.part, (await holdLimit(tx, personId, clock.now())).most);
  const id = newId<"hold">();
  const byPart = part !== null && itemId === undefined && !input.anyEdition;
  const madeUnder = byPart ? await following.recordsOfPart(tx, instanceId, part) : null;
  await refuseOn(constraintProblems, async () => {
    await sql`insert into circulation.hold (id, person_id, instance_id, pickup_branch_id, state, placed_at, needed_until, part, part_key,
        wanted_item_id, any_edition, made_under)
      values (${id}, ${personId}, ${instanceId}, ${input.pickupBranchId}, 'waiting', ${clock.now()},
        ${neededUntil ?? null}::date, ${part}, ${part === null ? null : partKey(part)},
        ${itemId ?? null}::bigint, ${input.anyEdition ?? false}, ${madeUnder}::bigint[])`.execute(tx);
  });
  await targetHolds(tx, clock, instanceId);
  await publishAvailability(tx, [instanceId]);
  const isOwn = personId === actor.personId;
  await noteHold(tx, actor, clock, "hold.place", id, { instanceId, pickupBranchId: branch.id, isOwn });
  return await findHold(tx, id);
}

/** The part of an item of this title that can be lent. Refuses `item-unknown` 404, `nothing-to-lend` 409. */
async function wantedPart(tx: Tx, instanceId: number, itemId: number): Promise<string> {
  const { rows } = await sql<{ part: string; lends: boolean }>`
    select i.part, i.for_loan and i.condition = 'good' as lends from catalogue.item_fact i
    where i.id = ${itemId} and i.instance_id = ${instanceId}`.execute(tx);
  if (!rows[0]) throw new Problem("item-unknown", 404);
  if (!rows[0].lends) throw new Problem("nothing-to-lend", 409);
  return rows[0].part;
}

type AskFacts = {
  standing: StandingFacts;
  /** Parts of the copies that could be lent. */
  parts: string[];
  /** Parts of this title the reader has now. */
  own_parts: string[];
  live: number;
  /** Parts of this title the reader waits for; null: any. */
  same: (string | null)[];
};

async function askFacts(
  tx: Tx,
  clock: Clock,
  instanceId: number,
  { personId, viewer }: { personId: string; viewer: Viewer },
): Promise<AskFacts> {
  const { rows } = await sql<AskFacts>`
    select ${standingFacts(sql`${personId}::uuid`, clock.now())} as standing,
      array(select distinct i.part from catalogue.record_line r join catalogue.item_line i on i.record_id = r.id
        where r.instance_id = ${instanceId} and r.deleted_at is null and i.for_loan and i.condition = 'good'
          and ${seenBy(viewer, "i.audience")}
          and not exists (select 1 from circulation.loan l
            where l.item_id = i.id and l.returned_at is null and l.claimed_at is not null)) as parts,
      array(select i.part from circulation.loan l join catalogue.item_line i on i.id = l.item_id
        join catalogue.record_line r on r.id = i.record_id
        where l.person_id = ${personId} and l.returned_at is null and r.instance_id = ${instanceId}) as own_parts,
      (select count(*) from circulation.hold h where h.person_id = ${personId}
        and h.state = any(${liveHoldStates}::text[])) as live,
      array(select h.part_key from circulation.hold h where h.person_id = ${personId}
        and h.instance_id = ${instanceId} and h.state = any(${liveHoldStates}::text[])) as same`.execute(tx);
  return rows[0]!;
}

/** Refuses what `placeHold` says, in its order; gives the part that is asked for, null where there are none to choose from. */
function refuseUnasked(facts: AskFacts, asked: string | undefined, limit: number): string | null {
  if (!facts.standing.person) throw new Problem("person-unknown", 404);
  demandStanding(judgeStanding(facts.standing));
  const part = choosePart(facts.parts, asked);
  const key = part === null ? null : partKey(part);
  if (facts.same.some((one) => one === null || key === null || one === key))
    throw new Problem("hold-exists", 409);
  if (facts.own_parts.some((one) => key === null || partKey(one) === key))
    throw new Problem("already-on-loan", 409);
  if (facts.live >= limit) throw new Problem("too-many-holds", 409, { limit });
  return part;
}

/** The part meant, as copies bear it; null where no copy bears one. Pure. */
function choosePart(given: readonly string[], asked: string | undefined): string | null {
  if (given.length === 0) throw new Problem("nothing-to-lend", 409);
  const parts = partsToChoose(given);
  if (parts.length === 1 && parts[0] === "") {
    if (asked === undefined || asked === "") return null;
    throw new Problem("part-unknown", 409, { parts: "" });
  }
  const list = parts.join("\n");
  if (asked === undefined) {
    if (parts.length === 1) return parts[0]!;
    throw new Problem("part-needed", 409, { parts: list });
  }
  const key = partKey(asked);
  const found = parts.find((part) => partKey(part) === key);
  if (found === undefined) throw new Problem("part-unknown", 409, { parts: list });
  return found;
}

/**
 * The reader, or a desk of the pickup branch's member, takes a hold back. A captured item is taken down from its shelf and
 * scanned, which says where it goes; one on its way is decided on where it arrives. Refuses `hold-unknown` 404 (also for holds of others),
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
export async function noteHold(
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

/** Ends a hold; its item is on the list to take down until a scan finds who is next. Refuses `hold-closed` 409. */
async function closeHold(tx: Tx, clock: Clock, hold: HoldRow, trigger: "cancel" | "expire"): Promise<void> {
  if (!holdStateAfter(hold.state, trigger)) throw new Problem("hold-closed", 409);
  await moveHold(tx, clock, hold, trigger);
  await letItemLie(tx, clock, hold);
  await targetHolds(tx, clock, hold.instance_id);
  await publishAvailability(tx, [hold.instance_id]);
}

const MOST_EXPIRED = 1000;

/** Holds whose last day on the shelf is over, by the calendar of the pickup branch. For the hourly job. */
export async function listShelfExpired(db: Db, clock: Clock): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select h.id from circulation.hold h join consortium.branch_line b on b.id = h.pickup_branch_id
    join consortium.member_fact m on m.id = b.member_id
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

/** One hold as its reader sees it. */
export async function findHold(db: Db, holdId: string): Promise<HoldView> {
  return (await findHolds(db, sql`h.id = ${holdId}`, 1))[0]!;
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
    part: string | null;
    stalled: boolean;
    suspended_until: PlainDate | null;
    wanted_item_id: number | null;
    any_edition: boolean;
  }>`select h.suspended_until, h.wanted_item_id, h.any_edition, h.id, h.instance_id, x.statement as title, h.part, h.stalled_at is not null as stalled, h.pickup_branch_id, h.state, h.placed_at, h.needed_until, h.shelf_until,
      case when h.state in ('waiting', 'targeted', 'in-transit') then (
        select count(*) + 1 from circulation.hold q where q.instance_id = h.instance_id
          and (q.part_key is null or h.part_key is null or q.part_key = h.part_key)
          and q.state in ('waiting', 'targeted', 'in-transit') and (q.placed_at, q.id) < (h.placed_at, h.id)) end as position
    from circulation.hold h join catalogue.title_line x on x.id = h.instance_id
    where ${condition}
    order by (h.closed_at is null) desc, h.placed_at desc, h.id desc limit ${limit}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    instanceId: row.instance_id,
    title: row.title,
    part: row.part,
    pickupBranchId: row.pickup_branch_id,
    state: row.state,
    placedAt: row.placed_at.toISOString(),
    neededUntil: row.needed_until,
    shelfUntil: row.shelf_until,
    position: row.position,
    isStalled: row.stalled,
    suspendedUntil: row.suspended_until,
    wantedItemId: row.wanted_item_id,
    anyEdition: row.any_edition,
  }));
}
