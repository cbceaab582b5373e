import { suggestionKinds, TABLES, WORDS } from "./entry.ts";
import { compareSpelled, LONGEST_SOUND, spellInitials, spellSounds } from "./sound.ts";

/**
 * Entries of one kind, sorted by folded text without spaces. Everything is end to end in typed arrays: entry i has
 * `text[ends[i]..ends[i + 1]]`, and so on.
 */
export type Table = {
  size: number;
  text: Uint16Array;
  ends: Uint32Array;
  /** One sound per unit of the entries that have Han characters. */
  sounds: Uint16Array;
  soundEnds: Uint32Array;
  /** UTF-8; empty where the folded text is what is shown. */
  display: Uint8Array;
  displayEnds: Uint32Array;
  /** Documents that offer the entry; 0: gone. */
  titles: Uint32Array;
  /** Sum of those documents' weights. */
  weights: Uint32Array;
  /** Rank of an entry among its kind, 0 … 255. */
  scores: Uint8Array;
  /** Highest score of every block of entries; of the orders below likewise. An upper bound after removals. */
  startMax: Uint8Array;
  /** Entries by the letters of their sound. */
  bySound: Uint32Array;
  soundMax: Uint8Array;
  /** Entries by the first letters of their syllables. */
  byInitials: Uint32Array;
  initialsMax: Uint8Array;
  /** Places inside entries where a search may begin, by the text from there: entry * 256 + offset. */
  inner: Uint32Array;
  innerMax: Uint8Array;
};

/** Documents and what they offer; only removals change it once it is made. */
export type Segment = {
  tables: Table[];
  /** Ascending. */
  docIds: Float64Array;
  docEnds: Uint32Array;
  /** entry * TABLES + table */
  docEntries: Uint32Array;
  docWeights: Uint16Array;
  dead: Uint8Array;
  deadCount: number;
};

export const BLOCK_BITS = 6;
const SPACE = 0x20;
const NO_SOUNDS = new Uint32Array(0);

/** Bytes of a segment's arrays. */
export function segmentBytes(segment: Segment): number {
  const { docIds, docEnds, docEntries, docWeights, dead } = segment;
  let bytes = 0;
  for (const array of [docIds, docEnds, docEntries, docWeights, dead]) bytes += array.byteLength;
  for (const table of segment.tables)
    for (const value of Object.values(table)) if (typeof value !== "number") bytes += value.byteLength;
  return bytes;
}

/** Compares the text of two entries from a place on, spaces aside. */
export function compareTexts(
  a: Table,
  i: number,
  aOffset: number,
  b: Table,
  j: number,
  bOffset: number,
): number {
  const aText = a.text;
  const bText = b.text;
  const aEnd = a.ends[i + 1]!;
  const bEnd = b.ends[j + 1]!;
  let x = a.ends[i]! + aOffset;
  let y = b.ends[j]! + bOffset;
  for (;;) {
    while (x < aEnd && aText[x] === SPACE) x++;
    while (y < bEnd && bText[y] === SPACE) y++;
    if (x >= aEnd) return y >= bEnd ? 0 : -1;
    if (y >= bEnd) return 1;
    const difference = aText[x]! - bText[y]!;
    if (difference !== 0) return difference;
    x++;
    y++;
  }
}

const left = new Uint16Array(LONGEST_SOUND + 8);
const right = new Uint16Array(LONGEST_SOUND + 8);

/** Compares the sound of two entries. */
export function compareSounds(a: Table, i: number, b: Table, j: number): number {
  const aLength = spellSounds(a.sounds, a.soundEnds[i]!, a.soundEnds[i + 1]!, left);
  const bLength = spellSounds(b.sounds, b.soundEnds[j]!, b.soundEnds[j + 1]!, right);
  return compareSpelled(left, aLength, right, bLength);
}

/** Compares the initials of two entries. */
export function compareInitials(a: Table, i: number, b: Table, j: number): number {
  const aLength = spellInitials(a.sounds, a.soundEnds[i]!, a.soundEnds[i + 1]!, left);
  const bLength = spellInitials(b.sounds, b.soundEnds[j]!, b.soundEnds[j + 1]!, right);
  return compareSpelled(left, aLength, right, bLength);
}

/** How a key stands to what is looked for: before it, equal, longer, behind all that begin so. */
export type Standing = -1 | 0 | 1 | 2;

/** Compares an entry's text from a place on with a query without spaces. */
export function standingOfText(table: Table, entry: number, offset: number, query: Uint16Array): Standing {
  const end = table.ends[entry + 1]!;
  let x = table.ends[entry]! + offset;
  for (let y = 0; y < query.length; y++) {
    while (x < end && table.text[x] === SPACE) x++;
    if (x >= end) return -1;
    const difference = table.text[x]! - query[y]!;
    if (difference !== 0) return difference < 0 ? -1 : 2;
    x++;
  }
  while (x < end && table.text[x] === SPACE) x++;
  return x >= end ? 0 : 1;
}

function standingOf(length: number, query: Uint16Array): Standing {
  for (let i = 0; i < query.length; i++) {
    if (i >= length) return -1;
    const difference = left[i]! - query[i]!;
    if (difference !== 0) return difference < 0 ? -1 : 2;
  }
  return length === query.length ? 0 : 1;
}

/** Compares an entry's sound with letters. */
export function standingOfSound(table: Table, entry: number, query: Uint16Array): Standing {
  return standingOf(
    spellSounds(table.sounds, table.soundEnds[entry]!, table.soundEnds[entry + 1]!, left),
    query,
  );
}

/** Compares an entry's initials with letters. */
export function standingOfInitials(table: Table, entry: number, query: Uint16Array): Standing {
  return standingOf(
    spellInitials(table.sounds, table.soundEnds[entry]!, table.soundEnds[entry + 1]!, left),
    query,
  );
}

/** How many initials an entry has. */
export function initialsCount(table: Table, entry: number): number {
  return spellInitials(table.sounds, table.soundEnds[entry]!, table.soundEnds[entry + 1]!, left);
}

/** The folded text of an entry. */
export function foldedText(table: Table, entry: number): string {
  return String.fromCharCode(...table.text.subarray(table.ends[entry], table.ends[entry + 1]));
}

const decoder = new TextDecoder();

/** The text of an entry as it is shown. */
export function displayText(table: Table, entry: number): string {
  const from = table.displayEnds[entry]!;
  const end = table.displayEnds[entry + 1]!;
  return from === end ? foldedText(table, entry) : decoder.decode(table.display.subarray(from, end));
}

/** Score from how many hold it and how short it is: 0 … 255. An entry nobody offers has none. */
export function scoreOf(weight: number, length: number): number {
  if (weight === 0) return 0;
  return Math.min(255, Math.round(11 * Math.log2(1 + weight)) + Math.max(0, 40 - length));
}

/** Length as it weighs: a Han character counts as three letters. */
export function weighedLength(table: Table, entry: number): number {
  const units = table.ends[entry + 1]! - table.ends[entry]!;
  return table.soundEnds[entry + 1]! > table.soundEnds[entry]! ? units : Math.ceil(units / 3);
}

/** A table without entries, with room for this many of everything. */
export function createTable(sizes: {
  size: number;
  text: number;
  sounds: number;
  display: number;
  bySound: number;
  byInitials: number;
  inner: number;
}): Table {
  const { size } = sizes;
  const blocks = (count: number): Uint8Array => new Uint8Array(((count - 1) >> BLOCK_BITS) + 1);
  return {
    size,
    text: new Uint16Array(sizes.text),
    ends: new Uint32Array(size + 1),
    sounds: new Uint16Array(sizes.sounds),
    soundEnds: new Uint32Array(size + 1),
    display: new Uint8Array(sizes.display),
    displayEnds: new Uint32Array(size + 1),
    titles: new Uint32Array(size),
    weights: new Uint32Array(size),
    scores: new Uint8Array(size),
    startMax: blocks(size),
    bySound: sizes.bySound === 0 ? NO_SOUNDS : new Uint32Array(sizes.bySound),
    soundMax: blocks(sizes.bySound),
    byInitials: sizes.byInitials === 0 ? NO_SOUNDS : new Uint32Array(sizes.byInitials),
    initialsMax: blocks(sizes.byInitials),
    inner: new Uint32Array(sizes.inner),
    innerMax: blocks(sizes.inner),
  };
}

/** Works out scores and block maxima of a table from its weights, yielding every few thousand. */
export function* rankTable(table: Table, isWords: boolean): Generator<void> {
  const { scores, size } = table;
  for (let i = 0; i < size; i++) {
    scores[i] = scoreOf(table.weights[i]!, isWords ? 0 : weighedLength(table, i));
    if ((i & 4095) === 4095) yield;
  }
  yield* fillMaxima(table.startMax, size, (i) => scores[i]!);
  yield* fillMaxima(table.soundMax, table.bySound.length, (i) => scores[table.bySound[i]!]!);
  yield* fillMaxima(table.initialsMax, table.byInitials.length, (i) => scores[table.byInitials[i]!]!);
  yield* fillMaxima(table.innerMax, table.inner.length, (i) => scores[table.inner[i]! >>> 8]!);
}

function* fillMaxima(maxima: Uint8Array, count: number, score: (i: number) => number): Generator<void> {
  for (let i = 0; i < count; i++) {
    const block = i >> BLOCK_BITS;
    const value = score(i);
    if (value > maxima[block]!) maxima[block] = value;
    if ((i & 4095) === 4095) yield;
  }
}

/** Whether a table keeps sounds and inner places: the list of words needs neither. */
export function isWordTable(table: number): boolean {
  return table === WORDS;
}

/** Where a document stands in a segment and is alive; -1: nowhere. */
export function findDoc(segment: Segment, id: number): number {
  const { docIds } = segment;
  let from = 0;
  let to = docIds.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (docIds[middle]! < id) from = middle + 1;
    else to = middle;
  }
  return from < docIds.length && docIds[from] === id && segment.dead[from] === 0 ? from : -1;
}

/** Takes a document out of a segment and its weight off what it offered; false when it is not there. */
export function removeDoc(segment: Segment, id: number): boolean {
  const doc = findDoc(segment, id);
  if (doc < 0) return false;
  segment.dead[doc] = 1;
  segment.deadCount++;
  for (let i = segment.docEnds[doc]!; i < segment.docEnds[doc + 1]!; i++) {
    const packed = segment.docEntries[i]!;
    const number = packed % TABLES;
    const table = segment.tables[number]!;
    const entry = (packed - number) / TABLES;
    table.titles[entry]!--;
    table.weights[entry]! -= segment.docWeights[doc]!;
    table.scores[entry] = scoreOf(
      table.weights[entry]!,
      isWordTable(number) ? 0 : weighedLength(table, entry),
    );
  }
  return true;
}

/** Number of a kind's table. */
export function tableOf(kind: (typeof suggestionKinds)[number]): number {
  return suggestionKinds.indexOf(kind);
}
