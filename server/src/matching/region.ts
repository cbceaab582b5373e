import type { PinnedPairs } from "./cluster.ts";
import type { Link } from "./pairs.ts";
import type { MatchProfile } from "./profile.ts";

/** A live record as matching sees it. `instanceId`: where it stands; null: nowhere yet. */
export type MatchRecord = {
  recordId: number;
  memberId: number;
  controlNumber: string;
  instanceId: number | null;
  /** It belongs with no other, whatever it says: it is not for everybody. */
  isAlone: boolean;
  profile: MatchProfile;
};

/** What was grouped anew: all that is connected with the seeds. */
export type Region = {
  groups: MatchRecord[][];
  groupOf: ReadonlyMap<number, readonly MatchRecord[]>;
  links: readonly Link[];
  pins: PinnedPairs;
};

/** Records that links join, directly or through others. */
export function componentsOf(records: readonly MatchRecord[], links: readonly Link[]): MatchRecord[][] {
  const parent = new Map(records.map((record) => [record.recordId, record.recordId]));
  const root = (id: number): number => {
    let at = id;
    for (let up = parent.get(at)!; up !== at; up = parent.get(at)!) {
      parent.set(at, parent.get(up)!);
      at = up;
    }
    return at;
  };
  for (const { from, to, joins } of links)
    if (joins && parent.has(from) && parent.has(to)) parent.set(root(from), root(to));
  return [...Map.groupBy(records, (record) => root(record.recordId)).values()];
}
