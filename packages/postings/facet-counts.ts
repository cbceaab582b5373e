import type { FacetTable } from "./facet-table.ts";
import type { MatchSet } from "./match-set.ts";
import type { FacetRequest, FacetResult } from "./query.ts";

/** Counts of one facet being gathered over segments; by set first, by value at the end. */
export type FacetCounter = {
  table: FacetTable;
  sets: Int32Array;
  touched: Int32Array;
  touchedCount: number;
};

/** Counters are kept between searches, all zero, because clearing what was touched is cheaper than allocating. */
const idle = new WeakMap<FacetTable, FacetCounter>();

/** Starts counting a facet. Give it back with `finishCounts`. */
export function startCounts(table: FacetTable): FacetCounter {
  const kept = idle.get(table);
  idle.delete(table);
  if (kept && kept.sets.length >= table.setCount) return kept;
  const room = Math.ceil(table.setCount * 1.25);
  return { table, sets: new Int32Array(room), touched: new Int32Array(room), touchedCount: 0 };
}

/** Counts the documents of a set by the facet's column in their segment. */
export function countDocuments(counter: FacetCounter, column: Int32Array, set: MatchSet): void {
  const { sets, touched } = counter;
  const { docs, size } = set;
  let { touchedCount } = counter;
  for (let i = 0; i < size; i++) {
    const values = column[docs[i]!]!;
    if (sets[values]!++ === 0) touched[touchedCount++] = values;
  }
  counter.touchedCount = touchedCount;
}

const codeCounts = { counts: new Int32Array(0), touched: new Int32Array(0) };

/** Turns counts by set into the highest counts by value, and clears the counter for the next search. */
export function finishCounts(counter: FacetCounter, request: FacetRequest): FacetResult {
  const { table, sets, touched, touchedCount } = counter;
  const { pool, setAt } = table;
  if (codeCounts.counts.length < table.values.length) {
    codeCounts.counts = new Int32Array(Math.ceil(table.values.length * 1.25));
    codeCounts.touched = new Int32Array(codeCounts.counts.length);
  }
  const { counts, touched: codes } = codeCounts;
  let codeCount = 0;
  for (let t = 0; t < touchedCount; t++) {
    const set = touched[t]!;
    const count = sets[set]!;
    sets[set] = 0;
    const at = setAt[set]!;
    const end = at + pool[at]!;
    for (let i = at + 1; i <= end; i++) {
      const code = pool[i]!;
      if (counts[code] === 0) codes[codeCount++] = code;
      counts[code]! += count;
    }
  }
  counter.touchedCount = 0;
  idle.set(table, counter);
  const result = highestCounts(table, counts, codes.subarray(0, codeCount), request);
  for (let i = 0; i < codeCount; i++) counts[codes[i]!] = 0;
  return result;
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
