/** Matching documents of one segment, ascending, in the first `size` places; scores in units of 1/65536. */
export type MatchSet = { size: number; docs: Int32Array; scores: Float64Array | null };

/** A set that holds nothing. */
export function emptySet(): MatchSet {
  return { size: 0, docs: new Int32Array(0), scores: null };
}

/** How the scores of a document in both sets come together. */
export type Combination = "sum" | "best";

/** Documents in either set. */
function unite(a: MatchSet, b: MatchSet, how: Combination): MatchSet {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  const scored = a.scores !== null || b.scores !== null;
  const docs = new Int32Array(a.size + b.size);
  const scores = scored ? new Float64Array(a.size + b.size) : null;
  let size = 0;
  let i = 0;
  let j = 0;
  while (i < a.size || j < b.size) {
    const left = i < a.size ? a.docs[i]! : 0x7fffffff;
    const right = j < b.size ? b.docs[j]! : 0x7fffffff;
    docs[size] = Math.min(left, right);
    if (scores) {
      const leftScore = left <= right && a.scores ? a.scores[i]! : 0;
      const rightScore = right <= left && b.scores ? b.scores[j]! : 0;
      if (left !== right) scores[size] = left < right ? leftScore : rightScore;
      else if (how === "sum") scores[size] = leftScore + rightScore;
      else scores[size] = Math.max(leftScore, rightScore);
    }
    size++;
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return { size, docs, scores };
}

/** Sets up to this many are united two by two; more of them meet on a table of all documents if they are large. */
const PAIRWISE_MAX = 3;

/** All sets united. */
export function uniteAll(sets: readonly MatchSet[], how: Combination): MatchSet {
  const queue = sets.filter((set) => set.size > 0).sort((a, b) => a.size - b.size);
  const total = queue.reduce((sum, set) => sum + set.size, 0);
  const span = queue.reduce((last, set) => Math.max(last, set.docs[set.size - 1]! + 1), 0);
  if (queue.length > PAIRWISE_MAX && total * 4 > span) return uniteOnTable(queue, how, span, total);
  while (queue.length > 1) {
    const united = unite(queue.shift()!, queue.shift()!, how);
    let at = 0;
    while (at < queue.length && queue[at]!.size < united.size) at++;
    queue.splice(at, 0, united);
  }
  return queue[0] ?? emptySet();
}

/** One pass over each set and one over the documents up to `span`, whatever the number of sets. */
function uniteOnTable(sets: readonly MatchSet[], how: Combination, span: number, total: number): MatchSet {
  const present = new Uint8Array(span);
  const sums = new Float64Array(span);
  for (const { docs, scores, size } of sets) {
    for (let i = 0; i < size; i++) {
      const doc = docs[i]!;
      present[doc] = 1;
      if (!scores) continue;
      const score = scores[i]!;
      if (how === "sum") sums[doc]! += score;
      else if (score > sums[doc]!) sums[doc] = score;
    }
  }
  const room = Math.min(span, total);
  const scored = sets.some(({ scores }) => scores !== null);
  const united = { size: 0, docs: new Int32Array(room), scores: scored ? new Float64Array(room) : null };
  for (let doc = 0; doc < span; doc++) {
    if (present[doc] === 0) continue;
    if (united.scores) united.scores[united.size] = sums[doc]!;
    united.docs[united.size++] = doc;
  }
  return united;
}

/** All of `base`, with the scores `extra` has for its documents added. */
export function addScores(base: MatchSet, extra: MatchSet): MatchSet {
  if (extra.scores === null || extra.size === 0) return base;
  const scores = base.scores ? base.scores.slice(0, base.size) : new Float64Array(base.size);
  for (let i = 0, j = 0; i < base.size && j < extra.size; ) {
    const doc = base.docs[i]!;
    const other = extra.docs[j]!;
    if (doc === other) scores[i++]! += extra.scores[j++]!;
    else if (doc < other) i++;
    else j++;
  }
  return { size: base.size, docs: base.docs, scores };
}

/** `narrower`, a subset of `wider`, with the scores of `wider` added to its own. */
export function carryScores(narrower: MatchSet, wider: MatchSet): MatchSet {
  if (wider.scores === null) return narrower;
  return addScores(narrower, wider);
}

/** The documents of `set` that are not in `taken`. */
export function subtract(set: MatchSet, taken: MatchSet): MatchSet {
  if (taken.size === 0) return set;
  let j = 0;
  return filterSet(set, (doc) => {
    while (j < taken.size && taken.docs[j]! < doc) j++;
    return !(j < taken.size && taken.docs[j] === doc);
  });
}

/** The documents of `set` a test holds for, asked in ascending order. */
export function filterSet(set: MatchSet, test: (doc: number) => boolean): MatchSet {
  const docs = new Int32Array(set.size);
  const scores = set.scores ? new Float64Array(set.size) : null;
  let size = 0;
  for (let i = 0; i < set.size; i++) {
    const doc = set.docs[i]!;
    if (!test(doc)) continue;
    docs[size] = doc;
    if (scores) scores[size] = set.scores![i]!;
    size++;
  }
  return { size, docs, scores };
}

/** The documents of `set` whose byte in `flags` is 1. */
export function keepFlagged(set: MatchSet, flags: Uint8Array): MatchSet {
  const docs = new Int32Array(set.size);
  const scores = set.scores ? new Float64Array(set.size) : null;
  let size = 0;
  for (let i = 0; i < set.size; i++) {
    const doc = set.docs[i]!;
    if (flags[doc] !== 1) continue;
    docs[size] = doc;
    if (scores) scores[size] = set.scores![i]!;
    size++;
  }
  return { size, docs, scores };
}

let everyDocument = new Int32Array(0);

/** Documents 0 to `size` - 1, without copying; nobody may write into it. */
export function allDocuments(size: number): MatchSet {
  if (everyDocument.length < size) {
    everyDocument = new Int32Array(Math.ceil(size * 1.25));
    for (let i = 0; i < everyDocument.length; i++) everyDocument[i] = i;
  }
  return { size, docs: everyDocument, scores: null };
}
