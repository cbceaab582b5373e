import { type IndexSchema, SORT_KEY_WORDS } from "../schema.ts";
import { hashId } from "./term-hash.ts";
import { grown, powerOfTwo } from "./typed-arrays.ts";

/**
 * What one segment keeps per document, by ordinal (0 to `size` - 1). Removing, `setFacet` and `setNumber` change
 * it in place; the rest never changes once written.
 */
export type Columns = {
  size: number;
  deleted: number;
  /** Bounds of the ids ever entered: most segments are passed over without a look into `slots`. */
  minId: number;
  maxId: number;
  ids: Float64Array<ArrayBuffer>;
  live: Uint8Array<ArrayBuffer>;
  /** Per field: terms in it, up to 65,535; null where the field's length does not matter. */
  lengths: (Uint16Array<ArrayBuffer> | null)[];
  /** Per facet: set number in its FacetTable. */
  facets: Int32Array<ArrayBuffer>[];
  /** Per number column; NaN is missing. */
  numbers: Float64Array<ArrayBuffer>[];
  /** Per sort key: 32 bytes as eight big-endian words. */
  sortKeys: Uint32Array<ArrayBuffer>[];
  /** Open addressing from id to ordinal + 1; the youngest ordinal of an id wins. */
  slots: Int32Array<ArrayBuffer>;
};

/** Empty columns with room for `capacity` documents. */
export function createColumns(schema: IndexSchema, capacity: number): Columns {
  return {
    size: 0,
    deleted: 0,
    minId: Infinity,
    maxId: -Infinity,
    ids: new Float64Array(capacity),
    live: new Uint8Array(capacity),
    lengths: schema.fields.map((field) => (field.lengthNorm ? new Uint16Array(capacity) : null)),
    facets: schema.facets.map(() => new Int32Array(capacity)),
    numbers: schema.numbers.map(() => new Float64Array(capacity)),
    sortKeys: schema.sortKeys.map(() => new Uint32Array(capacity * SORT_KEY_WORDS)),
    slots: new Int32Array(powerOfTwo(Math.ceil(capacity * 1.5))),
  };
}

/** Adds one live document and returns its ordinal; its other columns are 0 until written. */
export function appendDocument(columns: Columns, id: number): number {
  const ordinal = columns.size++;
  if (columns.ids.length < columns.size) reserve(columns);
  columns.ids[ordinal] = id;
  columns.live[ordinal] = 1;
  if (columns.size * 1.4 > columns.slots.length) rebuildIds(columns, columns.slots.length * 2);
  else enterId(columns, ordinal);
  return ordinal;
}

function reserve(columns: Columns): void {
  const room = Math.max(columns.size, Math.ceil(columns.ids.length * 1.5), 16);
  columns.ids = grown(columns.ids, room);
  columns.live = grown(columns.live, room);
  columns.lengths = columns.lengths.map((each) => each && grown(each, room));
  columns.facets = columns.facets.map((each) => grown(each, room));
  columns.numbers = columns.numbers.map((each) => grown(each, room));
  columns.sortKeys = columns.sortKeys.map((each) => grown(each, room * SORT_KEY_WORDS));
}

function enterId(columns: Columns, ordinal: number): void {
  const { ids, slots } = columns;
  const id = ids[ordinal]!;
  noteId(columns, id);
  const mask = slots.length - 1;
  let slot = hashId(id) & mask;
  while (slots[slot] !== 0 && ids[slots[slot]! - 1] !== id) slot = (slot + 1) & mask;
  slots[slot] = ordinal + 1;
}

/** Widens the bounds of the ids. */
export function noteId(columns: Columns, id: number): void {
  if (id < columns.minId) columns.minId = id;
  if (id > columns.maxId) columns.maxId = id;
}

/** Builds the lookup by id anew with at least `room` slots. */
function rebuildIds(columns: Columns, room: number): void {
  columns.slots = new Int32Array(powerOfTwo(room));
  for (let ordinal = 0; ordinal < columns.size; ordinal++) enterId(columns, ordinal);
}

/** The ordinal of a live document, or -1. */
export function findDocument(columns: Columns, id: number): number {
  const { ids, slots } = columns;
  if (id < columns.minId || id > columns.maxId) return -1;
  const mask = slots.length - 1;
  for (let slot = hashId(id) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
    const ordinal = slots[slot]! - 1;
    if (ids[ordinal] === id) return columns.live[ordinal] === 1 ? ordinal : -1;
  }
  return -1;
}

/** Writes a sort key of up to 32 bytes as eight words that compare as memcmp does. */
export function writeSortKey(words: Uint32Array, ordinal: number, key: Uint8Array | undefined): void {
  for (let word = 0; word < SORT_KEY_WORDS; word++) {
    let value = 0;
    for (let byte = 0; byte < 4; byte++) value = (value << 8) | (key?.[word * 4 + byte] ?? 0);
    words[ordinal * SORT_KEY_WORDS + word] = value;
  }
}

/** Copies documents `from` to `to` of one segment, where `map` gives a new ordinal, into another's columns. */
export function copyDocuments(
  source: Columns,
  target: Columns,
  map: Int32Array,
  from: number,
  to: number,
): void {
  for (let old = from; old < to; old++) {
    const ordinal = map[old]!;
    if (ordinal < 0) continue;
    target.ids[ordinal] = source.ids[old]!;
    target.live[ordinal] = 1;
    for (let i = 0; i < source.lengths.length; i++) {
      const lengths = source.lengths[i];
      if (lengths) target.lengths[i]![ordinal] = lengths[old]!;
    }
    copyChangeable(source, target, old, ordinal);
    for (let i = 0; i < source.sortKeys.length; i++)
      for (let word = 0; word < SORT_KEY_WORDS; word++)
        target.sortKeys[i]![ordinal * SORT_KEY_WORDS + word] =
          source.sortKeys[i]![old * SORT_KEY_WORDS + word]!;
    enterId(target, ordinal);
  }
}

/** Copies what `setFacet` and `setNumber` may have changed on one document. */
export function copyChangeable(source: Columns, target: Columns, old: number, ordinal: number): void {
  for (let i = 0; i < source.facets.length; i++) target.facets[i]![ordinal] = source.facets[i]![old]!;
  for (let i = 0; i < source.numbers.length; i++) target.numbers[i]![ordinal] = source.numbers[i]![old]!;
}

/** Bytes the columns take. */
export function columnBytes(columns: Columns): number {
  const arrays = [
    columns.ids,
    columns.live,
    columns.slots,
    ...columns.lengths,
    ...columns.facets,
    ...columns.numbers,
    ...columns.sortKeys,
  ];
  return arrays.reduce((sum, array) => sum + (array?.byteLength ?? 0), 0);
}
