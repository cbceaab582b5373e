import type { Columns } from "../segments/columns.ts";
import type { MatchSet } from "./match-set.ts";

/**
 * Which groups have been met among the matches, by a number column; missing values stand alone. Few are kept as they
 * are, many as one bit per value.
 */
export type Groups = { column: number; few: Set<number>; bits: Uint32Array | null; count: number };

/** Values up to this are groups; greater, negative or broken ones stand alone. */
const GREATEST = 2 ** 31 - 1;
const FEW = 1024;

/** No group met yet. */
export function startGroups(column: number): Groups {
  return { column, few: new Set(), bits: null, count: 0 };
}

function isGroup(value: number): boolean {
  return value >= 0 && value <= GREATEST && Number.isInteger(value);
}

/** Counts the groups of a segment's matches that no earlier segment had. */
export function countGroups(groups: Groups, columns: Columns, set: MatchSet): void {
  const values = columns.numbers[groups.column]!;
  if (!groups.bits && groups.few.size + set.size <= FEW) countFew(groups, values, set);
  else countMany(groups, values, set);
}

function countFew(groups: Groups, values: Float64Array, { docs, size }: MatchSet): void {
  const { few } = groups;
  const before = few.size;
  for (let i = 0; i < size; i++) {
    const value = values[docs[i]!]!;
    if (isGroup(value)) few.add(value);
    else groups.count++;
  }
  groups.count += few.size - before;
}

function countMany(groups: Groups, values: Float64Array, { docs, size }: MatchSet): void {
  let bits = groups.bits ?? bitsOf(groups.few);
  for (let i = 0; i < size; i++) {
    const value = values[docs[i]!]!;
    if (!isGroup(value)) {
      groups.count++;
      continue;
    }
    const word = value >>> 5;
    if (word >= bits.length) bits = grownTo(bits, word);
    const bit = 1 << (value & 31);
    if (bits[word]! & bit) continue;
    bits[word]! |= bit;
    groups.count++;
  }
  groups.bits = bits;
}

function bitsOf(values: Set<number>): Uint32Array {
  let bits = new Uint32Array(1024);
  for (const value of values) {
    const word = value >>> 5;
    if (word >= bits.length) bits = grownTo(bits, word);
    bits[word]! |= 1 << (value & 31);
  }
  return bits;
}

function grownTo(bits: Uint32Array, word: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(word + 1, bits.length * 2));
  larger.set(bits);
  return larger;
}

/** The first row of every group, in the order of the rows. `groupOf` gives a row's value of the column. */
export function firstOfGroups(rows: Float64Array[], groupOf: (row: Float64Array) => number): Float64Array[] {
  const met = new Set<number>();
  return rows.filter((row) => {
    const group = groupOf(row);
    if (!isGroup(group)) return true;
    if (met.has(group)) return false;
    met.add(group);
    return true;
  });
}

/**
 * One row for every group, in the order of the groups' first rows: of those that score at least `within` of the first, the
 * one of the lowest rank.
 */
export function leadersOfGroups(
  rows: Float64Array[],
  groupOf: (row: Float64Array) => number,
  by: {
    scoreOf: (row: Float64Array) => number;
    rankOf: (row: Float64Array) => number;
    within: number;
  },
): Float64Array[] {
  const leaders: { first: Float64Array; chosen: Float64Array }[] = [];
  const met = new Map<number, { first: Float64Array; chosen: Float64Array }>();
  for (const row of rows) {
    const group = groupOf(row);
    const leader = isGroup(group) ? met.get(group) : undefined;
    if (!leader) {
      const fresh = { first: row, chosen: row };
      leaders.push(fresh);
      if (isGroup(group)) met.set(group, fresh);
    } else if (
      by.scoreOf(row) >= by.within * by.scoreOf(leader.first) &&
      by.rankOf(row) < by.rankOf(leader.chosen)
    )
      leader.chosen = row;
  }
  return leaders.map(({ chosen }) => chosen);
}
