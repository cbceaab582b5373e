import { HISTOGRAM_BUCKETS_MAX, type HistogramRequest, type HistogramResult } from "../query.ts";
import { IndexRefusal } from "../refusal.ts";
import type { MatchSet } from "./match-set.ts";

/** Counts of one number column being gathered over segments. */
export type Histogram = {
  request: HistogramRequest;
  min: number;
  max: number;
  missing: number;
  /** By bucket number: an index into `edges`, or the value divided by `interval`, rounded down. */
  counts: Map<number, number>;
};

/** Starts counting. Refuses `query-invalid` unless there is either a positive interval or ascending edges. */
export function startHistogram(request: HistogramRequest): Histogram {
  const { interval, edges } = request;
  const ascending = edges?.every((edge, i) => i === 0 || edge > edges[i - 1]!);
  const valid = edges
    ? ascending && edges.length >= 2 && edges.length <= HISTOGRAM_BUCKETS_MAX
    : interval !== undefined && interval > 0;
  if (!valid)
    throw new IndexRefusal("query-invalid", `histogram of ${request.column}: interval or ascending edges`);
  return { request, min: Infinity, max: -Infinity, missing: 0, counts: new Map() };
}

/** Buckets of intervals near the first one, all zero between calls: nearly all values lie there. */
const near = new Int32Array(1024);

/** Counts the documents of a set by the number column of their segment. */
export function countNumbers(histogram: Histogram, column: Float64Array, set: MatchSet): void {
  const { counts, request } = histogram;
  let base = Number.NaN;
  for (let i = 0; i < set.size; i++) {
    const value = column[set.docs[i]!]!;
    if (Number.isNaN(value)) {
      histogram.missing++;
      continue;
    }
    if (value < histogram.min) histogram.min = value;
    if (value > histogram.max) histogram.max = value;
    const bucket = request.edges ? edgeBelow(request.edges, value) : Math.floor(value / request.interval!);
    if (Number.isNaN(base)) base = bucket - near.length / 2;
    const place = bucket - base;
    if (place >= 0 && place < near.length) near[place]!++;
    else counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  for (let place = 0; place < near.length; place++) {
    const count = near[place]!;
    if (count === 0) continue;
    near[place] = 0;
    counts.set(base + place, (counts.get(base + place) ?? 0) + count);
  }
  if (counts.size > HISTOGRAM_BUCKETS_MAX + 2)
    throw new IndexRefusal(
      "query-invalid",
      `histogram of ${request.column}: interval too small for the values`,
    );
}

function edgeBelow(edges: readonly number[], value: number): number {
  let from = 0;
  let to = edges.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (edges[middle]! <= value) from = middle + 1;
    else to = middle;
  }
  return from - 1;
}

/** The buckets in ascending order; values outside the edges are in none. */
export function finishHistogram(histogram: Histogram): HistogramResult {
  const { request, counts, missing } = histogram;
  const { edges } = request;
  const buckets = edges
    ? edges.slice(1).map((to, i) => ({ from: edges[i]!, to, count: counts.get(i) ?? 0 }))
    : [...counts]
        .sort((a, b) => a[0] - b[0])
        .map(([bucket, count]) => ({
          from: bucket * request.interval!,
          to: (bucket + 1) * request.interval!,
          count,
        }));
  const any = histogram.min <= histogram.max;
  return { min: any ? histogram.min : null, max: any ? histogram.max : null, missing, buckets };
}
