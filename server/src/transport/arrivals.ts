import {
  type Distances,
  listBranches,
  listMembers,
  loadDistances,
  minutesBetween,
  nextOpenDate,
  ownerCalendar,
} from "../consortium/index.ts";
import type { Db } from "../kernel/database.ts";
import { dateIn, HOUR_MS, MINUTE_MS, type PlainDate } from "../kernel/time.ts";

/** What sorting, loading and unloading take beside the drive. */
export const HANDLING_MS = 24 * HOUR_MS;

/** The minutes between branches, and in whose calendar each lives. */
export type Roads = {
  distances: Distances;
  placeOf: Map<number, { memberId: number; timeZone: string }>;
};

/** All roads at once: a region has some hundred branches. */
export async function loadRoads(db: Db): Promise<Roads> {
  const zones = new Map((await listMembers(db)).map((one) => [one.id, one.timeZone]));
  const branches = await listBranches(db);
  return {
    distances: await loadDistances(db),
    placeOf: new Map(
      branches.map(({ id, memberId }) => [id, { memberId, timeZone: zones.get(memberId) ?? "UTC" }]),
    ),
  };
}

/** The day by which something sent at this moment stands at the other branch: one on which that branch is open. */
export async function expectedOn(
  db: Db,
  roads: Roads,
  now: Date,
  way: { from: number; to: number; since: Date },
): Promise<PlainDate> {
  const minutes = minutesBetween(roads.distances, way.from, way.to);
  const { memberId, timeZone } = roads.placeOf.get(way.to)!;
  const calendar = await ownerCalendar(db, memberId, now);
  const at = new Date(way.since.getTime() + HANDLING_MS + minutes * MINUTE_MS);
  return nextOpenDate(calendar, dateIn(timeZone, at), way.to);
}

/** True when the day it was expected on is over at the branch it goes to. */
export function isLate(roads: Roads, now: Date, toBranchId: number, expected: PlainDate | null): boolean {
  return expected !== null && dateIn(roads.placeOf.get(toBranchId)!.timeZone, now) > expected;
}
