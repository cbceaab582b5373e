import type { FacetRequest, FacetResult } from "../query.ts";
import type { FacetTable } from "../segments/facet-table.ts";
import type { MatchSet } from "./match-set.ts";

/**
 * Counts of one facet being gathered over segments. With few sets, documents are counted by set and sets turned into
 * values at the end; with many, that would visit as much memory twice, so documents are counted by value at once.
 */
export type FacetCounter = {
  table: FacetTable;
  byValue: boolean;
  /** By place of the set in the pool, or by code; zero except where `touched` says. */
  counts: Int32Array;
  touched: Int32Array;
  touchedCount: number;
};

const POOL_BY_SET_MAX = 65_536;

/** Counters are kept between searches, all zero, because clearing what was touched is cheaper than allocating. */
const idle = new WeakMap<FacetTable, FacetCounter>();

/** Starts counting a facet. Give it back with `finishCounts`. */
export function startCounts(table: FacetTable): FacetCounter {
  const byValue = table.poolSize > POOL_BY_SET_MAX;
  const needed = byValue ? table.values.length : table.poolSize;
  const kept = idle.get(table);
  idle.delete(table);
  if (kept && kept.counts.length >= needed) return { ...kept, byValue };
  const room = Math.ceil(needed * 1.25);
  return { table, byValue, counts: new Int32Array(room), touched: new Int32Array(room), touchedCount: 0 };
}

/** Counts the documents of a set by the facet's column in their segment. */
export function countDocuments(counter: FacetCounter, column: Int32Array, set: MatchSet): void {
  if (counter.byValue) countByValue(counter, column, set);
  else countBySet(counter, column, set);
}

function countBySet(counter: FacetCounter, column: Int32Array, { docs, size }: MatchSet): void {
  const { counts, touched } = counter;
  let { touchedCount } = counter;
  for (let i = 0; i < size; i++) {
    const values = column[docs[i]!]!;
    if (counts[values]!++ === 0) touched[touchedCount++] = values;
  }
  counter.touchedCount = touchedCount;
}

function countByValue(counter: FacetCounter, column: Int32Array, { docs, size }: MatchSet): void {
  const { counts, touched } = counter;
  const { pool } = counter.table;
  let { touchedCount } = counter;
  for (let i = 0; i < size; i++) {
    const values = column[docs[i]!]!;
    const end = values + pool[values]!;
    for (let at = values + 1; at <= end; at++) {
      const code = pool[at]!;
      if (counts[code]!++ === 0) touched[touchedCount++] = code;
    }
  }
  counter.touchedCount = touchedCount;
}

/** The highest counts by value; clears the counter for the next search. */
export function finishCounts(counter: FacetCounter, request: FacetRequest): FacetResult {
  const { table, counts, touched, touchedCount } = counter;
  const found = touched.subarray(0, touchedCount);
  const result = counter.byValue
    ? highestCounts(table, counts, found, request)
    : highestOfSets(table, counts, found, request);
  for (let i = 0; i < touchedCount; i++) counts[found[i]!] = 0;
  counter.touchedCount = 0;
  idle.set(table, counter);
  return result;
}

function highestOfSets(
  table: FacetTable,
  bySet: Int32Array,
  sets: Int32Array,
  request: FacetRequest,
): FacetResult {
  const { pool } = table;
  const counts = new Int32Array(table.values.length);
  const codes = new Int32Array(table.values.length);
  let size = 0;
  for (const set of sets) {
    const end = set + pool[set]!;
    for (let at = set + 1; at <= end; at++) {
      const code = pool[at]!;
      if (counts[code] === 0) codes[size++] = code;
      counts[code]! += bySet[set]!;
    }
  }
  return highestCounts(table, counts, codes.subarray(0, size), request);
}

/** The result for all documents, from the counts that are kept up to date with every write. */
export function countsOfAll(table: FacetTable, request: FacetRequest): FacetResult {
  const codes = new Int32Array(table.values.length);
  let size = 0;
  for (let code = 0; code < table.values.length; code++) if (table.counts[code]! > 0) codes[size++] = code;
  return highestCounts(table, table.counts, codes.subarray(0, size), request);
}

/** Picks by count, then value. Once `limit` are kept, a count below the lowest kept is passed over. */
function highestCounts(
  table: FacetTable,
  counts: Int32Array,
  codes: Int32Array,
  request: FacetRequest,
): FacetResult {
  const { values } = table;
  const before = (a: number, b: number): number =>
    counts[b]! - counts[a]! || (values[a]! < values[b]! ? -1 : values[a] === values[b] ? 0 : 1);
  const kept: number[] = [];
  const room = Math.max(256, request.limit * 4);
  let distinct = 0;
  let floor = 0;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (request.only !== undefined && !values[code]!.startsWith(request.only)) continue;
    distinct++;
    if (counts[code]! < floor) continue;
    kept.push(code);
    if (kept.length < room) continue;
    kept.sort(before);
    kept.length = request.limit;
    floor = request.limit === 0 ? Number.MAX_SAFE_INTEGER : counts[kept[request.limit - 1]!]!;
  }
  kept.sort(before);
  return {
    values: kept.slice(0, request.limit).map((code) => ({ value: values[code]!, count: counts[code]! })),
    distinct,
  };
}
