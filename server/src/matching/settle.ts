import type { Statements } from "../kernel/bulk.ts";
import { clusterEntries, type Entry } from "./cluster.ts";
import { type Decision, explainPlace, type Weighed } from "./decision.ts";
import { keepDoubts } from "./doubts.ts";
import type { AlikePair, Link, PairStore } from "./pairs.ts";
import { pinsOf } from "./pins.ts";
import { hashKey, lookupKeysOf, matchKeysOf } from "./profile.ts";
import { loadPublisherAliases } from "./publisher-aliases.ts";
import { componentsOf, type MatchRecord, type Region } from "./region.ts";
import { scoreMatch } from "./score.ts";
import type { Thresholds } from "./thresholds.ts";

/** A record whose evidence is new or has changed, with the keys it bears and those it is looked up by. */
export type Evidence = { record: MatchRecord; keys: readonly string[]; lookupKeys: readonly string[] };

/** Stored records as if they came now. */
export function evidenceOf(records: readonly MatchRecord[]): Evidence[] {
  return records.map((record) => ({
    record,
    keys: record.isAlone ? [] : matchKeysOf(record.profile),
    lookupKeys: record.isAlone ? [] : lookupKeysOf(record.profile),
  }));
}

/** Where records are found: the catalogue, and what a dry run would have put there. */
export type RecordSource = {
  /** Live records that bear one of the keys; of a key that many bear, at most `most` and one more. */
  findByKeys(keys: readonly string[], most: number): Promise<{ key: string; recordId: number }[]>;
  load(recordIds: readonly number[]): Promise<MatchRecord[]>;
  /** The last instance each of these records stood in that is empty now, where there is one. */
  emptied(recordIds: readonly number[]): Promise<{ recordId: number; instanceId: number }[]>;
  /** Ids for new instances. */
  newInstances(count: number): Promise<number[]>;
};

/** Where a record belongs, and why. */
export type Placement = {
  record: MatchRecord;
  instanceId: number;
  isNewInstance: boolean;
  decision: Decision;
};

/** Of these places those of stored records that move; records of a load that brings them are written by it. */
export function movesOf(placements: readonly Placement[], brought: ReadonlySet<number>): Placement[] {
  return placements.filter(
    ({ record, instanceId }) => record.instanceId !== instanceId && !brought.has(record.recordId),
  );
}

/** What settling needs: the transaction, the records, the pairs, the thresholds. `keepsDoubts`: false in a dry run. */
export type Matching = {
  tx: Statements;
  source: RecordSource;
  pairs: PairStore;
  thresholds: Thresholds;
  keepsDoubts: boolean;
};

/** A key that more records bear than this says nothing: a dummy ISBN, the title of an annual report. */
const MOST_PER_KEY = 80;

/**
 * Places records whose evidence is new, and everything that hangs together with them or with those that are gone. The
 * groups that come out depend on the records and on what people said, not on the order in which they came: whatever is
 * connected by likeness is grouped anew as a whole. Returns the place of every changed record, and of others that move or
 * do not stand alone any more. A group keeps the instance most of its records are in.
 */
export async function settle(
  given: Matching,
  evidence: readonly Evidence[],
  gone: readonly number[] = [],
): Promise<Placement[]> {
  const aliases = await loadPublisherAliases(given.tx);
  const matching = aliases.isEmpty ? given : { ...given, source: aliases.source(given.source) };
  const changed = aliases.isEmpty
    ? evidence
    : evidence.map((one) => ({ ...one, record: aliases.record(one.record) }));
  const known = new Map<number, MatchRecord>();
  for (const { record } of changed) known.set(record.recordId, record);
  const own = new Set(known.keys());
  const stored = changed.filter((one) => one.record.instanceId !== null).map((one) => one.record.recordId);
  const left = await matching.pairs.forget([...gone, ...stored]);
  const weighed = await weigh(matching, changed, known);
  await matching.pairs.add(alikePairs(matching.thresholds, weighed, known));
  const departed = new Set(gone);
  const seeds = new Set([...own, ...left.filter((id) => !departed.has(id))]);
  const region = await regroup(matching, seeds, known);
  const places = await placeGroups(matching.source, region.groups, own);
  const explain = (record: MatchRecord, group: readonly MatchRecord[]): Decision =>
    explainPlace({
      record,
      group,
      region,
      weighed: weighed.get(record.recordId),
      thresholds: matching.thresholds,
    });
  if (matching.keepsDoubts) await keepDoubts(matching.tx, gone, region);
  return placementsOf(region, places, own, explain);
}

/** Compares every changed record with those that share a key with it. Fills `known` with them. */
async function weigh(
  matching: Matching,
  changed: readonly Evidence[],
  known: Map<number, MatchRecord>,
): Promise<Map<number, Weighed[]>> {
  const byKey = new Map<string, Set<number>>();
  const put = (key: string, recordId: number): void => {
    const ids = byKey.get(key);
    if (ids) ids.add(recordId);
    else byKey.set(key, new Set([recordId]));
  };
  const own = new Set(known.keys());
  const asked = [...new Set(changed.flatMap((one) => one.lookupKeys))];
  for (const row of await matching.source.findByKeys(asked, MOST_PER_KEY))
    if (!own.has(row.recordId)) put(row.key, row.recordId);
  for (const { record, keys } of changed) for (const key of keys) put(key, record.recordId);
  const candidates = changed.map((one) => {
    const ids = new Set<number>();
    for (const key of one.lookupKeys) {
      const found = byKey.get(key);
      if (found && found.size <= MOST_PER_KEY) for (const id of found) ids.add(id);
    }
    ids.delete(one.record.recordId);
    return { record: one.record, ids };
  });
  await loadMissing(
    matching.source,
    candidates.flatMap((one) => [...one.ids]),
    known,
  );
  const weighed = new Map<number, Weighed[]>(changed.map((one) => [one.record.recordId, []]));
  for (const { record, ids } of candidates)
    for (const id of ids) {
      const other = known.get(id);
      // Of two changed records the one with the higher id compares; the other is told.
      if (!other || (own.has(id) && id > record.recordId)) continue;
      const score = scoreMatch(record.profile, other.profile);
      weighed.get(record.recordId)!.push({ other, score });
      if (own.has(id)) weighed.get(id)!.push({ other: record, score });
    }
  return weighed;
}

async function loadMissing(
  source: RecordSource,
  ids: readonly number[],
  known: Map<number, MatchRecord>,
): Promise<void> {
  const missing = [...new Set(ids)].filter((id) => !known.has(id));
  if (missing.length === 0) return;
  for (const record of await source.load(missing)) known.set(record.recordId, record);
}

function alikePairs(
  thresholds: Thresholds,
  weighed: ReadonlyMap<number, readonly Weighed[]>,
  known: ReadonlyMap<number, MatchRecord>,
): AlikePair[] {
  const pairs: AlikePair[] = [];
  for (const [a, list] of weighed)
    for (const { other, score } of list) {
      const b = other.recordId;
      if (score.vetoed || (weighed.has(b) && b > a)) continue;
      const { joinAt, reviewAt } = thresholds.between(known.get(a)!.memberId, other.memberId);
      if (score.score >= reviewAt) pairs.push({ a, b, score: score.score, joins: score.score >= joinAt });
    }
  return pairs;
}

async function regroup(
  matching: Matching,
  seeds: ReadonlySet<number>,
  known: Map<number, MatchRecord>,
): Promise<Region> {
  const seen = new Set(seeds);
  const found: Link[] = [];
  for (let edge = [...seeds]; edge.length > 0; ) {
    const next = await matching.pairs.linksOf(edge);
    found.push(...next);
    edge = [...new Set(next.flatMap((link) => (link.joins && !seen.has(link.to) ? [link.to] : [])))];
    for (const id of edge) seen.add(id);
  }
  await loadMissing(matching.source, [...seen], known);
  const isAlone = (id: number): boolean => known.get(id)?.isAlone ?? false;
  const links = found.filter(({ from, to }) => !isAlone(from) && !isAlone(to));
  const records = [...seen].flatMap((id) => known.get(id) ?? []);
  const pins = await pinsOf(matching.tx, [...new Set([...seen, ...links.map((link) => link.to)])]);
  const groups = componentsOf(records, links).flatMap((component) =>
    component.length === 1
      ? [component]
      : clusterEntries(component.map(toEntry), pins, matching.thresholds).map((group) =>
          group.map((entry) => known.get(entry.recordId)!),
        ),
  );
  const groupOf = new Map(
    groups.flatMap((group) => group.map((record) => [record.recordId, group] as const)),
  );
  return { groups, groupOf, links, pins };
}

/** Anchors say what the record says: the same wherever and whenever it is loaded. */
function toEntry(record: MatchRecord): Entry {
  const { recordId, memberId, profile, controlNumber } = record;
  return {
    recordId,
    memberId,
    profile,
    anchor: () => `${hashKey(JSON.stringify(profile))} ${controlNumber} ${memberId}`,
  };
}

type Place = { instanceId: number; isNew: boolean };

/** A group keeps the instance most of its records stand in; of two that claim one, the one with more of them. */
async function placeGroups(
  source: RecordSource,
  groups: readonly (readonly MatchRecord[])[],
  changed: ReadonlySet<number>,
): Promise<Place[]> {
  const claims = groups.flatMap((group, index) =>
    [...Map.groupBy(group, (record) => record.instanceId)].flatMap(([instanceId, there]) =>
      instanceId === null
        ? []
        : [
            {
              index,
              instanceId,
              size: there.length,
              steady: there.filter((record) => !changed.has(record.recordId)).length,
              first: Math.min(...there.map((record) => record.recordId)),
            },
          ],
    ),
  );
  claims.sort(
    (a, b) => b.size - a.size || b.steady - a.steady || a.instanceId - b.instanceId || a.first - b.first,
  );
  const places = new Map<number, Place>();
  const taken = new Set<number>();
  for (const { index, instanceId } of claims) {
    if (places.has(index) || taken.has(instanceId)) continue;
    places.set(index, { instanceId, isNew: false });
    taken.add(instanceId);
  }
  await revive(source, groups, places);
  const fresh = (await source.newInstances(groups.length - places.size)).reverse();
  return groups.map((_, index) => places.get(index) ?? { instanceId: fresh.pop()!, isNew: true });
}

/** A group that has no instance goes back to the one its records left, if that is empty: its links and lists work again. */
async function revive(
  source: RecordSource,
  groups: readonly (readonly MatchRecord[])[],
  places: Map<number, Place>,
): Promise<void> {
  const homeless = new Map<number, number>();
  for (const [index, group] of groups.entries())
    if (!places.has(index))
      for (const record of group) if (record.instanceId !== null) homeless.set(record.recordId, index);
  if (homeless.size === 0) return;
  const taken = new Set<number>();
  const former = await source.emptied([...homeless.keys()]);
  for (const { recordId, instanceId } of former.sort((a, b) => a.instanceId - b.instanceId)) {
    const index = homeless.get(recordId)!;
    if (places.has(index) || taken.has(instanceId)) continue;
    taken.add(instanceId);
    places.set(index, { instanceId, isNew: false });
  }
}

/** Places of the changed, and of others that move, get company or lose it. */
function placementsOf(
  region: Region,
  places: readonly Place[],
  changed: ReadonlySet<number>,
  explain: (record: MatchRecord, group: readonly MatchRecord[]) => Decision,
): Placement[] {
  const before = new Map<number, number>();
  for (const record of region.groups.flat())
    if (record.instanceId !== null) before.set(record.instanceId, (before.get(record.instanceId) ?? 0) + 1);
  return region.groups.flatMap((group, index) => {
    const { instanceId, isNew } = places[index]!;
    return group.flatMap((record) => {
      const hadCompany = record.instanceId !== null && before.get(record.instanceId)! > 1;
      const isSettled =
        !changed.has(record.recordId) && record.instanceId === instanceId && hadCompany === group.length > 1;
      return isSettled
        ? []
        : [{ record, instanceId, isNewInstance: isNew, decision: explain(record, group) }];
    });
  });
}
