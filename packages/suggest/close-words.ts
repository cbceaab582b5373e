import { WORDS } from "./entry.ts";
import { unitsOf } from "./lookup.ts";
import { foldedText, type Segment, standingOfText, type Table } from "./segment.ts";

/** A word near another one. `edits`: letters put in, left out, replaced or swapped; `titles`: documents that have it. */
export type CloseWord = { word: string; edits: number; titles: number; rank: number };

const LONGEST_WORD = 24;
const FEWEST_FOR_TWO = 5;
/** How much an edit costs against being ten times as frequent. */
const EDIT_COST = 3;
/** A slip to the neighbouring key is likelier than another letter. */
const NEIGHBOUR_GAIN = 1.2;
const KEYBOARD = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

const neighbours: ReadonlyMap<string, string> = new Map(
  KEYBOARD.flatMap((row, r) =>
    [...row].map((key, i): [string, string] => {
      const above = KEYBOARD[r - 1] ?? "";
      const below = KEYBOARD[r + 1] ?? "";
      return [key, [row[i - 1], row[i + 1], above[i], above[i + 1], below[i - 1], below[i]].join("")];
    }),
  ),
);

/** Latin words within `most` edits (2, for short words 1) of a folded word, likeliest first; itself included. */
export function closeWordsIn(
  segments: readonly Segment[],
  word: string,
  limit: number,
  most: number = word.length < FEWEST_FOR_TWO ? 1 : 2,
): CloseWord[] {
  if (word.length === 0 || word.length > LONGEST_WORD) return [];
  const found = new Map<string, CloseWord>();
  for (const segment of segments) walk(segment.tables[WORDS]!, word, most, found);
  const list = [...found.values()];
  for (const close of list) close.rank = rankOf(word, close);
  list.sort((a, b) => b.rank - a.rank || (a.word < b.word ? -1 : 1));
  return list.slice(0, limit);
}

function rankOf(typed: string, close: CloseWord): number {
  let rank = Math.log10(1 + close.titles) * 2 - close.edits * EDIT_COST;
  if (typed[0] === close.word[0]) rank += 1;
  if (close.edits === 1 && typed.length === close.word.length) {
    const at = [...typed].findIndex((letter, i) => letter !== close.word[i]);
    if (neighbours.get(typed[at] ?? "")?.includes(close.word[at] ?? " ")) rank += NEIGHBOUR_GAIN;
  }
  return rank;
}

/**
 * Goes through the sorted words with one row of edit distances per letter, kept for the letters two neighbours share,
 * and jumps over all words that begin with a hopeless prefix. Distances count a swap of neighbours as one edit.
 */
function walk(table: Table, word: string, most: number, found: Map<string, CloseWord>): void {
  const query = unitsOf(word);
  const width = query.length + 1;
  const rows = Array.from({ length: LONGEST_WORD + 2 }, () => new Uint8Array(width));
  for (let i = 0; i < width; i++) rows[0]![i] = i;
  const path = new Uint16Array(LONGEST_WORD + 1);
  let kept = 0;
  for (let entry = 0; entry < table.size; ) {
    const from = table.ends[entry]!;
    const length = table.ends[entry + 1]! - from;
    let depth = 0;
    while (depth < kept && depth < length && path[depth] === table.text[from + depth]) depth++;
    let hopeless = false;
    while (depth < length) {
      path[depth] = table.text[from + depth]!;
      depth++;
      if (fillRow(rows, depth, path, query) > most) {
        hopeless = true;
        break;
      }
    }
    kept = depth;
    if (!hopeless) {
      const edits = rows[length]![query.length]!;
      if (edits <= most && table.titles[entry]! > 0) remember(table, entry, edits, found);
      entry++;
    } else if (depth === length) entry++;
    else entry = firstBehind(table, entry, path.subarray(0, depth));
  }
}

function remember(table: Table, entry: number, edits: number, found: Map<string, CloseWord>): void {
  const word = foldedText(table, entry);
  const known = found.get(word);
  if (known) known.titles += table.titles[entry]!;
  else found.set(word, { word, edits, titles: table.titles[entry]!, rank: 0 });
}

/** Distances of the prefix of `depth` letters to every prefix of the query; returns the least that can still come of it. */
function fillRow(rows: Uint8Array[], depth: number, path: Uint16Array, query: Uint16Array): number {
  const row = rows[depth]!;
  const above = rows[depth - 1]!;
  const letter = path[depth - 1]!;
  row[0] = depth;
  let least = depth;
  for (let i = 1; i <= query.length; i++) {
    const same = query[i - 1] === letter ? 0 : 1;
    let cost = Math.min(above[i]! + 1, row[i - 1]! + 1, above[i - 1]! + same);
    if (depth > 1 && i > 1 && query[i - 2] === letter && query[i - 1] === path[depth - 2])
      cost = Math.min(cost, rows[depth - 2]![i - 2]! + 1);
    row[i] = cost;
    if (cost < least) least = cost;
  }
  return least;
}

function firstBehind(table: Table, entry: number, prefix: Uint16Array): number {
  let from = entry + 1;
  let to = table.size;
  // Gallop: most hopeless prefixes are long and have few words.
  let step = 1;
  while (from + step < table.size && standingOfText(table, from + step, 0, prefix) < 2) {
    from += step;
    step *= 2;
  }
  to = Math.min(table.size, from + step + 1);
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (standingOfText(table, middle, 0, prefix) < 2) from = middle + 1;
    else to = middle;
  }
  return from;
}
