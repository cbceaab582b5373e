import { clusterEntries } from "./cluster.ts";
import type { MatchProfile } from "./profile.ts";
import { Thresholds } from "./thresholds.ts";

/** In tests: the groups of these records, as their places in the list. */
export function groupsOf(profiles: readonly MatchProfile[]): number[][] {
  const entries = profiles.map((profile, recordId) => ({
    recordId,
    memberId: 1,
    profile,
    anchor: () => String(recordId),
  }));
  return clusterEntries(entries, { same: [], apart: [] }, new Thresholds())
    .map((group) => group.map((entry) => entry.recordId).sort((a, b) => a - b))
    .sort((a, b) => a[0]! - b[0]!);
}

/** In tests: whether the first record stands with any of the others. */
export function joins(profile: MatchProfile, ...others: MatchProfile[]): boolean {
  return groupsOf([profile, ...others])[0]!.length > 1;
}
