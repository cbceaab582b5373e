import { FIELDS_MAX } from "../schema.ts";
import { type ListBuffer, pushPosition, reservePostings } from "./posting-list.ts";
import { extendShape, type Shapes } from "./shapes.ts";
import { hashTerm } from "./term-hash.ts";
import { grown, powerOfTwo } from "./typed-arrays.ts";

/** Past any of these a delta is closed and sealed; they bound the memory and time one sealing takes. */
export const DELTA_DOCS_MAX = 4_096;
export const DELTA_TERMS_MAX = 500_000;
export const DELTA_OCCURRENCES_MAX = 2_000_000;

/** A term's record in `terms`: hash, last posting and its document, documents, whether it is in `prefixTerms`. */
export const TERM = { low: 0, high: 1, tail: 2, lastDoc: 3, size: 4, listed: 5, ints: 8 } as const;
/** A posting's record in `postings`. */
export const POSTING = { doc: 0, shape: 1, previous: 2, firstPosition: 3, ints: 4 } as const;

/**
 * Postings being written: chains of records from a term's last posting back to its first, searchable at any moment.
 * Chains end at -1. What is read together stands together, and writing a posting does not visit the one before,
 * because every visit elsewhere in memory is a miss of the processor's cache.
 */
export type DeltaPostings = {
  kind: "delta";
  termCount: number;
  /** Open addressing over hashes, holding term + 1. */
  slots: Int32Array<ArrayBuffer>;
  terms: Int32Array<ArrayBuffer>;
  /** Terms of prefixable fields as text, and their numbers. */
  prefixTerms: string[];
  prefixNumbers: number[];
  postingCount: number;
  postings: Int32Array<ArrayBuffer>;
  /** Per posting, its term. */
  termOf: Int32Array<ArrayBuffer>;
  lastPosition: Int32Array<ArrayBuffer>;
  positionCount: number;
  /** Pairs: a position, the next one's number. */
  positions: Int32Array<ArrayBuffer>;
};

const hash = new Uint32Array(2);

/** Postings without any term, with as much room as an earlier delta came to need. */
export function createDelta(earlier?: DeltaPostings): DeltaPostings {
  const terms = Math.ceil((earlier?.termCount ?? 256) * 1.1);
  const postings = Math.ceil((earlier?.postingCount ?? 1024) * 1.1);
  const positions = Math.ceil((earlier?.positionCount ?? 1024) * 1.1);
  return {
    kind: "delta",
    termCount: 0,
    slots: new Int32Array(powerOfTwo(terms * 2)),
    terms: new Int32Array(terms * TERM.ints),
    prefixTerms: [],
    prefixNumbers: [],
    postingCount: 0,
    postings: new Int32Array(postings * POSTING.ints),
    termOf: new Int32Array(postings),
    lastPosition: new Int32Array(postings),
    positionCount: 0,
    positions: new Int32Array(positions * 2),
  };
}

/** Adds one field's terms of document `doc`, fields in schema order; returns how many terms were not gaps. */
export function addField(
  delta: DeltaPostings,
  shapes: Shapes,
  doc: number,
  field: number,
  terms: readonly string[],
  prefixable: boolean,
): number {
  let length = 0;
  const positional = shapes.positionalFields[field] === 1;
  for (let position = 0; position < terms.length; position++) {
    const text = terms[position]!;
    if (text === "") continue;
    length++;
    hashTerm(text, hash);
    const term = enterTerm(delta, hash[0]! | 0, hash[1]! | 0);
    const record = term * TERM.ints;
    if (prefixable && delta.terms[record + TERM.listed] === 0) {
      delta.terms[record + TERM.listed] = 1;
      delta.prefixTerms.push(text);
      delta.prefixNumbers.push(term);
    }
    const posting = postingOf(delta, term, doc);
    const shapeAt = posting * POSTING.ints + POSTING.shape;
    const before = delta.postings[shapeAt]!;
    const after = extendShape(shapes, before, field);
    delta.postings[shapeAt] = after;
    if (positional && after !== before) addPosition(delta, posting, position);
  }
  return length;
}

function enterTerm(delta: DeltaPostings, high: number, low: number): number {
  const { slots, terms } = delta;
  const mask = slots.length - 1;
  let slot = low & mask;
  for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
    const term = slots[slot]! - 1;
    if (terms[term * TERM.ints] === low && terms[term * TERM.ints + TERM.high] === high) return term;
  }
  const term = delta.termCount++;
  slots[slot] = term + 1;
  const record = term * TERM.ints;
  delta.terms = grown(delta.terms, record + TERM.ints);
  delta.terms[record] = low;
  delta.terms[record + TERM.high] = high;
  delta.terms[record + TERM.tail] = -1;
  delta.terms[record + TERM.lastDoc] = -1;
  if (delta.termCount * 1.5 > slots.length) rehash(delta);
  return term;
}

function rehash(delta: DeltaPostings): void {
  const slots = new Int32Array(delta.slots.length * 2);
  const mask = slots.length - 1;
  for (let term = 0; term < delta.termCount; term++) {
    let slot = delta.terms[term * TERM.ints]! & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = term + 1;
  }
  delta.slots = slots;
}

/** The posting of a document under a term, begun when the term is new to the document. */
function postingOf(delta: DeltaPostings, term: number, doc: number): number {
  const { terms } = delta;
  const record = term * TERM.ints;
  const tail = terms[record + TERM.tail]!;
  if (terms[record + TERM.lastDoc] === doc) return tail;
  const posting = delta.postingCount++;
  const at = posting * POSTING.ints;
  if (delta.postings.length < at + POSTING.ints) reserveDeltaPostings(delta);
  delta.postings[at] = doc;
  delta.postings[at + POSTING.shape] = 0;
  delta.postings[at + POSTING.previous] = tail;
  delta.postings[at + POSTING.firstPosition] = -1;
  delta.termOf[posting] = term;
  terms[record + TERM.tail] = posting;
  terms[record + TERM.lastDoc] = doc;
  terms[record + TERM.size]!++;
  return posting;
}

/** `postings` is the first to be full: the arrays beside it are given as many records. */
function reserveDeltaPostings(delta: DeltaPostings): void {
  delta.postings = grown(delta.postings, delta.postingCount * POSTING.ints);
  const records = Math.ceil(delta.postings.length / POSTING.ints);
  delta.termOf = grown(delta.termOf, records);
  delta.lastPosition = grown(delta.lastPosition, records);
}

function addPosition(delta: DeltaPostings, posting: number, position: number): void {
  const at = delta.positionCount++;
  delta.positions = grown(delta.positions, delta.positionCount * 2);
  delta.positions[at * 2] = position;
  delta.positions[at * 2 + 1] = -1;
  const first = posting * POSTING.ints + POSTING.firstPosition;
  if (delta.postings[first] === -1) delta.postings[first] = at;
  else delta.positions[delta.lastPosition[posting]! * 2 + 1] = at;
  delta.lastPosition[posting] = at;
}

/** The number of a term by its hash, or -1. */
export function findDeltaTerm(delta: DeltaPostings, high: number, low: number): number {
  const { slots, terms } = delta;
  const mask = slots.length - 1;
  for (let slot = low & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
    const term = slots[slot]! - 1;
    if (terms[term * TERM.ints] === (low | 0) && terms[term * TERM.ints + TERM.high] === (high | 0))
      return term;
  }
  return -1;
}

/** How many documents a term has. */
export function deltaTermSize(delta: DeltaPostings, term: number): number {
  return delta.terms[term * TERM.ints + TERM.size]!;
}

/** Reads `count` positions of the chain at `first` after skipping `skip`. */
export function readDeltaPositions(
  delta: DeltaPostings,
  first: number,
  skip: number,
  count: number,
  out: Int32Array,
): void {
  const { positions } = delta;
  let at = first;
  for (let left = skip; left > 0; left--) at = positions[at * 2 + 1]!;
  for (let i = 0; i < count; i++, at = positions[at * 2 + 1]!) out[i] = positions[at * 2]!;
}

/** Appends the postings of the `i`-th term in order to `list`, renumbered through `map`, those at -1 left out. */
export function gatherDeltaList(
  delta: DeltaPostings,
  ordered: OrderedTerms,
  i: number,
  shapes: Shapes,
  map: Int32Array,
  list: ListBuffer,
): void {
  const { starts, records } = ordered;
  reservePostings(list, starts[i + 1]! - starts[i]!);
  for (let at = starts[i]! * RECORD; at < starts[i + 1]! * RECORD; at += RECORD) {
    const doc = map[records[at]!]!;
    if (doc < 0) continue;
    const shape = records[at + 1]!;
    if (shapes.positions[shape]! > 0) gatherPositions(delta, records[at + 2]!, shape, shapes, list);
    list.docs[list.size] = doc;
    list.shapes[list.size] = shape;
    list.positionEnds[list.size++] = list.positionLength;
  }
}

const perField = new Int32Array(FIELDS_MAX);

/** Writes positions field by field; a shape's chain runs from the last field to the first, so it is turned round. */
function gatherPositions(
  delta: DeltaPostings,
  first: number,
  shape: number,
  shapes: Shapes,
  list: ListBuffer,
): void {
  const { positions } = delta;
  let fields = 0;
  for (let part = shape; part !== 0; part = shapes.rest[part]!)
    if (shapes.positionalFields[shapes.field[part]!] === 1) perField[fields++] = shapes.tf[part]!;
  let at = first;
  while (fields-- > 0) {
    let last = 0;
    for (let left = perField[fields]!; left > 0; left--, at = positions[at * 2 + 1]!) {
      pushPosition(list, positions[at * 2]! - last);
      last = positions[at * 2]!;
    }
  }
}

/** Terms ascending by hash, and their postings in that order as records of document, shape, first position. */
export type OrderedTerms = {
  order: Int32Array;
  high: Uint32Array;
  low: Uint32Array;
  /** Where each term's records begin, and where the last term's end. */
  starts: Int32Array;
  records: Int32Array;
};

const RECORD = 3;
/** Postings put in order between two yields. */
const SCATTER_STEP = 32_768;
const SORT_BUCKETS = 64;
/** More than a delta's terms; a power of two, so that a key's two parts come apart exactly. */
const TERM_LIMIT = 2_097_152;

/** Orders the delta's terms, a bucket of the highest six bits between two yields. */
export function* orderTerms(delta: DeltaPostings): Generator<void, OrderedTerms> {
  const { termCount, terms } = delta;
  const ends = new Int32Array(SORT_BUCKETS + 1);
  for (let term = 0; term < termCount; term++) ends[(terms[term * TERM.ints + TERM.high]! >>> 26) + 1]!++;
  for (let bucket = 0; bucket < SORT_BUCKETS; bucket++) ends[bucket + 1]! += ends[bucket]!;
  const next = ends.slice();
  const keys = new Float64Array(termCount);
  for (let term = 0; term < termCount; term++) {
    const high = terms[term * TERM.ints + TERM.high]! >>> 0;
    keys[next[high >>> 26]!++] = high * TERM_LIMIT + term;
  }
  yield;
  const ordered: OrderedTerms = {
    order: new Int32Array(termCount),
    high: new Uint32Array(termCount),
    low: new Uint32Array(termCount),
    starts: new Int32Array(termCount + 1),
    records: new Int32Array(delta.postingCount * RECORD),
  };
  for (let bucket = 0; bucket < SORT_BUCKETS; bucket++) {
    keys.subarray(ends[bucket], ends[bucket + 1]).sort();
    for (let i = ends[bucket]!; i < ends[bucket + 1]!; i++)
      placeTerm(ordered, i, keys[i]! % TERM_LIMIT, terms);
    yield;
  }
  yield* scatterPostings(delta, ordered);
  return ordered;
}

/** Reads postings as they were written and puts each behind its term's earlier ones: faster than following chains. */
function* scatterPostings(delta: DeltaPostings, ordered: OrderedTerms): Generator<void> {
  const { order, starts, records } = ordered;
  const { terms, postings, termOf, postingCount } = delta;
  const next = new Int32Array(order.length);
  for (let i = 0; i < order.length; i++) {
    const term = order[i]!;
    next[term] = starts[i]! * RECORD;
    starts[i + 1] = starts[i]! + terms[term * TERM.ints + TERM.size]!;
  }
  yield;
  for (let from = 0; from < postingCount; from += SCATTER_STEP) {
    const to = Math.min(from + SCATTER_STEP, postingCount);
    for (let posting = from; posting < to; posting++) {
      const term = termOf[posting]!;
      const at = next[term]!;
      next[term] = at + RECORD;
      records[at] = postings[posting * POSTING.ints]!;
      records[at + 1] = postings[posting * POSTING.ints + POSTING.shape]!;
      records[at + 2] = postings[posting * POSTING.ints + POSTING.firstPosition]!;
    }
    yield;
  }
}

/** Puts a term at place `i`, before those of the same high half that have a greater low half. */
function placeTerm({ order, high, low }: OrderedTerms, i: number, term: number, terms: Int32Array): void {
  const ownHigh = terms[term * TERM.ints + TERM.high]! >>> 0;
  const ownLow = terms[term * TERM.ints]! >>> 0;
  let at = i;
  for (; at > 0 && high[at - 1] === ownHigh && low[at - 1]! > ownLow; at--) {
    order[at] = order[at - 1]!;
    high[at] = high[at - 1]!;
    low[at] = low[at - 1]!;
  }
  order[at] = term;
  high[at] = ownHigh;
  low[at] = ownLow;
}

/** Bytes the delta's arrays take. */
export function deltaBytes(delta: DeltaPostings): number {
  return (
    delta.slots.byteLength +
    delta.terms.byteLength +
    delta.postings.byteLength +
    delta.termOf.byteLength +
    delta.lastPosition.byteLength +
    delta.positions.byteLength
  );
}
