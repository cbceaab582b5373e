import { type ListBuffer, pushPosition, reservePostings } from "./posting-list.ts";
import { extendShape, type Shapes } from "./shapes.ts";
import { hashTerm } from "./term-hash.ts";
import { grown } from "./typed-arrays.ts";

/** Past any of these a delta is closed and sealed; they bound the time one sealing takes. */
export const DELTA_DOCS_MAX = 8_192;
export const DELTA_TERMS_MAX = 1_000_000;
export const DELTA_OCCURRENCES_MAX = 4_000_000;

/** Postings being written: chains of array slots, searchable at any moment. Chains end at -1. */
export type DeltaPostings = {
  kind: "delta";
  termCount: number;
  /** Open addressing over hashes, holding term + 1. */
  slots: Int32Array<ArrayBuffer>;
  high: Uint32Array<ArrayBuffer>;
  low: Uint32Array<ArrayBuffer>;
  head: Int32Array<ArrayBuffer>;
  tail: Int32Array<ArrayBuffer>;
  size: Int32Array<ArrayBuffer>;
  /** 1 once a term is in `prefixTerms`. */
  listed: Uint8Array<ArrayBuffer>;
  prefixTerms: string[];
  postingCount: number;
  doc: Int32Array<ArrayBuffer>;
  shape: Int32Array<ArrayBuffer>;
  next: Int32Array<ArrayBuffer>;
  firstPosition: Int32Array<ArrayBuffer>;
  lastPosition: Int32Array<ArrayBuffer>;
  positionCount: number;
  position: Int32Array<ArrayBuffer>;
  nextPosition: Int32Array<ArrayBuffer>;
};

const hash = new Uint32Array(2);

/** Postings without any term. */
export function createDelta(): DeltaPostings {
  const ints = (room: number) => new Int32Array(room);
  return {
    kind: "delta",
    termCount: 0,
    slots: ints(1024),
    high: new Uint32Array(512),
    low: new Uint32Array(512),
    head: ints(512),
    tail: ints(512),
    size: ints(512),
    listed: new Uint8Array(512),
    prefixTerms: [],
    postingCount: 0,
    doc: ints(1024),
    shape: ints(1024),
    next: ints(1024),
    firstPosition: ints(1024),
    lastPosition: ints(1024),
    positionCount: 0,
    position: ints(1024),
    nextPosition: ints(1024),
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
    const term = enterTerm(delta, hash[0]!, hash[1]!);
    if (prefixable && delta.listed[term] === 0) {
      delta.listed[term] = 1;
      delta.prefixTerms.push(text);
    }
    const posting = postingOf(delta, term, doc);
    const before = delta.shape[posting]!;
    const after = extendShape(shapes, before, field);
    delta.shape[posting] = after;
    if (positional && after !== before) addPosition(delta, posting, position);
  }
  return length;
}

function enterTerm(delta: DeltaPostings, high: number, low: number): number {
  const { slots } = delta;
  const mask = slots.length - 1;
  let slot = low & mask;
  for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
    const term = slots[slot]! - 1;
    if (delta.low[term] === low && delta.high[term] === high) return term;
  }
  const term = delta.termCount++;
  slots[slot] = term + 1;
  if (delta.high.length < delta.termCount) reserveTerms(delta);
  delta.high[term] = high;
  delta.low[term] = low;
  delta.head[term] = -1;
  delta.tail[term] = -1;
  if (delta.termCount * 2 > slots.length) rehash(delta);
  return term;
}

function reserveTerms(delta: DeltaPostings): void {
  const room = delta.termCount;
  delta.high = grown(delta.high, room);
  delta.low = grown(delta.low, room);
  delta.head = grown(delta.head, room);
  delta.tail = grown(delta.tail, room);
  delta.size = grown(delta.size, room);
  delta.listed = grown(delta.listed, room);
}

function rehash(delta: DeltaPostings): void {
  const slots = new Int32Array(delta.slots.length * 2);
  const mask = slots.length - 1;
  for (let term = 0; term < delta.termCount; term++) {
    let slot = delta.low[term]! & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = term + 1;
  }
  delta.slots = slots;
}

function postingOf(delta: DeltaPostings, term: number, doc: number): number {
  const tail = delta.tail[term]!;
  if (tail !== -1 && delta.doc[tail] === doc) return tail;
  const posting = delta.postingCount++;
  if (delta.doc.length < delta.postingCount) reserveDeltaPostings(delta);
  delta.doc[posting] = doc;
  delta.shape[posting] = 0;
  delta.next[posting] = -1;
  delta.firstPosition[posting] = -1;
  if (tail === -1) delta.head[term] = posting;
  else delta.next[tail] = posting;
  delta.tail[term] = posting;
  delta.size[term]!++;
  return posting;
}

function reserveDeltaPostings(delta: DeltaPostings): void {
  const room = delta.postingCount;
  delta.doc = grown(delta.doc, room);
  delta.shape = grown(delta.shape, room);
  delta.next = grown(delta.next, room);
  delta.firstPosition = grown(delta.firstPosition, room);
  delta.lastPosition = grown(delta.lastPosition, room);
}

function addPosition(delta: DeltaPostings, posting: number, position: number): void {
  const at = delta.positionCount++;
  if (delta.position.length < delta.positionCount) {
    delta.position = grown(delta.position, delta.positionCount);
    delta.nextPosition = grown(delta.nextPosition, delta.positionCount);
  }
  delta.position[at] = position;
  delta.nextPosition[at] = -1;
  if (delta.firstPosition[posting] === -1) delta.firstPosition[posting] = at;
  else delta.nextPosition[delta.lastPosition[posting]!] = at;
  delta.lastPosition[posting] = at;
}

/** The number of a term by its hash, or -1. */
export function findDeltaTerm(delta: DeltaPostings, high: number, low: number): number {
  const { slots } = delta;
  const mask = slots.length - 1;
  for (let slot = low & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
    const term = slots[slot]! - 1;
    if (delta.low[term] === low && delta.high[term] === high) return term;
  }
  return -1;
}

/** Reads `count` positions of the chain at `first` after skipping `skip`. */
export function readDeltaPositions(
  delta: DeltaPostings,
  first: number,
  skip: number,
  count: number,
  out: Int32Array,
): void {
  let at = first;
  for (let left = skip; left > 0; left--) at = delta.nextPosition[at]!;
  for (let i = 0; i < count; i++, at = delta.nextPosition[at]!) out[i] = delta.position[at]!;
}

/** Appends a term's postings to `list`, renumbered through `map`, those mapped to -1 left out. */
export function gatherDeltaList(
  delta: DeltaPostings,
  term: number,
  shapes: Shapes,
  map: Int32Array,
  list: ListBuffer,
): void {
  reservePostings(list, delta.size[term]!);
  for (let posting = delta.head[term]!; posting !== -1; posting = delta.next[posting]!) {
    const doc = map[delta.doc[posting]!]!;
    if (doc < 0) continue;
    const shape = delta.shape[posting]!;
    if (shapes.positions[shape]! > 0) gatherPositions(delta, posting, shape, shapes, list);
    list.docs[list.size] = doc;
    list.shapes[list.size] = shape;
    list.positionEnds[list.size++] = list.positionLength;
  }
}

/** Writes positions field by field; a shape's chain runs from the last field to the first, so it is turned round. */
function gatherPositions(
  delta: DeltaPostings,
  posting: number,
  shape: number,
  shapes: Shapes,
  list: ListBuffer,
): void {
  const perField: number[] = [];
  for (let part = shape; part !== 0; part = shapes.rest[part]!)
    if (shapes.positionalFields[shapes.field[part]!] === 1) perField.push(shapes.tf[part]!);
  let at = delta.firstPosition[posting]!;
  for (let field = perField.length - 1; field >= 0; field--) {
    let last = 0;
    for (let left = perField[field]!; left > 0; left--, at = delta.nextPosition[at]!) {
      pushPosition(list, delta.position[at]! - last);
      last = delta.position[at]!;
    }
  }
}

/** The delta's terms in ascending order of their hash. */
export function termsByHash(delta: DeltaPostings): Int32Array<ArrayBuffer> {
  const keys = new Float64Array(delta.termCount);
  for (let term = 0; term < delta.termCount; term++) keys[term] = delta.high[term]! * 2_097_152 + term;
  keys.sort();
  const order = new Int32Array(delta.termCount);
  for (let i = 0; i < keys.length; i++) {
    const term = keys[i]! % 2_097_152;
    let at = i;
    for (; at > 0; at--) {
      const before = order[at - 1]!;
      if (delta.high[before] !== delta.high[term] || delta.low[before]! <= delta.low[term]!) break;
      order[at] = before;
    }
    order[at] = term;
  }
  return order;
}

/** Bytes the delta's arrays take. */
export function deltaBytes(delta: DeltaPostings): number {
  return (
    delta.slots.byteLength +
    delta.high.byteLength * 5 +
    delta.listed.byteLength +
    delta.doc.byteLength * 5 +
    delta.position.byteLength * 2
  );
}
