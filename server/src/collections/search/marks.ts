import type { Collection } from "../collections.ts";

/**
 * Marks of an entry: words of its vector that nobody can type, for each begins with a sign that no text keeps. One index
 * then answers which objects of a collection have these words and these values.
 */

/** Longest value of a facet, in characters; longer ones are cut. */
export const LONGEST_VALUE = 200;

/** The index an entry belongs to. */
export function scopeMark({ mark }: Pick<Collection, "mark">, indexNumber: number | null): string {
  return `\u0001${mark}/${indexNumber ?? 0}`;
}

/** A value of a facet, `field=value`. */
export function facetMark(facet: string): string {
  return `\u0002${facet}`;
}

/** The object itself. */
export function numberMark(number: number): string {
  return `\u0003${number}`;
}
