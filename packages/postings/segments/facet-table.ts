import { grown, powerOfTwo } from "./typed-arrays.ts";

/**
 * The values of one facet and the sets of values documents have. A document's column holds one set number, so a
 * facet with several values costs four bytes per document. A set's number is its place in the pool; 0 is the empty set.
 */
export type FacetTable = {
  name: string;
  values: string[];
  codes: Map<string, number>;
  /** Set after set: how many codes, then the codes ascending. */
  pool: Int32Array<ArrayBuffer>;
  poolSize: number;
  setCount: number;
  /** Open addressing over sets, holding set + 1. */
  slots: Int32Array<ArrayBuffer>;
  /** Per code, the live documents that have it. */
  counts: Int32Array<ArrayBuffer>;
};

/** An empty table holding only the empty set. */
export function createFacetTable(name: string): FacetTable {
  const table: FacetTable = {
    name,
    values: [],
    codes: new Map(),
    pool: new Int32Array(64),
    poolSize: 0,
    setCount: 0,
    slots: new Int32Array(64),
    counts: new Int32Array(64),
  };
  internCodes(table, []);
  return table;
}

/** The set number for some values (duplicates count once), new values and sets being added. */
export function internValues(table: FacetTable, values: readonly string[] | undefined): number {
  if (values === undefined || values.length === 0) return 0;
  const codes = values.map((value) => internValue(table, value));
  return internCodes(table, codes.length === 1 ? codes : distinctAscending(codes));
}

/** Parts a value's key from the labels it may carry. */
const LABEL = "\u001f";
const LABELS_MAX = 4;

/** What a value is told apart by: the text before its labels. */
export function keyOfValue(value: string): string {
  const end = value.indexOf(LABEL);
  return end < 0 ? value : value.slice(0, end);
}

/** The code of a value, added when new; labels not met yet are kept with it, up to four. */
function internValue(table: FacetTable, value: string): number {
  const key = keyOfValue(value);
  const known = table.codes.get(key);
  if (known !== undefined) {
    if (key.length < value.length && table.values[known] !== value) addLabels(table, known, value);
    return known;
  }
  const code = table.values.length;
  table.values.push(value);
  table.codes.set(key, code);
  table.counts = grown(table.counts, code + 1);
  return code;
}

function addLabels(table: FacetTable, code: number, value: string): void {
  const [key, ...labels] = table.values[code]!.split(LABEL);
  const fresh = value.split(LABEL).slice(1);
  const all = [...new Set([...labels, ...fresh])].slice(0, LABELS_MAX);
  if (all.length > labels.length) table.values[code] = [key, ...all].join(LABEL);
}

function distinctAscending(codes: number[]): number[] {
  codes.sort((a, b) => a - b);
  return codes.filter((code, i) => i === 0 || code !== codes[i - 1]);
}

function internCodes(table: FacetTable, codes: readonly number[]): number {
  let hash = codes.length;
  for (const code of codes) hash = mix(hash, code);
  const mask = table.slots.length - 1;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const set = table.slots[slot]! - 1;
    if (set === -1) {
      const added = addSet(table, codes);
      table.slots[slot] = added + 1;
      if (table.setCount * 2 > table.slots.length) rehash(table);
      return added;
    }
    if (sameSet(table, set, codes)) return set;
  }
}

function mix(hash: number, code: number): number {
  const h = Math.imul(hash ^ code, 0x9e3779b1);
  return h ^ (h >>> 15);
}

function sameSet(table: FacetTable, set: number, codes: readonly number[]): boolean {
  if (table.pool[set] !== codes.length) return false;
  for (let i = 0; i < codes.length; i++) if (table.pool[set + 1 + i] !== codes[i]) return false;
  return true;
}

function addSet(table: FacetTable, codes: readonly number[]): number {
  const set = table.poolSize;
  table.setCount++;
  table.pool = grown(table.pool, table.poolSize + codes.length + 1);
  table.pool[table.poolSize++] = codes.length;
  for (const code of codes) table.pool[table.poolSize++] = code;
  return set;
}

function rehash(table: FacetTable): void {
  rebuildSlots(table, table.slots.length * 2);
}

/** Builds the lookup of sets anew with at least `room` slots; after a table was filled from a snapshot. */
export function rebuildSlots(table: FacetTable, room: number): void {
  table.slots = new Int32Array(powerOfTwo(room));
  const mask = table.slots.length - 1;
  for (let set = 0, end = 0; set < table.poolSize; set = end) {
    end = set + 1 + table.pool[set]!;
    let hash = table.pool[set]!;
    for (let i = set + 1; i < end; i++) hash = mix(hash, table.pool[i]!);
    let slot = hash & mask;
    while (table.slots[slot] !== 0) slot = (slot + 1) & mask;
    table.slots[slot] = set + 1;
  }
}

/** Adds `by` to the live count of every value in a set. */
export function countSet(table: FacetTable, set: number, by: number): void {
  const end = set + table.pool[set]!;
  for (let i = set + 1; i <= end; i++) table.counts[table.pool[i]!]! += by;
}

/** A byte per place in the pool: 1 where a set begins that has one of the values. Values never seen are passed over. */
export function setsWithAny(table: FacetTable, values: readonly string[]): Uint8Array {
  const wanted = new Uint8Array(table.values.length);
  for (const value of values) {
    const code = table.codes.get(keyOfValue(value));
    if (code !== undefined) wanted[code] = 1;
  }
  const { pool, poolSize } = table;
  const sets = new Uint8Array(poolSize);
  for (let set = 0, end = 0; set < poolSize; set = end) {
    end = set + 1 + pool[set]!;
    for (let i = set + 1; i < end; i++) {
      if (wanted[pool[i]!] === 1) {
        sets[set] = 1;
        break;
      }
    }
  }
  return sets;
}
