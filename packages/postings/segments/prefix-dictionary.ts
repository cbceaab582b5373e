import { grown } from "./typed-arrays.ts";

/**
 * Terms as UTF-8 in ascending byte order, end to end; term i is `bytes[ends[i]..ends[i + 1]]`. The documents each
 * has stand beside, so that the most frequent ones under a prefix are found without opening posting lists.
 */
export type PrefixDictionary = {
  size: number;
  bytes: Uint8Array<ArrayBuffer>;
  length: number;
  ends: Uint32Array<ArrayBuffer>;
  frequencies: Uint32Array<ArrayBuffer>;
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A dictionary without terms. */
export function createDictionary(terms: number, bytes: number): PrefixDictionary {
  return {
    size: 0,
    bytes: new Uint8Array(bytes),
    length: 0,
    ends: new Uint32Array(terms + 1),
    frequencies: new Uint32Array(terms),
  };
}

/** A dictionary of terms in any order, each with its frequency. */
export function buildDictionary(terms: readonly { text: string; frequency: number }[]): PrefixDictionary {
  const encoded = terms.map(({ text, frequency }) => ({ bytes: encoder.encode(text), frequency }));
  encoded.sort((a, b) => compareBytes(a.bytes, 0, a.bytes.length, b.bytes, 0, b.bytes.length));
  const dictionary = createDictionary(
    terms.length,
    encoded.reduce((sum, { bytes }) => sum + bytes.length, 0),
  );
  for (const { bytes, frequency } of encoded) appendBytes(dictionary, bytes, 0, bytes.length, frequency);
  return dictionary;
}

function appendBytes(
  to: PrefixDictionary,
  bytes: Uint8Array,
  from: number,
  end: number,
  frequency: number,
): void {
  to.bytes = grown(to.bytes, to.length + end - from);
  to.ends = grown(to.ends, to.size + 2);
  to.frequencies = grown(to.frequencies, to.size + 1);
  to.frequencies[to.size] = frequency;
  for (let i = from; i < end; i++) to.bytes[to.length++] = bytes[i]!;
  to.ends[++to.size] = to.length;
}

/** Appends term `i` of another dictionary with a frequency of its own; callers append in ascending order. */
export function appendTerm(to: PrefixDictionary, from: PrefixDictionary, i: number, frequency: number): void {
  appendBytes(to, from.bytes, from.ends[i]!, from.ends[i + 1]!, frequency);
}

/** Compares term `i` of one dictionary with term `j` of another, bytewise. */
export function compareTerms(a: PrefixDictionary, i: number, b: PrefixDictionary, j: number): number {
  return compareBytes(a.bytes, a.ends[i]!, a.ends[i + 1]!, b.bytes, b.ends[j]!, b.ends[j + 1]!);
}

function compareBytes(
  a: Uint8Array,
  aFrom: number,
  aEnd: number,
  b: Uint8Array,
  bFrom: number,
  bEnd: number,
): number {
  const shared = Math.min(aEnd - aFrom, bEnd - bFrom);
  for (let i = 0; i < shared; i++) {
    const difference = a[aFrom + i]! - b[bFrom + i]!;
    if (difference !== 0) return difference;
  }
  return aEnd - aFrom - (bEnd - bFrom);
}

/** Term `i` as a string. */
export function termText(dictionary: PrefixDictionary, i: number): string {
  return decoder.decode(dictionary.bytes.subarray(dictionary.ends[i], dictionary.ends[i + 1]));
}

/** The `limit` most frequent terms that begin with `prefix`; among equals the first in byte order. */
export function expandPrefix(dictionary: PrefixDictionary, prefix: string, limit: number): string[] {
  const wanted = encoder.encode(prefix);
  const from = firstAtLeast(dictionary, wanted);
  const to = prefix === "" ? dictionary.size : firstAtLeast(dictionary, successor(wanted));
  const { frequencies } = dictionary;
  const before = (a: number, b: number): number => frequencies[b]! - frequencies[a]! || a - b;
  const kept: number[] = [];
  let floor = 0;
  for (let i = from; i < to; i++) {
    if (frequencies[i]! < floor) continue;
    kept.push(i);
    if (kept.length < limit * 4) continue;
    kept.sort(before);
    kept.length = limit;
    floor = frequencies[kept[limit - 1]!]! + 1;
  }
  kept.sort(before);
  return kept.slice(0, limit).map((i) => termText(dictionary, i));
}

function firstAtLeast(dictionary: PrefixDictionary, wanted: Uint8Array): number {
  let from = 0;
  let to = dictionary.size;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const start = dictionary.ends[middle]!;
    if (compareBytes(dictionary.bytes, start, dictionary.ends[middle + 1]!, wanted, 0, wanted.length) < 0)
      from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The first byte string behind all that begin with these bytes; UTF-8 has no byte 255, so the last can grow. */
function successor(bytes: Uint8Array): Uint8Array {
  const next = bytes.slice();
  next[next.length - 1]!++;
  return next;
}
