import { buildSegment, run } from "./build.ts";
import { type ClosePhrase, closePhrasesIn } from "./close-phrases.ts";
import { type CloseWord, closeWordsIn } from "./close-words.ts";
import { type PreparedDoc, prepareDoc, type SuggestDoc } from "./entry.ts";
import { type SuggestionGroup, suggestFrom } from "./lookup.ts";
import { mergeSegments } from "./merge.ts";
import { removeDoc, type Segment, segmentBytes } from "./segment.ts";
import { loadSegments, saveSegments } from "./snapshot.ts";

/** Figures about the structure, for operations and benchmarks. Bytes count the typed arrays. */
export type SuggestStats = { docs: number; segments: number[]; entries: number; bytes: number };

/** What documents offer for suggestion, held in this process. Writes are visible to the next question. */
export type SuggestIndex = {
  /** Documents known now. */
  readonly size: number;
  /** Adds or replaces by id. */
  put(docs: readonly SuggestDoc[]): void;
  /** Forgets documents; returns how many were there. */
  remove(ids: readonly number[]): number;
  /** What a beginning may become: by kind, best first, up to `size` of each. */
  suggest(typed: string, size: number): SuggestionGroup[];
  /** Latin words within two edits of a word, likeliest first. */
  closeWords(word: string, limit: number): CloseWord[];
  /** Texts in Han that begin like a text with one character or sound wrong in it, likeliest first. */
  closePhrases(text: string, limit: number): ClosePhrase[];
  /** Documents that have a Latin word, in any text. */
  wordTitles(word: string): number;
  /** Merges for about `budgetMs` by the clock given; true while work remains. */
  maintain(budgetMs: number): boolean;
  /** Merges everything into one segment. Blocks; for tests and bulk builds. */
  compact(): void;
  stats(): SuggestStats;
  /** The whole as chunks of bytes, as it is at the first chunk. */
  save(): Generator<Uint8Array>;
};

/** Documents gathered before they are sorted into a segment; a question does not wait for more. */
const BATCH = 256;
/** Segments smaller than this are merged at once; larger ones by and by. */
const SMALL = 1_024;

type Merge = { work: Generator<void, Segment>; at: number; removed: number[] };
type State = {
  segments: Segment[];
  pending: Map<number, PreparedDoc>;
  merge: Merge | null;
  now: () => number;
};

/** An empty structure. `now`: milliseconds that only go forward, for `maintain`. */
export function createSuggestIndex(options: { now: () => number }): SuggestIndex {
  return open({ segments: [], pending: new Map(), merge: null, now: options.now });
}

/** What a `save` wrote, from its chunks in any cut; null when it is damaged, cut off or of another version. */
export async function loadSuggestIndex(
  chunks: AsyncIterable<Uint8Array>,
  options: { now: () => number },
): Promise<SuggestIndex | null> {
  const segments = await loadSegments(chunks);
  return segments && open({ segments, pending: new Map(), merge: null, now: options.now });
}

function open(state: State): SuggestIndex {
  return {
    get size() {
      return sizeOf(state);
    },
    put(docs) {
      for (const doc of docs) {
        removeOne(state, doc.id);
        state.pending.set(doc.id, prepareDoc(doc));
        if (state.pending.size >= BATCH) seal(state);
      }
    },
    remove: (ids) => ids.filter((id) => removeOne(state, id)).length,
    suggest: (typed, size) => suggestFrom(sealed(state), typed, size),
    closeWords: (word, limit) => closeWordsIn(sealed(state), word, limit),
    closePhrases: (text, limit) => closePhrasesIn(sealed(state), text, limit),
    wordTitles: (word) => closeWordsIn(sealed(state), word, 1, 0)[0]?.titles ?? 0,
    maintain: (budgetMs) => maintain(state, budgetMs),
    compact: () => compact(state),
    stats: () => statsOf(state),
    save: () => saveSegments([...sealed(state)]),
  };
}

function sizeOf(state: State): number {
  return state.segments.reduce((sum, s) => sum + s.docIds.length - s.deadCount, state.pending.size);
}

function removeOne(state: State, id: number): boolean {
  if (state.pending.delete(id)) return true;
  if (!state.segments.some((segment) => removeDoc(segment, id))) return false;
  state.merge?.removed.push(id);
  return true;
}

function sealed(state: State): readonly Segment[] {
  if (state.pending.size > 0) seal(state);
  return state.segments;
}

function seal(state: State): void {
  const docs = [...state.pending.values()];
  state.pending.clear();
  state.segments.push(buildSegment(docs));
  for (;;) {
    const last = state.segments.length - 1;
    const [a, b] = [state.segments[last - 1], state.segments[last]];
    if (!a || !b || a.docIds.length > b.docIds.length || a.docIds.length + b.docIds.length > SMALL) return;
    if (state.merge && state.merge.at + 1 >= last - 1) return;
    state.segments.splice(last - 1, 2, run(mergeSegments(a, b)));
  }
}

/** The two neighbours that should become one: the newer has grown as large as the older, or half is dead. */
function nextMerge(segments: readonly Segment[]): number {
  for (let at = segments.length - 2; at >= 0; at--) {
    const [a, b] = [segments[at]!, segments[at + 1]!];
    if (a.docIds.length <= b.docIds.length || a.deadCount * 2 > a.docIds.length) return at;
  }
  return -1;
}

function maintain(state: State, budgetMs: number): boolean {
  const until = state.now() + budgetMs;
  for (;;) {
    state.merge ??= startMerge(state);
    if (!state.merge) return false;
    do {
      const step = state.merge.work.next();
      if (!step.done) continue;
      finishMerge(state, state.merge, step.value);
      break;
    } while (state.now() < until);
    if (state.now() >= until) return state.merge !== null || nextMerge(state.segments) >= 0;
  }
}

function startMerge(state: State): Merge | null {
  const at = nextMerge(state.segments);
  if (at < 0) return null;
  return { work: mergeSegments(state.segments[at]!, state.segments[at + 1]!), at, removed: [] };
}

function finishMerge(state: State, merge: Merge, segment: Segment): void {
  for (const id of merge.removed) removeDoc(segment, id);
  state.segments.splice(merge.at, 2, segment);
  state.merge = null;
}

function compact(state: State): void {
  sealed(state);
  if (state.merge) finishMerge(state, state.merge, run(state.merge.work));
  while (state.segments.length > 1) {
    const [b, a] = [state.segments.pop()!, state.segments.pop()!];
    state.segments.push(run(mergeSegments(a, b)));
  }
}

function statsOf(state: State): SuggestStats {
  return {
    docs: sizeOf(state),
    segments: state.segments.map((segment) => segment.docIds.length),
    entries: state.segments.reduce((sum, s) => sum + s.tables.reduce((n, t) => n + t.size, 0), 0),
    bytes: state.segments.reduce((sum, segment) => sum + segmentBytes(segment), 0),
  };
}
