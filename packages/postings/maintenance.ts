import { type Delta, type IndexState, type MergeJob, openDelta } from "./index-state.ts";
import { copyChangeable, findDocument } from "./segments/columns.ts";
import { DELTA_DOCS_MAX } from "./segments/delta.ts";
import { mergeSegments, POSTING_BYTES_MAX } from "./segments/merge.ts";
import type { Segment } from "./segments/segment.ts";

/** Segments of about one size that are merged into one of the next size. */
const FAN_IN = 8;
/** Deltas sealed together at most, and deltas allowed to wait before writing has to help. */
const FROZEN_MAX = 3;
/** Sealed segments allowed before writing has to help merging; tiers keep a busy index well below. */
const SEALED_MAX = 40;
/** A segment with more than this share of removed documents is rewritten. */
const DELETED_SHARE_MAX = 0.3;
/** Steps taken for a millisecond of budget when there is no clock. */
const STEPS_PER_MS = 4;

/** Closes the delta for writing and opens a new one. When maintenance lags far behind, it is caught up here. */
export function freezeDelta(state: IndexState): void {
  if (state.delta.columns.size > 0) state.frozen.push(state.delta);
  state.delta = openDelta(state.schema, state.delta);
  while (state.frozen.length > FROZEN_MAX || state.sealed.length > SEALED_MAX) if (!runStep(state)) break;
}

/** Seals and merges for about `budgetMs`; true while work remains. */
export function maintainFor(state: IndexState, budgetMs: number): boolean {
  const { now } = state;
  const end = now ? now() + budgetMs : 0;
  for (let steps = 0; now ? now() < end : steps < budgetMs * STEPS_PER_MS; steps++)
    if (!runStep(state)) return false;
  return isDue(state);
}

/** Whether there is anything to seal or merge. */
export function isDue(state: IndexState): boolean {
  return state.job !== null || chooseSources(state).length > 0;
}

/** One bounded step of the merge under way, or of the one most needed; false when there is nothing to do. */
function runStep(state: IndexState): boolean {
  if (state.job === null) {
    const sources = chooseSources(state);
    if (sources.length === 0) return false;
    state.job = beginMerge(state, sources);
  }
  const step = state.job.steps.next();
  if (step.done) finishMerge(state, state.job, step.value);
  return true;
}

function beginMerge(state: IndexState, sources: Segment[]): MergeJob {
  return { sources, steps: mergeSegments(state.schema, state.shapes, sources), touched: new Set() };
}

/** Deltas first, then the smallest tier that is full, then a segment with much to drop. */
function chooseSources(state: IndexState): Segment[] {
  if (state.frozen.length > 0) return state.frozen.slice(0, FROZEN_MAX);
  const tiers = new Map<number, Segment[]>();
  for (const segment of state.sealed) {
    const tier = tierOf(segment);
    tiers.set(tier, [...(tiers.get(tier) ?? []), segment]);
  }
  const full = [...tiers].sort((a, b) => a[0] - b[0]).find(([, segments]) => segments.length >= FAN_IN);
  if (full) {
    const sources = full[1].slice(0, FAN_IN);
    if (fitsOne(sources)) return sources;
  }
  const sparse = state.sealed.find(({ columns }) => columns.deleted > columns.size * DELETED_SHARE_MAX);
  return sparse ? [sparse] : [];
}

function tierOf({ columns }: Segment): number {
  const live = columns.size - columns.deleted;
  return Math.max(0, Math.floor(Math.log(live / DELTA_DOCS_MAX) / Math.log(FAN_IN)));
}

function fitsOne(segments: readonly Segment[]): boolean {
  let bytes = 0;
  for (const { postings } of segments)
    bytes += postings.kind === "sealed" ? postings.lists.length : postings.postingCount * 12;
  return bytes * 1.1 < POSTING_BYTES_MAX;
}

/** Carries over what changed during the merge and lets the merged segment take its sources' place. */
function finishMerge(
  state: IndexState,
  job: MergeJob,
  { segment, maps }: { segment: Segment; maps: Int32Array[] },
): void {
  const target = segment.columns;
  job.sources.forEach(({ columns }, s) => {
    const map = maps[s]!;
    for (let old = 0; old < map.length; old++) {
      if (columns.live[old] === 1 || map[old]! < 0) continue;
      target.live[map[old]!] = 0;
      target.deleted++;
    }
    for (const id of job.touched) {
      const old = findDocument(columns, id);
      if (old >= 0) copyChangeable(columns, target, old, map[old]!);
    }
  });
  state.everything.clear();
  const done = new Set<Segment>(job.sources);
  state.sealed = state.sealed.filter((each) => !done.has(each));
  state.frozen = state.frozen.filter((each: Delta) => !done.has(each));
  if (target.size > target.deleted) state.sealed.push(segment);
  state.job = null;
}

/** Finishes the merge under way, if any. */
function finishJob(state: IndexState): void {
  while (state.job) runStep(state);
}

/** Seals every delta now, so that all segments are sealed. */
export function sealAll(state: IndexState): void {
  if (state.delta.columns.size > 0) state.frozen.push(state.delta);
  state.delta = openDelta(state.schema);
  sealFrozen(state);
}

/** Seals the waiting deltas to the end. A merge of sealed segments under way is set aside and goes on later. */
function sealFrozen(state: IndexState): void {
  const sealing = state.job?.sources.some((each) => each.postings.kind === "delta") ?? false;
  if (sealing) finishJob(state);
  const paused = state.job;
  while (state.frozen.length > 0) {
    state.job = beginMerge(state, state.frozen.slice(0, FROZEN_MAX));
    finishJob(state);
  }
  state.job = paused;
}

/** Merges everything into one segment, or as few as the size of posting lists allows. */
export function compactState(state: IndexState): void {
  finishJob(state);
  sealAll(state);
  const [only] = state.sealed;
  if (state.sealed.length === 1 && only!.columns.deleted === 0) return;
  if (state.sealed.length > 0 && fitsOne(state.sealed)) {
    state.job = beginMerge(state, [...state.sealed]);
    finishJob(state);
  }
  while (runStep(state));
}
