import type { MatchProfile } from "./profile.ts";
import { contradictionOf, type MatchScore, scoreMatch } from "./score.ts";
import type { Thresholds } from "./thresholds.ts";

/** A record as clustering sees it. `anchor`: a name that says the same whenever the record is loaded; asked for only in ties. */
export type Entry = { recordId: number; memberId: number; profile: MatchProfile; anchor: () => string };

/** What people said of two records, by id. */
export type PinnedPairs = {
  same: readonly (readonly [number, number])[];
  apart: readonly (readonly [number, number])[];
};

/** What people said of two records; undefined: nothing. */
export function pinnedAs(pins: PinnedPairs, a: number, b: number): "same" | "apart" | undefined {
  const has = (list: PinnedPairs["same"]): boolean =>
    list.some(([low, high]) => low === Math.min(a, b) && high === Math.max(a, b));
  return has(pins.same) ? "same" : has(pins.apart) ? "apart" : undefined;
}

type Pair = { a: number; b: number; score: number };

/**
 * Groups records into clusters: pairs from the most alike downwards come together unless a record of one group speaks
 * against a record of the other. What people said comes first. The answer depends on the records alone, never on
 * the order in which they are given: equal scores are taken in the order of anchors.
 */
export function clusterEntries<E extends Entry>(
  entries: readonly E[],
  pins: PinnedPairs,
  thresholds: Thresholds,
): E[][] {
  const groups = new Groups(entries, pins);
  for (const [a, b] of pins.same) groups.pin(a, b);
  for (const pair of groups.pairs(thresholds)) groups.tryJoin(pair.a, pair.b);
  return groups.result();
}

/** Groups while they grow; positions in the list of entries stand for records. */
class Groups<E extends Entry> {
  private readonly entries: readonly E[];
  private readonly groupOf: number[][];
  private readonly scores = new Map<number, MatchScore>();
  private readonly positions = new Map<number, number>();
  private readonly apart = new Set<number>();

  constructor(entries: readonly E[], pins: PinnedPairs) {
    this.entries = entries;
    this.groupOf = entries.map((_, i) => [i]);
    for (const [i, entry] of entries.entries()) this.positions.set(entry.recordId, i);
    for (const [a, b] of pins.apart) {
      const [i, j] = [this.positions.get(a), this.positions.get(b)];
      if (i !== undefined && j !== undefined) this.apart.add(this.pairKey(i, j));
    }
  }

  private pairKey(i: number, j: number): number {
    return Math.min(i, j) * this.entries.length + Math.max(i, j);
  }

  private scoreOf(i: number, j: number): MatchScore {
    const key = this.pairKey(i, j);
    let score = this.scores.get(key);
    if (!score) {
      score = scoreMatch(this.entries[i]!.profile, this.entries[j]!.profile);
      this.scores.set(key, score);
    }
    return score;
  }

  /** Pairs that may join, the most alike first. */
  pairs(thresholds: Thresholds): Pair[] {
    const found: Pair[] = [];
    for (let b = 1; b < this.entries.length; b++)
      for (let a = 0; a < b; a++) {
        const { score, vetoed } = this.scoreOf(a, b);
        const [one, other] = [this.entries[a]!, this.entries[b]!];
        if (!vetoed && score >= thresholds.between(one.memberId, other.memberId).joinAt)
          found.push({ a, b, score });
      }
    if (found.length < 2) return found;
    const anchors = this.entries.map((entry) => entry.anchor());
    const name = (pair: Pair): string => [anchors[pair.a]!, anchors[pair.b]!].sort().join("\n");
    return found.sort((x, y) => y.score - x.score || (name(x) < name(y) ? -1 : 1));
  }

  /** Two records a person called the same: whatever speaks against it. */
  pin(recordA: number, recordB: number): void {
    const [a, b] = [this.positions.get(recordA), this.positions.get(recordB)];
    if (a !== undefined && b !== undefined && !this.arePinnedApart(this.groupOf[a]!, this.groupOf[b]!))
      this.join(a, b);
  }

  tryJoin(a: number, b: number): void {
    const [one, other] = [this.groupOf[a]!, this.groupOf[b]!];
    if (one !== other && this.areCompatible(one, other)) this.join(a, b);
  }

  private arePinnedApart(one: readonly number[], other: readonly number[]): boolean {
    return this.apart.size > 0 && one.some((i) => other.some((j) => this.apart.has(this.pairKey(i, j))));
  }

  private areCompatible(one: readonly number[], other: readonly number[]): boolean {
    if (this.arePinnedApart(one, other)) return false;
    if (one.some((i) => other.some((j) => this.scoreOf(i, j).vetoed))) return false;
    const profiles = (group: readonly number[]): MatchProfile[] => group.map((i) => this.entries[i]!.profile);
    return contradictionOf(profiles(one), profiles(other)) === undefined;
  }

  private join(a: number, b: number): void {
    const [one, other] = [this.groupOf[a]!, this.groupOf[b]!];
    if (one === other) return;
    one.push(...other);
    for (const i of other) this.groupOf[i] = one;
  }

  result(): E[][] {
    return [...new Set(this.groupOf)].map((group) => group.map((i) => this.entries[i]!));
  }
}
