import type { Shapes } from "./shapes.ts";
import { grown } from "./typed-arrays.ts";

/** Documents per block; a list of one block has no entry in the skip table. */
export const BLOCK = 128;
const POSITIONS_FLAG = 16;

/**
 * Posting lists end to end in one byte array. A list is: count; when longer than one block, the number of its
 * first skip entry; then blocks. A block is: a header byte (bits 0-1 bytes per document less one, bits 2-3 bytes
 * per shape, bit 4 has positions); fixed-width gaps between documents; the shape of all (width 0) or of each;
 * then per posting and field the positions as varint gaps. Whole numbers outside blocks are varints.
 * A skip entry is a pair: last document of the block, offset of the block.
 */
export type PostingBytes = {
  bytes: Uint8Array<ArrayBuffer>;
  length: number;
  skips: Uint32Array<ArrayBuffer>;
  /** Pairs in use. */
  skipCount: number;
};

/** One term's postings gathered for writing; posting i's positions end at `positionEnds[i]` in `positions`. */
export type ListBuffer = {
  size: number;
  docs: Int32Array<ArrayBuffer>;
  shapes: Int32Array<ArrayBuffer>;
  positionEnds: Int32Array<ArrayBuffer>;
  positions: Uint8Array<ArrayBuffer>;
  positionLength: number;
};

/** An empty buffer, reused from list to list. */
export function createListBuffer(): ListBuffer {
  return {
    size: 0,
    docs: new Int32Array(1024),
    shapes: new Int32Array(1024),
    positionEnds: new Int32Array(1024),
    positions: new Uint8Array(4096),
    positionLength: 0,
  };
}

/** Makes room for `more` postings. */
export function reservePostings(list: ListBuffer, more: number): void {
  const room = list.size + more;
  list.docs = grown(list.docs, room);
  list.shapes = grown(list.shapes, room);
  list.positionEnds = grown(list.positionEnds, room);
}

/** Appends one position gap as a varint. */
export function pushPosition(list: ListBuffer, gap: number): void {
  if (list.positionLength + 5 > list.positions.length)
    list.positions = grown(list.positions, list.positionLength + 5);
  list.positionLength = writeVarint(list.positions, list.positionLength, gap);
}

function writeVarint(bytes: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest >= 128) {
    bytes[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  bytes[at++] = rest;
  return at;
}

/** Where a varint read ended; set by `readVarint`. */
let varintEnd = 0;

function readVarint(bytes: Uint8Array, start: number): number {
  let at = start;
  let byte = bytes[at++]!;
  let value = byte & 127;
  for (let shift = 7; byte >= 128; shift += 7) {
    byte = bytes[at++]!;
    value |= (byte & 127) << shift;
  }
  varintEnd = at;
  return value >>> 0;
}

/** Writes one list at the end of `out` and returns where it begins. */
export function writeList(out: PostingBytes, list: ListBuffer): number {
  const blocks = Math.ceil(list.size / BLOCK);
  const start = out.length;
  const room = start + 16 + list.size * 8 + blocks * 6 + list.positionLength;
  if (room > out.bytes.length) out.bytes = grown(out.bytes, room);
  out.length = writeVarint(out.bytes, out.length, list.size);
  let skip = out.skipCount;
  if (blocks > 1) {
    out.length = writeVarint(out.bytes, out.length, skip);
    out.skipCount += blocks;
    out.skips = grown(out.skips, out.skipCount * 2);
  }
  for (let from = 0; from < list.size; from += BLOCK) {
    const to = Math.min(from + BLOCK, list.size);
    if (blocks > 1) {
      out.skips[skip * 2] = list.docs[to - 1]!;
      out.skips[skip * 2 + 1] = out.length;
      skip++;
    }
    writeBlock(out, list, from, to);
  }
  return start;
}

function writeBlock(out: PostingBytes, list: ListBuffer, from: number, to: number): void {
  const { docs, shapes } = list;
  const bytes = out.bytes;
  const base = from === 0 ? 0 : docs[from - 1]!;
  let widestGap = 0;
  let largestShape = 0;
  let uniform = true;
  for (let i = from, last = base; i < to; i++) {
    const doc = docs[i]!;
    widestGap |= doc - last;
    last = doc;
    const shape = shapes[i]!;
    if (shape > largestShape) largestShape = shape;
    if (shape !== shapes[from]) uniform = false;
  }
  const docWidth = widthOf(widestGap);
  const shapeWidth = uniform ? 0 : widthOf(largestShape);
  const positionsFrom = from === 0 ? 0 : list.positionEnds[from - 1]!;
  const positionsTo = list.positionEnds[to - 1]!;
  const flag = positionsTo > positionsFrom ? POSITIONS_FLAG : 0;
  let at = out.length;
  bytes[at++] = (docWidth - 1) | (shapeWidth << 2) | flag;
  for (let i = from, last = base; i < to; i++) {
    let gap = docs[i]! - last;
    last = docs[i]!;
    for (let k = 0; k < docWidth; k++, gap >>>= 8) bytes[at++] = gap;
  }
  if (uniform) at = writeVarint(bytes, at, shapes[from]!);
  else
    for (let i = from; i < to; i++)
      for (let k = 0, shape = shapes[i]!; k < shapeWidth; k++, shape >>>= 8) bytes[at++] = shape;
  for (let i = positionsFrom; i < positionsTo; i++) bytes[at++] = list.positions[i]!;
  out.length = at;
}

function widthOf(value: number): number {
  if (value < 0x100) return 1;
  if (value < 0x10000) return 2;
  return value < 0x1000000 ? 3 : 4;
}

/** A list found in the bytes: how many documents, where its first block begins, and its first skip entry. */
export type ListHead = { size: number; at: number; skip: number };

/** Reads the head of the list that begins at `start`. */
export function readHead(bytes: Uint8Array, start: number): ListHead {
  const size = readVarint(bytes, start);
  let skip = -1;
  if (size > BLOCK) skip = readVarint(bytes, varintEnd);
  return { size, at: varintEnd, skip };
}

/** Documents in the list that begins at `start`. */
export function readSize(bytes: Uint8Array, start: number): number {
  return readVarint(bytes, start);
}

/** Reads the gaps of one block into `docs` from `into`, and returns where the block's shapes begin. */
export function readBlockDocs(
  bytes: Uint8Array,
  start: number,
  count: number,
  base: number,
  docs: Int32Array,
  into: number,
): number {
  const width = (bytes[start]! & 3) + 1;
  let at = start + 1;
  let doc = base;
  const end = into + count;
  if (width === 1) {
    for (let i = into; i < end; i++) {
      doc += bytes[at++]!;
      docs[i] = doc;
    }
  } else if (width === 2) {
    for (let i = into; i < end; i++, at += 2) {
      doc += bytes[at]! | (bytes[at + 1]! << 8);
      docs[i] = doc;
    }
  } else if (width === 3) {
    for (let i = into; i < end; i++, at += 3) {
      doc += bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
      docs[i] = doc;
    }
  } else {
    for (let i = into; i < end; i++, at += 4) {
      doc += bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
      docs[i] = doc;
    }
  }
  return at;
}

/** Reads the shapes of one block, given its header byte and where they begin; returns where positions begin. */
export function readBlockShapes(
  bytes: Uint8Array,
  header: number,
  start: number,
  count: number,
  shapes: Int32Array,
  into: number,
): number {
  const width = (header >> 2) & 3;
  if (width === 0) {
    shapes.fill(readVarint(bytes, start), into, into + count);
    return varintEnd;
  }
  let at = start;
  for (let i = into; i < into + count; i++) {
    let shape = bytes[at++]!;
    if (width > 1) shape |= bytes[at++]! << 8;
    if (width > 2) shape |= bytes[at++]! << 16;
    shapes[i] = shape;
  }
  return at;
}

/** Where each posting's positions begin: walks the varints of one block as its shapes tell. */
export function locatePositions(
  bytes: Uint8Array,
  header: number,
  start: number,
  count: number,
  shapes: Int32Array,
  positionCounts: Int32Array,
  starts: Int32Array,
  into: number,
): number {
  let at = start;
  for (let i = into; i < into + count; i++) {
    starts[i] = at;
    if ((header & POSITIONS_FLAG) === 0) continue;
    for (let left = positionCounts[shapes[i]!]!; left > 0; left--) while (bytes[at++]! >= 128);
  }
  return at;
}

/** Reads `count` positions after skipping `skip` of a posting's, into `out`; gaps restart in each field. */
export function readPositions(
  bytes: Uint8Array,
  start: number,
  skip: number,
  count: number,
  out: Int32Array,
): void {
  let at = start;
  for (let left = skip; left > 0; left--) while (bytes[at++]! >= 128);
  let position = 0;
  for (let i = 0; i < count; i++) {
    position += readVarint(bytes, at);
    at = varintEnd;
    out[i] = position;
  }
}

/** Appends a whole list to `list`, documents renumbered through `map` and those mapped to -1 left out. */
export function gatherList(
  source: PostingBytes,
  start: number,
  shapes: Shapes,
  map: Int32Array,
  list: ListBuffer,
  scratch: { docs: Int32Array; shapes: Int32Array; starts: Int32Array },
): void {
  const { bytes } = source;
  const head = readHead(bytes, start);
  reservePostings(list, head.size);
  let at = head.at;
  let base = 0;
  for (let done = 0; done < head.size; done += BLOCK) {
    const count = Math.min(BLOCK, head.size - done);
    const header = bytes[at]!;
    const shapesAt = readBlockDocs(bytes, at, count, base, scratch.docs, 0);
    const positionsAt = readBlockShapes(bytes, header, shapesAt, count, scratch.shapes, 0);
    base = scratch.docs[count - 1]!;
    at = locatePositions(
      bytes,
      header,
      positionsAt,
      count,
      scratch.shapes,
      shapes.positions,
      scratch.starts,
      0,
    );
    scratch.starts[count] = at;
    list.positions = grown(list.positions, list.positionLength + at - positionsAt);
    for (let i = 0; i < count; i++) {
      const doc = map[scratch.docs[i]!]!;
      if (doc < 0) continue;
      for (let p = scratch.starts[i]!; p < scratch.starts[i + 1]!; p++)
        list.positions[list.positionLength++] = bytes[p]!;
      list.docs[list.size] = doc;
      list.shapes[list.size] = scratch.shapes[i]!;
      list.positionEnds[list.size++] = list.positionLength;
    }
  }
}
