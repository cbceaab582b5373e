import { type Columns, columnBytes } from "./columns.ts";
import {
  type DeltaPostings,
  deltaBytes,
  deltaTermSize,
  findDeltaTerm,
  POSTING,
  readDeltaPositions,
  TERM,
} from "./delta.ts";
import {
  BLOCK,
  locatePositions,
  type PostingBytes,
  readBlockDocs,
  readBlockShapes,
  readHead,
  readPositions,
  readSize,
} from "./posting-list.ts";
import type { PrefixDictionary } from "./prefix-dictionary.ts";
import type { Shapes } from "./shapes.ts";

/** Postings that no longer change: terms ascending by hash, each with the offset of its list. */
export type SealedPostings = {
  kind: "sealed";
  termCount: number;
  high: Uint32Array<ArrayBuffer>;
  low: Uint32Array<ArrayBuffer>;
  at: Uint32Array<ArrayBuffer>;
  lists: PostingBytes;
  dictionary: PrefixDictionary;
};

/** A slice of the documents with the postings to find them. */
export type Segment = { columns: Columns; postings: SealedPostings | DeltaPostings };

/** Part of a posting list: ascending documents with their shapes and, when asked for, where positions begin. */
export type PostingRun = { size: number; docs: Int32Array; shapes: Int32Array; starts: Int32Array | null };

/** The reference of a term in a segment, or -1. */
export function findTerm(segment: Segment, high: number, low: number): number {
  const { postings } = segment;
  return postings.kind === "delta" ? findDeltaTerm(postings, high, low) : findSealedTerm(postings, high, low);
}

/** Hashes are evenly spread, so the place is first guessed from the value and then closed in on by halving. */
function findSealedTerm(postings: SealedPostings, high: number, low: number): number {
  const { termCount, high: highs, low: lows } = postings;
  if (termCount === 0) return -1;
  const guess = Math.floor((high / 4_294_967_296) * termCount);
  let from = guess;
  let to = guess;
  for (let step = 16; from > 0 && highs[from]! >= high; step *= 2) from = Math.max(0, from - step);
  for (let step = 16; to < termCount && highs[to]! <= high; step *= 2) to = Math.min(termCount, to + step);
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (highs[middle]! < high || (highs[middle] === high && lows[middle]! < low)) from = middle + 1;
    else to = middle;
  }
  return from < termCount && highs[from] === high && lows[from] === low ? from : -1;
}

/** How many documents of the segment a term has, removed ones included; 0 for reference -1. */
export function termSize(segment: Segment, term: number): number {
  const { postings } = segment;
  if (term < 0) return 0;
  return postings.kind === "delta"
    ? deltaTermSize(postings, term)
    : readSize(postings.lists.bytes, postings.at[term]!);
}

/** A term's whole posting list, with starts of positions when `shapes` is given. */
export function readRun(segment: Segment, term: number, shapes: Shapes | null): PostingRun {
  const { postings } = segment;
  if (postings.kind === "delta") return readDeltaRun(postings, term, shapes !== null);
  const { bytes } = postings.lists;
  const head = readHead(bytes, postings.at[term]!);
  const run = createRun(head.size, shapes !== null);
  const { skips } = postings.lists;
  let at = head.at;
  let base = 0;
  for (let done = 0; done < head.size; done += BLOCK) {
    const count = Math.min(BLOCK, head.size - done);
    if (head.skip >= 0) at = skips[(head.skip + done / BLOCK) * 2 + 1]!;
    const header = bytes[at]!;
    const shapesAt = readBlockDocs(bytes, at, count, base, run.docs, done);
    const positionsAt = readBlockShapes(bytes, header, shapesAt, count, run.shapes, done);
    if (shapes && run.starts)
      locatePositions(bytes, header, positionsAt, count, run.shapes, shapes.positions, run.starts, done);
    base = run.docs[done + count - 1]!;
  }
  run.size = head.size;
  return run;
}

function createRun(room: number, withStarts: boolean): PostingRun {
  return {
    size: 0,
    docs: new Int32Array(room),
    shapes: new Int32Array(room),
    starts: withStarts ? new Int32Array(room + 1) : null,
  };
}

function readDeltaRun(delta: DeltaPostings, term: number, withStarts: boolean): PostingRun {
  const { postings, terms } = delta;
  const run = createRun(deltaTermSize(delta, term), withStarts);
  run.size = run.docs.length;
  let at = terms[term * TERM.ints + TERM.tail]!;
  for (let i = run.size - 1; i >= 0; i--) {
    const record = at * POSTING.ints;
    if (run.starts) run.starts[i] = postings[record + POSTING.firstPosition]!;
    run.docs[i] = postings[record]!;
    run.shapes[i] = postings[record + POSTING.shape]!;
    at = postings[record + POSTING.previous]!;
  }
  return run;
}

/** The postings of a term whose documents are among the first `count` of `within`, ascending. */
export function readRunWithin(
  segment: Segment,
  term: number,
  shapes: Shapes | null,
  within: Int32Array,
  count: number,
): PostingRun {
  const { postings } = segment;
  const size = termSize(segment, term);
  if (postings.kind === "delta" || size <= BLOCK)
    return restrictRun(readRun(segment, term, shapes), within, count);
  const head = readHead(postings.lists.bytes, postings.at[term]!);
  return readBlocksWithin(postings.lists, head, shapes, within, count);
}

function restrictRun(run: PostingRun, within: Int32Array, count: number): PostingRun {
  let kept = 0;
  for (let i = 0, j = 0; i < run.size && j < count; ) {
    const doc = run.docs[i]!;
    const wanted = within[j]!;
    if (doc === wanted) {
      run.docs[kept] = doc;
      run.shapes[kept] = run.shapes[i]!;
      if (run.starts) run.starts[kept] = run.starts[i]!;
      kept++;
      i++;
      j++;
    } else if (doc < wanted) i++;
    else j++;
  }
  run.size = kept;
  return run;
}

const blockDocs = new Int32Array(BLOCK);
const blockShapes = new Int32Array(BLOCK);
const blockStarts = new Int32Array(BLOCK + 1);

/** Visits only the blocks that can hold a wanted document, found by galloping over the skip table. */
function readBlocksWithin(
  lists: PostingBytes,
  head: { size: number; skip: number },
  shapes: Shapes | null,
  within: Int32Array,
  count: number,
): PostingRun {
  const { bytes, skips } = lists;
  const run = createRun(Math.min(head.size, count), shapes !== null);
  const blocks = Math.ceil(head.size / BLOCK);
  let block = 0;
  let kept = 0;
  for (let j = 0; j < count; ) {
    block = gallop(skips, head.skip, block, blocks, within[j]!);
    if (block === blocks) break;
    const entry = (head.skip + block) * 2;
    const last = skips[entry]!;
    const at = skips[entry + 1]!;
    const inBlock = Math.min(BLOCK, head.size - block * BLOCK);
    const header = bytes[at]!;
    const shapesAt = readBlockDocs(bytes, at, inBlock, block === 0 ? 0 : skips[entry - 2]!, blockDocs, 0);
    let decoded = false;
    for (let i = 0; j < count && within[j]! <= last; j++) {
      const wanted = within[j]!;
      while (blockDocs[i]! < wanted) i++;
      if (blockDocs[i] !== wanted) continue;
      if (!decoded) {
        decoded = true;
        const positionsAt = readBlockShapes(bytes, header, shapesAt, inBlock, blockShapes, 0);
        if (shapes)
          locatePositions(bytes, header, positionsAt, inBlock, blockShapes, shapes.positions, blockStarts, 0);
      }
      run.docs[kept] = wanted;
      run.shapes[kept] = blockShapes[i]!;
      if (run.starts) run.starts[kept] = blockStarts[i]!;
      kept++;
    }
    block++;
  }
  run.size = kept;
  return run;
}

/** The first block from `block` on whose last document is at least `doc`, or `blocks`. */
function gallop(skips: Uint32Array, skip: number, block: number, blocks: number, doc: number): number {
  let from = block;
  let step = 1;
  while (from + step <= blocks && skips[(skip + from + step - 1) * 2]! < doc) {
    from += step;
    step *= 2;
  }
  let to = Math.min(from + step - 1, blocks);
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (skips[(skip + middle) * 2]! < doc) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Reads `count` positions of a posting whose positions begin at `start`, after skipping `skip`. */
export function readSegmentPositions(
  segment: Segment,
  start: number,
  skip: number,
  count: number,
  out: Int32Array,
): void {
  const { postings } = segment;
  if (postings.kind === "delta") readDeltaPositions(postings, start, skip, count, out);
  else readPositions(postings.lists.bytes, start, skip, count, out);
}

/** Bytes of typed arrays the segment holds; for arrays taken larger than needed, the part in use. */
export function segmentBytes(segment: Segment): number {
  const { postings, columns } = segment;
  if (postings.kind === "delta") return columnBytes(columns) + deltaBytes(postings);
  const { lists, dictionary } = postings;
  return (
    columnBytes(columns) +
    postings.termCount * 12 +
    lists.length +
    lists.skipCount * 8 +
    dictionary.length +
    dictionary.size * 8
  );
}
