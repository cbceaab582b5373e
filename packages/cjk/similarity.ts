import { foldKey } from "./fold.ts";

/**
 * How alike two titles or names are, from 0 to 1: Dice coefficient of the overlapping pairs of their `foldKey`s, with the
 * two ends counted as pairs of their own. Equal keys give 1, an empty text 0. One differing character costs a short title
 * much (呐喊 / 呐咸: 0.33) and a long one little, as it should.
 */
export function similarity(a: string, b: string): number {
  const left = foldKey(a);
  const right = foldKey(b);
  if (left === "" || right === "") return 0;
  if (left === right) return 1;
  const counts = new Map<string, number>();
  const leftPairs = pairsOf(left);
  for (const pair of leftPairs) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  const rightPairs = pairsOf(right);
  let shared = 0;
  for (const pair of rightPairs) {
    const count = counts.get(pair) ?? 0;
    if (count === 0) continue;
    shared += 1;
    counts.set(pair, count - 1);
  }
  return (2 * shared) / (leftPairs.length + rightPairs.length);
}

function pairsOf(key: string): string[] {
  const characters = [" ", ...key, " "];
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`);
}

/**
 * True when two texts differ by at most one inserted, left out, replaced or swapped character. Compares as given: fold
 * first if that is meant.
 */
export function editDistance1(a: string, b: string): boolean {
  const [short, long] =
    a.length <= b.length ? [Array.from(a), Array.from(b)] : [Array.from(b), Array.from(a)];
  if (long.length - short.length > 1) return false;
  let start = 0;
  while (start < short.length && short[start] === long[start]) start += 1;
  let fromEnd = 0;
  while (fromEnd < short.length - start && short.at(-1 - fromEnd) === long.at(-1 - fromEnd)) fromEnd += 1;
  const shortRest = short.length - start - fromEnd;
  const longRest = long.length - start - fromEnd;
  if (longRest <= 1) return true;
  const swapped = short[start] === long[start + 1] && short[start + 1] === long[start];
  return shortRest === 2 && longRest === 2 && swapped;
}
