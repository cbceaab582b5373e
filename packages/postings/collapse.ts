import type { Columns } from "./columns.ts";
import type { MatchSet } from "./match-set.ts";

/** Which groups have been met among the matches: one bit per value of a number column; missing ones stand alone. */
export type Groups = { column: number; seen: Uint32Array; count: number };

/** Values up to this are groups; greater, negative or broken ones stand alone. */
const GREATEST = 2 ** 31 - 1;

/** No group met yet. */
export function startGroups(column: number): Groups {
  return { column, seen: new Uint32Array(1024), count: 0 };
}

function isGroup(value: number): boolean {
  return value >= 0 && value <= GREATEST && Number.isInteger(value);
}

/** Counts the groups of a segment's matches that no earlier segment had. */
export function countGroups(groups: Groups, columns: Columns, set: MatchSet): void {
  const values = columns.numbers[groups.column]!;
  for (let i = 0; i < set.size; i++) {
    const value = values[set.docs[i]!]!;
    if (!isGroup(value)) {
      groups.count++;
      continue;
    }
    const word = value >>> 5;
    if (word >= groups.seen.length) growTo(groups, word);
    const bit = 1 << (value & 31);
    if (groups.seen[word]! & bit) continue;
    groups.seen[word]! |= bit;
    groups.count++;
  }
}

function growTo(groups: Groups, word: number): void {
  const larger = new Uint32Array(Math.max(word + 1, groups.seen.length * 2));
  larger.set(groups.seen);
  groups.seen = larger;
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
