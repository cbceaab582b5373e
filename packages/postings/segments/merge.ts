import { IndexRefusal } from "../refusal.ts";
import type { IndexSchema } from "../schema.ts";
import { copyDocuments, createColumns } from "./columns.ts";
import {
  type DeltaPostings,
  deltaTermSize,
  gatherDeltaList,
  type OrderedTerms,
  orderTerms,
} from "./delta.ts";
import {
  BLOCK,
  createListBuffer,
  gatherList,
  type ListBuffer,
  type PostingBytes,
  writeList,
} from "./posting-list.ts";
import {
  appendTerm,
  buildDictionary,
  compareTerms,
  createDictionary,
  type PrefixDictionary,
  termText,
} from "./prefix-dictionary.ts";
import { findTerm, type SealedPostings, type Segment, termSize } from "./segment.ts";
import type { Shapes } from "./shapes.ts";
import { hashTerm } from "./term-hash.ts";

/** Offsets into posting lists are kept in 32 bits; merges that could come near are not begun. */
export const POSTING_BYTES_MAX = 2_100_000_000;
/** Postings, documents or terms handled between two yields: well under a millisecond. */
const STEP = 4_096;
const DICTIONARY_STEP = 512;

/** One segment to be merged: its terms in hash order and the new number of each document (-1: dropped). */
type Source = {
  segment: Segment;
  /** A delta's terms and postings put in order; null for a sealed segment, which is in order. */
  ordered: OrderedTerms | null;
  high: Uint32Array;
  low: Uint32Array;
  next: number;
  count: number;
  map: Int32Array;
};
/** Which merged terms stand in a field of the mask `fields`; others have lost the documents prefixes found them by. */
type PrefixableTerms = { fields: number; has: Uint8Array };
type Scratch = { docs: Int32Array; shapes: Int32Array; starts: Int32Array };

/**
 * Writes segments (deltas or sealed ones) as one new sealed segment without the documents removed by now, in small
 * steps. The sources stay untouched and searchable; dropping the generator discards the work. Documents changed
 * or removed meanwhile are the caller's to carry over. With `renumber`, shapes are written by their numbers in
 * another table.
 */
export function* mergeSegments(
  schema: IndexSchema,
  shapes: Shapes,
  segments: readonly Segment[],
  renumber: Int32Array | null = null,
): Generator<void, { segment: Segment; maps: Int32Array[] }> {
  let kept = 0;
  const sources: Source[] = [];
  for (const segment of segments) {
    const { columns, postings } = segment;
    const map = new Int32Array(columns.size);
    for (let old = 0; old < columns.size; old++) map[old] = columns.live[old] === 1 ? kept++ : -1;
    const ordered = postings.kind === "delta" ? yield* orderTerms(postings) : null;
    const { high, low } = postings.kind === "delta" ? ordered! : postings;
    sources.push({ segment, ordered, high, low, next: 0, count: postings.termCount, map });
    yield;
  }
  const columns = createColumns(schema, kept);
  columns.size = kept;
  for (const { segment, map } of sources)
    for (let from = 0; from < map.length; from += STEP) {
      copyDocuments(segment.columns, columns, map, from, Math.min(from + STEP, map.length));
      yield;
    }
  const terms = sources.reduce((sum, source) => sum + source.count, 0);
  const prefixable: PrefixableTerms = { fields: prefixableFields(schema), has: new Uint8Array(terms) };
  const postings = yield* mergePostings(shapes, sources, renumber, terms, prefixable);
  const merged: Segment = { columns, postings };
  const dropsTerms = sources.some(({ segment }) => segment.columns.deleted > 0);
  postings.dictionary = yield* mergeDictionaries(sources, dropsTerms ? { merged, prefixable } : null);
  return { segment: merged, maps: sources.map(({ map }) => map) };
}

/** Bit per field whose terms prefixes stand for. */
function prefixableFields(schema: IndexSchema): number {
  return schema.fields.reduce((bits, field, i) => (field.prefixable ? bits | (1 << i) : bits), 0);
}

function* mergePostings(
  shapes: Shapes,
  sources: Source[],
  renumber: Int32Array | null,
  terms: number,
  prefixable: PrefixableTerms,
): Generator<void, SealedPostings> {
  const room = sources.reduce((sum, { segment }) => sum + estimateBytes(segment), 1024);
  const lists: PostingBytes = {
    bytes: new Uint8Array(room),
    length: 0,
    skips: new Uint32Array(256),
    skipCount: 0,
  };
  const out: SealedPostings = {
    kind: "sealed",
    termCount: 0,
    high: new Uint32Array(terms),
    low: new Uint32Array(terms),
    at: new Uint32Array(terms),
    lists,
    dictionary: createDictionary(0, 0),
  };
  const list = createListBuffer();
  const scratch: Scratch = {
    docs: new Int32Array(BLOCK),
    shapes: new Int32Array(BLOCK),
    starts: new Int32Array(BLOCK + 1),
  };
  while (mergeTerms(shapes, sources, renumber, out, list, scratch, prefixable)) {
    if (out.lists.length > POSTING_BYTES_MAX)
      throw new IndexRefusal("segment-too-large", `more than ${POSTING_BYTES_MAX} bytes of postings`);
    yield;
  }
  return out;
}

/** Room to begin with: what sealed sources take, or about six bytes per posting of a delta. */
function estimateBytes({ postings }: Segment): number {
  if (postings.kind === "sealed") return Math.ceil(postings.lists.length * 1.02);
  return postings.postingCount * 6 + postings.positionCount * 2 + postings.termCount * 3;
}

/** Merges terms until about STEP postings are done; false when all terms are. */
function mergeTerms(
  shapes: Shapes,
  sources: Source[],
  renumber: Int32Array | null,
  out: SealedPostings,
  list: ListBuffer,
  scratch: Scratch,
  prefixable: PrefixableTerms,
): boolean {
  for (let work = 0; work < STEP; work += 8 + list.size) {
    const first = firstSource(sources);
    if (!first) return false;
    const high = highOf(first);
    const low = lowOf(first);
    list.size = 0;
    list.positionLength = 0;
    for (const source of sources) {
      if (source.next >= source.count || highOf(source) !== high || lowOf(source) !== low) continue;
      gather(source, shapes, list, scratch);
      source.next++;
    }
    if (list.size === 0) continue;
    let i = 0;
    while (i < list.size && (shapes.mask[list.shapes[i]!]! & prefixable.fields) === 0) i++;
    if (i < list.size) prefixable.has[out.termCount] = 1;
    if (renumber) for (let i = 0; i < list.size; i++) list.shapes[i] = renumber[list.shapes[i]!]!;
    out.high[out.termCount] = high;
    out.low[out.termCount] = low;
    out.at[out.termCount++] = writeList(out.lists, list);
  }
  return true;
}

function firstSource(sources: readonly Source[]): Source | null {
  let first: Source | null = null;
  let high = 0;
  for (const source of sources) {
    if (source.next >= source.count) continue;
    const each = highOf(source);
    if (first === null || each < high || (each === high && lowOf(source) < lowOf(first))) {
      first = source;
      high = each;
    }
  }
  return first;
}

function highOf({ high, next }: Source): number {
  return high[next]!;
}

function lowOf({ low, next }: Source): number {
  return low[next]!;
}

function gather(source: Source, shapes: Shapes, list: ListBuffer, scratch: Scratch): void {
  const { postings } = source.segment;
  if (postings.kind === "delta")
    gatherDeltaList(postings, source.ordered!, source.next, shapes, source.map, list);
  else gatherList(postings.lists, postings.at[source.next]!, shapes, source.map, list, scratch);
}

type DictionaryInput = { dictionary: PrefixDictionary; next: number };

/** Merges the string dictionaries; with `left`, frequencies are what is left and terms in no prefixable field go. */
function* mergeDictionaries(
  sources: Source[],
  left: { merged: Segment; prefixable: PrefixableTerms } | null,
): Generator<void, PrefixDictionary> {
  const inputs: DictionaryInput[] = [];
  for (const { segment } of sources) {
    if (segment.postings.kind === "delta") yield* buildInputs(segment.postings, inputs);
    else inputs.push({ dictionary: segment.postings.dictionary, next: 0 });
  }
  const out = createDictionary(
    inputs.reduce((sum, { dictionary }) => sum + dictionary.size, 0),
    inputs.reduce((sum, { dictionary }) => sum + dictionary.length, 0),
  );
  const hash = new Uint32Array(2);
  for (let work = 1; ; work++) {
    const first = firstInput(inputs);
    if (first === null) return out;
    const { dictionary, next } = first;
    let frequency = 0;
    for (const input of inputs) {
      if (input.next >= input.dictionary.size) continue;
      if (input !== first && compareTerms(input.dictionary, input.next, dictionary, next) !== 0) continue;
      frequency += input.dictionary.frequencies[input.next++]!;
    }
    if (left) {
      hashTerm(termText(dictionary, next), hash);
      const term = findTerm(left.merged, hash[0]!, hash[1]!);
      frequency = left.prefixable.has[term] === 1 ? termSize(left.merged, term) : 0;
    }
    if (frequency > 0) appendTerm(out, dictionary, next, frequency);
    if (work % DICTIONARY_STEP === 0) yield;
  }
}

/** A delta's prefixable terms as dictionaries of a few thousand, each sorted between two yields. */
function* buildInputs(delta: DeltaPostings, inputs: DictionaryInput[]): Generator<void> {
  for (let from = 0; from < delta.prefixTerms.length; from += STEP) {
    const terms = delta.prefixTerms.slice(from, from + STEP).map((text, i) => ({
      text,
      frequency: deltaTermSize(delta, delta.prefixNumbers[from + i]!),
    }));
    inputs.push({ dictionary: buildDictionary(terms), next: 0 });
    yield;
  }
}

function firstInput(inputs: readonly DictionaryInput[]): DictionaryInput | null {
  let first: DictionaryInput | null = null;
  for (const input of inputs) {
    if (input.next >= input.dictionary.size) continue;
    if (first && compareTerms(input.dictionary, input.next, first.dictionary, first.next) >= 0) continue;
    first = input;
  }
  return first;
}
