/**
 * The best rows seen so far, a heap with the worst on top. A row is twelve numbers: eight keys and the id, which
 * order rows ascending, then score, segment and document.
 */
export type Top = {
  capacity: number;
  size: number;
  rows: Float64Array;
  /** First key of the worst row once full: a row with a greater first key need not be offered. */
  bar: number;
  /** Rows up to and including this one (the keys and the id) are passed over. */
  after: Float64Array | null;
};

/** Keys of a row, and where in it the rest stands. */
export const KEYS = 8;
/** Numbers of a row that order it: the keys and the id. */
export const ORDERING: number = KEYS + 1;
export const ID: number = ORDERING - 1;
export const SCORE: number = KEYS + 1;
export const SEGMENT: number = KEYS + 2;
export const DOCUMENT: number = KEYS + 3;
export const ROW: number = KEYS + 4;

/** An empty top of `capacity` rows. */
export function createTop(capacity: number, after: Float64Array | null): Top {
  return {
    capacity,
    size: 0,
    rows: new Float64Array(capacity * ROW),
    bar: capacity === 0 ? -Infinity : Infinity,
    after,
  };
}

/** Takes a copy of `row` if it is among the best and behind `after`. */
export function offerRow(top: Top, row: Float64Array): void {
  if (top.capacity === 0) return;
  if (top.after && compareRows(row, 0, top.after, 0) <= 0) return;
  if (top.size < top.capacity) {
    siftUp(top, top.size++, row);
    if (top.size === top.capacity) top.bar = top.rows[0]!;
    return;
  }
  if (compareRows(row, 0, top.rows, 0) >= 0) return;
  siftDown(top, row);
  top.bar = top.rows[0]!;
}

function compareRows(a: Float64Array, aAt: number, b: Float64Array, bAt: number): number {
  for (let i = 0; i < ORDERING; i++) {
    const left = a[aAt + i]!;
    const right = b[bAt + i]!;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

function moveRow(to: Float64Array, toRow: number, from: Float64Array, fromRow: number): void {
  for (let i = 0; i < ROW; i++) to[toRow * ROW + i] = from[fromRow * ROW + i]!;
}

function siftUp(top: Top, from: number, row: Float64Array): void {
  const { rows } = top;
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (compareRows(rows, parent * ROW, row, 0) >= 0) break;
    moveRow(rows, at, rows, parent);
    at = parent;
  }
  moveRow(rows, at, row, 0);
}

function siftDown(top: Top, row: Float64Array): void {
  const { rows, size } = top;
  let at = 0;
  for (let child = 1; child < size; child = at * 2 + 1) {
    if (child + 1 < size && compareRows(rows, (child + 1) * ROW, rows, child * ROW) > 0) child++;
    if (compareRows(row, 0, rows, child * ROW) >= 0) break;
    moveRow(rows, at, rows, child);
    at = child;
  }
  moveRow(rows, at, row, 0);
}

/** The rows, best first. */
export function rankedRows(top: Top): Float64Array[] {
  const rows = Array.from({ length: top.size }, (_, i) => top.rows.subarray(i * ROW, i * ROW + ROW));
  return rows.sort((a, b) => compareRows(a, 0, b, 0));
}
