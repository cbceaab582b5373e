import { crc32 } from "node:zlib";
import type { IndexState } from "./index-state.ts";
import { sealAll } from "./maintenance.ts";
import { type IndexSchema, SORT_KEY_WORDS } from "./schema.ts";
import type { SealedPostings, Segment } from "./segments/segment.ts";

export const MAGIC = "CSPOSTNG";
export const VERSION = 2;
/** Magic, version, length of the manifest, its CRC-32. */
export const HEADER_BYTES = 20;
/** CRC-32 of everything before it. */
export const TRAILER_BYTES = 4;
const CHUNK_BYTES = 1_048_576;

/** Lengths needed to read a segment's arrays back; counts of elements, not bytes. */
export type SegmentManifest = {
  docs: number;
  deleted: number;
  slots: number;
  terms: number;
  listBytes: number;
  skips: number;
  prefixTerms: number;
  prefixBytes: number;
};

/** What a snapshot begins with, as JSON. */
export type Manifest = {
  schema: IndexSchema;
  size: number;
  totals: { lengths: number[]; docs: number[] };
  shapes: number;
  facets: { valueBytes: number; pool: number; sets: number }[];
  segments: SegmentManifest[];
};

/**
 * The index as it is now: header, manifest, arrays, checksum. What later writes could change is copied at the first
 * chunk; the rest is only referred to, so writes may go on while the chunks are stored.
 */
export function* saveState(state: IndexState): Generator<Uint8Array> {
  sealAll(state);
  const values = state.facets.map((table) => Buffer.from(JSON.stringify(table.values)));
  const manifest: Manifest = {
    schema: state.schema,
    size: state.size,
    totals: { lengths: [...state.totals.lengths], docs: [...state.totals.docs] },
    shapes: state.shapes.size,
    facets: state.facets.map((table, i) => ({
      valueBytes: values[i]!.length,
      pool: table.poolSize,
      sets: table.setCount,
    })),
    segments: state.sealed.map(describeSegment),
  };
  const { shapes } = state;
  const arrays: ArrayBufferView[] = [shapes.parent.slice(0, shapes.size), shapes.field.slice(0, shapes.size)];
  state.facets.forEach((table, i) => {
    arrays.push(values[i]!, table.pool.subarray(0, table.poolSize));
  });
  for (const segment of state.sealed) arrays.push(...arraysOf(segment));
  const header = writeHeader(manifest);
  let checksum = crc32(header);
  yield header;
  for (const array of arrays) {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      const chunk = bytes.subarray(at, Math.min(at + CHUNK_BYTES, bytes.length));
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  }
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.writeUInt32LE(checksum, 0);
  yield trailer;
}

function describeSegment({ columns, postings }: Segment): SegmentManifest {
  const { termCount, lists, dictionary } = postings as SealedPostings;
  return {
    docs: columns.size,
    deleted: columns.deleted,
    slots: columns.slots.length,
    terms: termCount,
    listBytes: lists.length,
    skips: lists.skipCount * 2,
    prefixTerms: dictionary.size,
    prefixBytes: dictionary.length,
  };
}

/** A segment's arrays in the order of the format: columns first, then postings. */
function arraysOf({ columns, postings }: Segment): ArrayBufferView[] {
  const { size } = columns;
  const { termCount, high, low, at, lists, dictionary } = postings as SealedPostings;
  return [
    columns.ids.subarray(0, size),
    columns.live.slice(0, size),
    ...columns.lengths.flatMap((each) => (each ? [each.subarray(0, size)] : [])),
    ...columns.facets.map((each) => each.slice(0, size)),
    ...columns.numbers.map((each) => each.slice(0, size)),
    ...columns.sortKeys.map((each) => each.subarray(0, size * SORT_KEY_WORDS)),
    columns.slots,
    high.subarray(0, termCount),
    low.subarray(0, termCount),
    at.subarray(0, termCount),
    lists.bytes.subarray(0, lists.length),
    lists.skips.subarray(0, lists.skipCount * 2),
    dictionary.bytes.subarray(0, dictionary.length),
    dictionary.ends.subarray(0, dictionary.size + 1),
    dictionary.frequencies.subarray(0, dictionary.size),
  ];
}

function writeHeader(manifest: Manifest): Buffer {
  const json = Buffer.from(JSON.stringify(manifest));
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 0, "latin1");
  header.writeUInt32LE(VERSION, 8);
  header.writeUInt32LE(json.length, 12);
  header.writeUInt32LE(crc32(json), 16);
  return Buffer.concat([header, json]);
}
