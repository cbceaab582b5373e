import { grown } from "./typed-arrays.ts";

/** Terms as UTF-8 in ascending byte order, end to end; term i is `bytes[ends[i]..ends[i + 1]]`. */
export type PrefixDictionary = {
  size: number;
  bytes: Uint8Array<ArrayBuffer>;
  length: number;
  ends: Uint32Array<ArrayBuffer>;
};

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A dictionary without terms. */
export function createDictionary(terms: number, bytes: number): PrefixDictionary {
  return { size: 0, bytes: new Uint8Array(bytes), length: 0, ends: new Uint32Array(terms + 1) };
}

/** A dictionary of terms in any order. */
export function buildDictionary(terms: readonly string[]): PrefixDictionary {
  const encoded = terms.map((term) => encoder.encode(term));
  encoded.sort((a, b) => compareBytes(a, 0, a.length, b, 0, b.length));
  const dictionary = createDictionary(
    terms.length,
    encoded.reduce((sum, each) => sum + each.length, 0),
  );
  for (const each of encoded) appendBytes(dictionary, each, 0, each.length);
  return dictionary;
}

function appendBytes(to: PrefixDictionary, bytes: Uint8Array, from: number, end: number): void {
  to.bytes = grown(to.bytes, to.length + end - from);
  to.ends = grown(to.ends, to.size + 2);
  for (let i = from; i < end; i++) to.bytes[to.length++] = bytes[i]!;
  to.ends[++to.size] = to.length;
}

/** Appends term `i` of another dictionary; callers append in ascending order. */
export function appendTerm(to: PrefixDictionary, from: PrefixDictionary, i: number): void {
  appendBytes(to, from.bytes, from.ends[i]!, from.ends[i + 1]!);
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

/** Up to `limit` terms that begin with `prefix`, in byte order. */
export function expandPrefix(dictionary: PrefixDictionary, prefix: string, limit: number): string[] {
  const wanted = encoder.encode(prefix);
  let from = 0;
  let to = dictionary.size;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const start = dictionary.ends[middle]!;
    const end = dictionary.ends[middle + 1]!;
    if (compareBytes(dictionary.bytes, start, end, wanted, 0, wanted.length) < 0) from = middle + 1;
    else to = middle;
  }
  const terms: string[] = [];
  for (let i = from; i < dictionary.size && terms.length < limit; i++) {
    const start = dictionary.ends[i]!;
    const end = Math.min(dictionary.ends[i + 1]!, start + wanted.length);
    if (compareBytes(dictionary.bytes, start, end, wanted, 0, wanted.length) !== 0) break;
    terms.push(termText(dictionary, i));
  }
  return terms;
}
