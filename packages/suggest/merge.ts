import { TABLES } from "./entry.ts";
import {
  compareInitials,
  compareSounds,
  compareTexts,
  createTable,
  isWordTable,
  rankTable,
  type Segment,
  type Table,
} from "./segment.ts";

/** Of an entry that nobody offers any more. */
const GONE = 0xffffffff;
/** Steps of work between two looks at the clock. */
const STRIDE = 2047;

/** A source of a merge: where its entries go, and which of them the other source has too and gives. */
type Source = { table: Table; map: Uint32Array; shared: Uint8Array | null };

/**
 * One segment of two, without what is dead, in small steps. Documents removed from a source while this runs may still
 * be alive in the result: the caller takes them out again.
 */
export function* mergeSegments(a: Segment, b: Segment): Generator<void, Segment> {
  const tables: Table[] = [];
  const maps: [Uint32Array, Uint32Array][] = [];
  for (let number = 0; number < TABLES; number++) {
    const merged = yield* mergeTables(a.tables[number]!, b.tables[number]!);
    tables.push(merged.table);
    maps.push(merged.maps);
  }
  const segment = yield* mergeDocs(a, b, tables, maps);
  for (const [number, table] of tables.entries()) yield* rankTable(table, isWordTable(number));
  return segment;
}

function* mergeTables(
  a: Table,
  b: Table,
): Generator<void, { table: Table; maps: [Uint32Array, Uint32Array] }> {
  const sources = yield* matchEntries(a, b);
  const [left, right] = sources;
  const table = createTable(yield* measure(left, right));
  yield* copyEntries(table, left, right);
  yield* mergeOrder(
    table.bySound,
    left,
    right,
    (t) => t.bySound,
    0,
    (x, y) => compareSounds(a, x, b, y),
  );
  yield* mergeOrder(
    table.byInitials,
    left,
    right,
    (t) => t.byInitials,
    0,
    (x, y) => compareInitials(a, x, b, y),
  );
  yield* mergeOrder(
    table.inner,
    left,
    right,
    (t) => t.inner,
    8,
    (x, y) => compareTexts(a, x >>> 8, x & 255, b, y >>> 8, y & 255),
  );
  return { table, maps: [left.map, right.map] };
}

/** Decides which entry of either table becomes which of the merged one. */
function* matchEntries(a: Table, b: Table): Generator<void, [Source, Source]> {
  const left: Source = { table: a, map: new Uint32Array(a.size), shared: null };
  const shared = new Uint8Array(b.size);
  const right: Source = { table: b, map: new Uint32Array(b.size), shared };
  let i = 0;
  let j = 0;
  let next = 0;
  let steps = 0;
  while (i < a.size || j < b.size) {
    if ((++steps & STRIDE) === 0) yield;
    if (i < a.size && a.titles[i] === 0) {
      left.map[i++] = GONE;
      continue;
    }
    if (j < b.size && b.titles[j] === 0) {
      right.map[j++] = GONE;
      continue;
    }
    const order = i >= a.size ? 1 : j >= b.size ? -1 : compareTexts(a, i, 0, b, j, 0);
    if (order === 0) shared[j] = 1;
    if (order <= 0) left.map[i++] = next;
    if (order >= 0) right.map[j++] = next;
    next++;
  }
  return [left, right];
}

/** Whether a source gives an entry to the merged table. */
function gives(source: Source, entry: number): boolean {
  return source.map[entry] !== GONE && (source.shared === null || source.shared[entry] === 0);
}

type Sizes = Parameters<typeof createTable>[0];

function* measure(left: Source, right: Source): Generator<void, Sizes> {
  const sizes: Sizes = { size: 0, text: 0, sounds: 0, display: 0, bySound: 0, byInitials: 0, inner: 0 };
  for (const source of [left, right]) {
    const { table } = source;
    for (let i = 0; i < table.size; i++) {
      if ((i & STRIDE) === STRIDE) yield;
      if (!gives(source, i)) continue;
      sizes.size++;
      sizes.text += table.ends[i + 1]! - table.ends[i]!;
      sizes.sounds += table.soundEnds[i + 1]! - table.soundEnds[i]!;
      sizes.display += table.displayEnds[i + 1]! - table.displayEnds[i]!;
    }
    sizes.bySound += yield* countGiven(source, table.bySound, 0);
    sizes.byInitials += yield* countGiven(source, table.byInitials, 0);
    sizes.inner += yield* countGiven(source, table.inner, 8);
  }
  return sizes;
}

function* countGiven(source: Source, order: Uint32Array, shift: number): Generator<void, number> {
  let count = 0;
  for (let i = 0; i < order.length; i++) {
    if ((i & STRIDE) === STRIDE) yield;
    if (gives(source, order[i]! >>> shift)) count++;
  }
  return count;
}

function* copyEntries(table: Table, left: Source, right: Source): Generator<void> {
  let i = 0;
  let j = 0;
  for (let n = 0; n < table.size; n++) {
    if ((n & STRIDE) === STRIDE) yield;
    while (i < left.map.length && (left.map[i] === GONE || left.map[i]! < n)) i++;
    while (j < right.map.length && !(gives(right, j) && right.map[j]! >= n)) j++;
    if (i < left.map.length && left.map[i] === n) copyEntry(table, n, left.table, i);
    else copyEntry(table, n, right.table, j);
  }
}

function copyEntry(to: Table, n: number, from: Table, i: number): void {
  copyUnits(to.text, to.ends, n, from.text, from.ends, i);
  copyUnits(to.sounds, to.soundEnds, n, from.sounds, from.soundEnds, i);
  copyUnits(to.display, to.displayEnds, n, from.display, from.displayEnds, i);
}

/** Copies by hand: for a dozen units a view would cost more than the copying. */
function copyUnits<Units extends Uint8Array | Uint16Array>(
  to: Units,
  toEnds: Uint32Array,
  n: number,
  from: Units,
  fromEnds: Uint32Array,
  i: number,
): void {
  let at = toEnds[n]!;
  for (let k = fromEnds[i]!; k < fromEnds[i + 1]!; k++) to[at++] = from[k]!;
  toEnds[n + 1] = at;
}

/** Merges two sorted lists of entries, or of places in entries when `shift` is 8, renamed to the merged table's. */
function* mergeOrder(
  to: Uint32Array,
  left: Source,
  right: Source,
  orderOf: (table: Table) => Uint32Array,
  shift: number,
  compare: (a: number, b: number) => number,
): Generator<void> {
  const a = orderOf(left.table);
  const b = orderOf(right.table);
  const low = (1 << shift) - 1;
  let i = 0;
  let j = 0;
  let steps = 0;
  for (let n = 0; n < to.length; ) {
    if ((++steps & STRIDE) === 0) yield;
    while (i < a.length && !gives(left, a[i]! >>> shift)) i++;
    while (j < b.length && !gives(right, b[j]! >>> shift)) j++;
    const fromLeft = i < a.length && (j >= b.length || compare(a[i]!, b[j]!) <= 0);
    const place = fromLeft ? a[i++]! : b[j++]!;
    const entry = (fromLeft ? left : right).map[place >>> shift]!;
    to[n++] = entry * (low + 1) + (place & low);
  }
}

function* mergeDocs(
  a: Segment,
  b: Segment,
  tables: Table[],
  maps: readonly [Uint32Array, Uint32Array][],
): Generator<void, Segment> {
  // Which documents come along is fixed here; one removed later is taken out of the result by the caller.
  const deadA = a.dead.slice();
  const deadB = b.dead.slice();
  const entries = (yield* countAlive(a, deadA)) + (yield* countAlive(b, deadB));
  const size = aliveOf(deadA) + aliveOf(deadB);
  const segment: Segment = {
    tables,
    docIds: new Float64Array(size),
    docEnds: new Uint32Array(size + 1),
    docEntries: new Uint32Array(entries),
    docWeights: new Uint16Array(size),
    dead: new Uint8Array(size),
    deadCount: 0,
  };
  let i = 0;
  let j = 0;
  for (let n = 0; n < size; n++) {
    if ((n & 511) === 511) yield;
    while (i < deadA.length && deadA[i] === 1) i++;
    while (j < deadB.length && deadB[j] === 1) j++;
    const fromLeft = i < deadA.length && (j >= deadB.length || a.docIds[i]! < b.docIds[j]!);
    copyDoc(segment, n, fromLeft ? a : b, fromLeft ? i++ : j++, maps, fromLeft ? 0 : 1);
  }
  return segment;
}

function aliveOf(dead: Uint8Array): number {
  let count = 0;
  for (const one of dead) count += 1 - one;
  return count;
}

function* countAlive(segment: Segment, dead: Uint8Array): Generator<void, number> {
  let count = 0;
  for (let i = 0; i < dead.length; i++) {
    if ((i & STRIDE) === STRIDE) yield;
    if (dead[i] === 0) count += segment.docEnds[i + 1]! - segment.docEnds[i]!;
  }
  return count;
}

function copyDoc(
  to: Segment,
  n: number,
  from: Segment,
  doc: number,
  maps: readonly [Uint32Array, Uint32Array][],
  side: 0 | 1,
): void {
  const weight = from.docWeights[doc]!;
  to.docIds[n] = from.docIds[doc]!;
  to.docWeights[n] = weight;
  let at = to.docEnds[n]!;
  for (let k = from.docEnds[doc]!; k < from.docEnds[doc + 1]!; k++) {
    const packed = from.docEntries[k]!;
    const number = packed % TABLES;
    const entry = maps[number]![side][(packed - number) / TABLES]!;
    const table = to.tables[number]!;
    to.docEntries[at++] = entry * TABLES + number;
    table.titles[entry]!++;
    table.weights[entry]! += weight;
  }
  to.docEnds[n + 1] = at;
}
