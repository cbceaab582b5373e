import { sql } from "kysely";
import { type Actor, demand } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import type { Branch } from "./branches.ts";

/** Every measured way between branches and the member of each branch: what targeting needs in memory. */
export type Distances = {
  /** `from>to` -> minutes. */
  minutesByPair: Map<string, number>;
  memberByBranch: Map<number, number>;
};

/** Minutes between two branches of one member that nobody measured. */
const SAME_MEMBER_MINUTES = 10;
/** Minutes between branches of two members that nobody measured. */
const OTHER_MEMBER_MINUTES = 60;

/**
 * Minutes on the road from one branch to another: 0 inside a branch, the measured figure, else the figure of the
 * way back, else 10 inside a member and 60 between members.
 */
export function minutesBetween(distances: Distances, fromBranchId: number, toBranchId: number): number {
  if (fromBranchId === toBranchId) return 0;
  const measured =
    distances.minutesByPair.get(`${fromBranchId}>${toBranchId}`) ??
    distances.minutesByPair.get(`${toBranchId}>${fromBranchId}`);
  if (measured !== undefined) return measured;
  const member = distances.memberByBranch.get(fromBranchId);
  const sameMember = member !== undefined && member === distances.memberByBranch.get(toBranchId);
  return sameMember ? SAME_MEMBER_MINUTES : OTHER_MEMBER_MINUTES;
}

/**
 * Notes how long the way from one branch to another takes, replacing an earlier figure.
 * Each member's administrator may set the ways that start at its own branches.
 * Refuses: `branch-unknown` 404, `forbidden` 403, `distance-invalid` 400 (negative, above a week, or one branch twice).
 */
export async function setDistance(
  tx: Tx,
  actor: Actor,
  input: { fromBranchId: number; toBranchId: number; minutes: number },
): Promise<void> {
  const { rows } = await sql<{ member_id: number }>`
    select b.member_id from consortium.branch b where b.id = ${input.fromBranchId}`.execute(tx);
  if (!rows[0]) throw new Problem("branch-unknown", 404, { branchId: input.fromBranchId });
  demand(actor, ["member-admin", "consortium-admin"], rows[0].member_id);
  const invalid = (): Problem => new Problem("distance-invalid", 400, { minutes: input.minutes });
  if (!Number.isInteger(input.minutes)) throw invalid();
  await refuseOn(
    {
      distance_to: () => new Problem("branch-unknown", 404, { branchId: input.toBranchId }),
      distance_minutes_range: invalid,
      distance_two_branches: invalid,
    },
    () =>
      sql`insert into consortium.distance (from_branch_id, to_branch_id, minutes)
          values (${input.fromBranchId}, ${input.toBranchId}, ${input.minutes})
          on conflict (from_branch_id, to_branch_id) do update set minutes = excluded.minutes`.execute(tx),
  );
  await writeAudit(
    tx,
    actor,
    "distance.set",
    { kind: "branch", id: String(input.fromBranchId) },
    rows[0].member_id,
    { toBranchId: input.toBranchId, minutes: input.minutes },
  );
}

/** Forgets a measured way. Refuses: `forbidden` 403, `distance-unknown` 404. */
export async function removeDistance(
  tx: Tx,
  actor: Actor,
  way: { from: Branch; toBranchId: number },
): Promise<void> {
  demand(actor, ["member-admin", "consortium-admin"], way.from.memberId);
  const { rows } = await sql`delete from consortium.distance d
    where d.from_branch_id = ${way.from.id} and d.to_branch_id = ${way.toBranchId} returning 1`.execute(tx);
  if (rows.length === 0) throw new Problem("distance-unknown", 404);
  const subject = { kind: "branch", id: String(way.from.id) };
  await writeAudit(tx, actor, "distance.remove", subject, way.from.memberId, { toBranchId: way.toBranchId });
}

/** A page of measured ways as `JINHE/MAIN`, by both ends. */
export async function listDistances(
  db: Db,
  page: { after: readonly [string, string] | null; limit: number },
): Promise<{ from: string; to: string; minutes: number }[]> {
  const [from, to] = page.after ?? ["", ""];
  const { rows } = await sql<{ from: string; to: string; minutes: number }>`
    select w."from", w."to", w.minutes from (select fm.code || '/' || f.code as "from", tm.code || '/' || t.code as "to", d.minutes
      from consortium.distance d
      join consortium.branch f on f.id = d.from_branch_id join consortium.member fm on fm.id = f.member_id
      join consortium.branch t on t.id = d.to_branch_id join consortium.member tm on tm.id = t.member_id) w
    where (w."from", w."to") > (${from}, ${to}) order by w."from", w."to" limit ${page.limit}`.execute(db);
  return rows;
}

/** All distances at once: a region has some hundred branches, so this is a few thousand rows. */
export async function loadDistances(db: Db): Promise<Distances> {
  const branches = await sql<{ id: number; member_id: number }>`
    select b.id, b.member_id from consortium.branch b`.execute(db);
  const pairs = await sql<{ from_branch_id: number; to_branch_id: number; minutes: number }>`
    select d.from_branch_id, d.to_branch_id, d.minutes from consortium.distance d`.execute(db);
  return {
    minutesByPair: new Map(pairs.rows.map((d) => [`${d.from_branch_id}>${d.to_branch_id}`, d.minutes])),
    memberByBranch: new Map(branches.rows.map((b) => [b.id, b.member_id])),
  };
}

/** One way in minutes; `loadDistances` with `minutesBetween` serves many. */
export async function distanceMinutes(db: Db, fromBranchId: number, toBranchId: number): Promise<number> {
  const branches = await sql<{ id: number; member_id: number }>`
    select b.id, b.member_id from consortium.branch b where b.id in (${fromBranchId}, ${toBranchId})`.execute(
    db,
  );
  const pairs = await sql<{ from_branch_id: number; to_branch_id: number; minutes: number }>`
    select d.from_branch_id, d.to_branch_id, d.minutes from consortium.distance d
    where (d.from_branch_id, d.to_branch_id) in
      ((${fromBranchId}, ${toBranchId}), (${toBranchId}, ${fromBranchId}))`.execute(db);
  return minutesBetween(
    {
      minutesByPair: new Map(pairs.rows.map((d) => [`${d.from_branch_id}>${d.to_branch_id}`, d.minutes])),
      memberByBranch: new Map(branches.rows.map((b) => [b.id, b.member_id])),
    },
    fromBranchId,
    toBranchId,
  );
}
