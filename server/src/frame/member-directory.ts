import {
  type Branch,
  type Distances,
  type LocationFacts,
  listBranches,
  listMembers,
  loadDistances,
  loadLocationFacts,
  type Member,
  minutesBetween,
} from "../consortium/index.ts";
import type { Db } from "../kernel/database.ts";
import { type Language, pick } from "../kernel/text.ts";
import { type Clock, freshFor } from "../kernel/time.ts";

/** Libraries and branches as pages name them. */
export type MemberDirectory = {
  members: Member[];
  memberById: ReadonlyMap<number, Member>;
  memberByCode: ReadonlyMap<string, Member>;
  branches: Branch[];
  branchById: ReadonlyMap<number, Branch>;
  distances: Distances;
  locationName: LocationFacts["name"];
  locationFloor: LocationFacts["floor"];
};

/** Members and branches change a few times a year; a page need not ask for them each time. */
const KEPT_MS = 30_000;

/** Reads the directory, at most once in thirty seconds. */
export function createMemberDirectory(db: Db, clock: Clock): () => Promise<MemberDirectory> {
  let kept: { until: number; directory: Promise<MemberDirectory> } | undefined;
  return async () => {
    const now = clock.now().getTime();
    if (!kept || kept.until <= now) kept = { until: now + freshFor(KEPT_MS), directory: loadDirectory(db) };
    try {
      return await kept.directory;
    } catch (error) {
      kept = undefined;
      throw error;
    }
  };
}

async function loadDirectory(db: Db): Promise<MemberDirectory> {
  const [members, branches, distances, locations] = await Promise.all([
    listMembers(db),
    listBranches(db, {}),
    loadDistances(db),
    loadLocationFacts(db),
  ]);
  return {
    members,
    memberById: new Map(members.map((m) => [m.id, m])),
    memberByCode: new Map(members.map((m) => [m.code, m])),
    branches,
    branchById: new Map(branches.map((b) => [b.id, b])),
    distances,
    locationName: locations.name,
    locationFloor: locations.floor,
  };
}

/** Name of a member by its code; the code itself for one that is not known. */
export function memberName(directory: MemberDirectory, code: string, language: Language): string {
  const member = directory.memberByCode.get(code);
  return (member && pick(member.name, language)) || code;
}

/** Minutes from a member's main branch to another member's; 0 for itself. */
export function minutesToMember(
  directory: MemberDirectory,
  fromMemberId: number,
  toMemberId: number,
): number {
  if (fromMemberId === toMemberId) return 0;
  const main = (memberId: number): number | undefined =>
    directory.branches.find((b) => b.memberId === memberId && b.isMain)?.id ??
    directory.branches.find((b) => b.memberId === memberId)?.id;
  const from = main(fromMemberId);
  const to = main(toMemberId);
  return from === undefined || to === undefined ? 0 : minutesBetween(directory.distances, from, to);
}
