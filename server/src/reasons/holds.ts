import { sql } from "kysely";
import { ownerCalendar } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { type Clock, dateIn, type PlainDate } from "../kernel/time.ts";
import { mayDo } from "../people/index.ts";
import { type Promised, promisesOf } from "./promises.ts";
import { refuse } from "./refusals.ts";

type HoldRow = {
  id: string;
  person_id: string;
  title: string;
  pickup_member_id: number;
  pickup_branch_id: number;
  suspended_until: PlainDate | null;
  item_id: number | null;
};
type CandidateRow = {
  itemId: number;
  barcode: string | null;
  branchId: number;
  memberId: number;
  minutes: number;
  cost: number | null;
  extra: { load?: number; fairness?: number; tries?: number };
  rejected: string | null;
};

/** Why a request waits. `candidates`: for staff of the pickup library, or of the library a copy belongs to. */
export type HoldExplanation = {
  holdId: string;
  title: string;
  state: string;
  position: number | null;
  pickupBranchId: number;
  suspendedUntil: PlainDate | null;
  promise: Promised;
  reasons: { reason: string; copies: number }[];
  candidates: (Omit<CandidateRow, "memberId"> & { isChosen: boolean })[];
};

const MOST_CANDIDATES = 500;

/**
 * Explains a live request: its place, when it can be picked up about, and what speaks against each copy; which copies these
 * are only to staff. Refuses `hold-unknown` 404, also for others' requests.
 */
export async function explainHold(
  db: Db,
  actor: Actor,
  clock: Clock,
  holdId: string,
): Promise<HoldExplanation> {
  if (!isUuid(holdId)) throw refuse("hold-unknown");
  const { rows } = await sql<HoldRow>`
    select h.id, h.person_id, t.title, b.member_id as pickup_member_id, h.pickup_branch_id,
      h.suspended_until, h.item_id
    from circulation.hold_line h join catalogue.title_line t on t.id = h.instance_id
    join consortium.branch_fact b on b.id = h.pickup_branch_id where h.id = ${holdId}`.execute(db);
  const hold = rows[0];
  if (!hold) throw refuse("hold-unknown");
  const all = await candidatesOf(db, holdId);
  const isStaff = mayDo(actor, "circulation.desk", hold.pickup_member_id);
  const seen = all.filter((one) => isStaff || mayDo(actor, "circulation.desk", one.memberId));
  if (hold.person_id !== actor.personId && !isStaff && seen.length === 0) throw refuse("hold-unknown");
  const zone = (await ownerCalendar(db, hold.pickup_member_id, clock.now())).timeZone;
  const promise = (await promisesOf(db, [holdId], dateIn(zone, clock.now()))).get(holdId)!;
  const reasonOf = (one: CandidateRow): string =>
    one.itemId === hold.item_id ? "chosen" : (one.rejected ?? "farther");
  return {
    holdId,
    title: hold.title,
    state: promise.state,
    position: promise.position,
    pickupBranchId: hold.pickup_branch_id,
    suspendedUntil: hold.suspended_until,
    promise: promise.promise,
    reasons: counted(all.map(reasonOf)),
    candidates: seen.map(({ memberId: _member, ...one }) => ({
      ...one,
      isChosen: one.itemId === hold.item_id,
    })),
  };
}

function counted(reasons: readonly string[]): { reason: string; copies: number }[] {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, copies]) => ({ reason, copies }));
}

async function candidatesOf(db: Db, holdId: string): Promise<CandidateRow[]> {
  const { rows } = await sql<CandidateRow>`
    select c.item_id as "itemId", i.barcode, i.current_branch_id as "branchId", i.member_id as "memberId", c.minutes,
      c.cost, c.extra, c.rejected
    from circulation.candidate_fact c join catalogue.item_fact i on i.id = c.item_id
    where c.hold_id = ${holdId} order by c.rejected is not null, c.cost, c.minutes, c.item_id limit ${MOST_CANDIDATES}`.execute(
    db,
  );
  return rows;
}
