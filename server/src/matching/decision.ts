import { pinnedAs } from "./cluster.ts";
import type { MatchProfile } from "./profile.ts";
import type { MatchRecord, Region } from "./region.ts";
import { contradictionOf, type MatchReason, type MatchScore, objectionsOf, scoreMatch } from "./score.ts";
import type { Thresholds } from "./thresholds.ts";

/** A record that was compared, and how alike it is. */
export type Weighed = { other: MatchRecord; score: MatchScore };

/** How alike another record is, and why. */
type Compared = { recordId: number; score: number; reasons: MatchReason[] };

/**
 * Why a record stands where it stands. `partner`: the record of its group that is most like it; null when it stands
 * alone. `rival`: the most alike record it does not stand with. `threshold`: from which score records join.
 */
export type Decision = {
  outcome: "joined" | "alone";
  /** A person said so. */
  isPinned: boolean;
  partner: Compared | null;
  rival: Compared | null;
  threshold: number;
};

/** Tells why a record stands in its group: with whom it was compared, what spoke for it and what against the next best. */
export function explainPlace(asked: {
  record: MatchRecord;
  group: readonly MatchRecord[];
  region: Region;
  weighed: readonly Weighed[] | undefined;
  thresholds: Thresholds;
}): Decision {
  const { record, group, region, weighed = [], thresholds } = asked;
  const scores = new Map(weighed.map((one) => [one.other.recordId, one.score]));
  const compare = (other: MatchRecord): Weighed => ({
    other,
    score: scores.get(other.recordId) ?? scoreMatch(record.profile, other.profile),
  });
  const partner = bestOf(group.filter((other) => other !== record).map(compare));
  const others = weighed.map((one) => one.other).filter((other) => !group.includes(other));
  const rival = bestOf(others.map(compare));
  const other = partner ?? rival;
  return {
    outcome: group.length > 1 ? "joined" : "alone",
    isPinned:
      partner !== undefined && pinnedAs(region.pins, record.recordId, partner.other.recordId) === "same",
    partner: partner ? toCompared(partner, partner.score.reasons) : null,
    rival: rival ? toCompared(rival, againstRival(asked, rival)) : null,
    threshold: thresholds.between(record.memberId, other?.other.memberId ?? record.memberId).joinAt,
  };
}

function bestOf(list: readonly Weighed[]): Weighed | undefined {
  const points = ({ score }: Weighed): number => (score.vetoed ? Number.NEGATIVE_INFINITY : score.score);
  return list.reduce<Weighed | undefined>(
    (best, one) => (best === undefined || points(one) > points(best) ? one : best),
    undefined,
  );
}

function toCompared({ other, score }: Weighed, reasons: MatchReason[]): Compared {
  return { recordId: other.recordId, score: score.score, reasons };
}

/** Points for and against the next best, and what of its group kept it apart though it is alike. */
function againstRival(
  asked: {
    record: MatchRecord;
    group: readonly MatchRecord[];
    region: Region;
    thresholds: Thresholds;
  },
  rival: Weighed,
): MatchReason[] {
  const { record, group, region, thresholds } = asked;
  const { reasons, vetoed, score } = rival.score;
  if (pinnedAs(region.pins, record.recordId, rival.other.recordId) === "apart")
    return [...reasons, { feature: "pinned-apart", points: 0, veto: true }];
  if (vetoed) return reasons;
  const there = region.groupOf.get(rival.other.recordId) ?? [rival.other];
  const [ours, theirs] = [group, there].map((records) => records.map((one) => one.profile));
  // Where the points did not suffice they tell it; only what would have joined was kept apart by others.
  if (score >= thresholds.between(record.memberId, rival.other.memberId).joinAt)
    return [...reasons, ...objectionsOf(ours!, theirs!)];
  const contradiction = contradictionOf(ours!, theirs!);
  return contradiction ? [...reasons, contradiction] : reasons;
}

/** How alike two records are, and what else their groups say against each other; both sides in one order. */
export function comparePair(one: Side, other: Side): MatchScore {
  const score = scoreMatch(one.profile, other.profile);
  return score.vetoed
    ? score
    : { ...score, reasons: [...score.reasons, ...objectionsOf(one.group, other.group)] };
}

type Side = { profile: MatchProfile; group: readonly MatchProfile[] };
