import { fold } from "@commonshelf/cjk";
import { type SuggestionKind, suggestionKinds } from "./entry.ts";
import { bestBetween, findRange, type KeyRange, type Order, orders } from "./ranges.ts";
import {
  compareTexts,
  displayText,
  foldedText,
  type Segment,
  scoreOf,
  standingOfInitials,
  standingOfSound,
  standingOfText,
  type Table,
  tableOf,
  weighedLength,
} from "./segment.ts";
import { isHanUnit } from "./sound.ts";

/** A text that what was typed may become. `titles`: documents that offer it; `weight`: the sum of their weights. */
export type Suggestion = { kind: SuggestionKind; text: string; titles: number; weight: number };
export type SuggestionGroup = { kind: SuggestionKind; items: Suggestion[] };

/** Longer inputs are no beginning of anything. */
const LONGEST_INPUT = 100;
/** Candidates looked at per group, for each one shown. */
const SPARE = 6;
/** What the way something was found adds to its score of 0 … 255. */
const BONUS = {
  startExact: 400,
  start: 110,
  soundExact: 200,
  sound: 80,
  initialsExact: 100,
  initials: 20,
  inner: 0,
} as const;

/** A way in which the input may be meant, as the letters to look for. */
type Lane = {
  order: (table: Table) => Order;
  range: (table: Table) => KeyRange;
  exact: number;
  other: number;
};

/** What was typed, folded, in the forms in which it is looked up. */
export type Input = { text: Uint16Array; letters: Uint16Array | null; initials: Uint16Array | null };

/** Reads what was typed; null when nothing is left of it. */
export function readInput(typed: string): Input | null {
  const folded = fold(typed.slice(0, LONGEST_INPUT)).replaceAll(" ", "");
  if (folded === "") return null;
  // Tone digits behind letters: hong2lou2.
  const letters = fold(typed.slice(0, LONGEST_INPUT).replace(/(\p{L})[1-5](?!\d)/gu, "$1")).replaceAll(
    " ",
    "",
  );
  const isLatin = /^[a-z0-9]+$/.test(letters) && /^[a-z]/.test(letters);
  return {
    text: unitsOf(folded),
    letters: isLatin ? unitsOf(letters.replaceAll("v", "u")) : null,
    initials: isLatin && letters.length > 1 ? unitsOf(letters) : null,
  };
}

/** The units of a text. */
export function unitsOf(text: string): Uint16Array {
  return Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}

function lanesOf(input: Input): Lane[] {
  const { text, letters, initials } = input;
  const lanes: Lane[] = [
    {
      order: orders.start,
      range: (t) => findRange(t.size, (place) => standingOfText(t, place, 0, text)),
      exact: BONUS.startExact,
      other: BONUS.start,
    },
    {
      order: orders.inner,
      range: (t) => innerRange(t, text),
      exact: BONUS.inner,
      other: BONUS.inner,
    },
  ];
  if (letters)
    lanes.push({
      order: orders.sound,
      range: (t) => findRange(t.bySound.length, (place) => standingOfSound(t, t.bySound[place]!, letters)),
      exact: BONUS.soundExact,
      other: BONUS.sound,
    });
  if (initials)
    lanes.push({
      order: orders.initials,
      range: (t) =>
        findRange(t.byInitials.length, (place) => standingOfInitials(t, t.byInitials[place]!, initials)),
      exact: BONUS.initialsExact,
      other: BONUS.initials,
    });
  return lanes;
}

/** Places inside texts from which they go on as the query does. */
export function innerRange(table: Table, text: Uint16Array): KeyRange {
  return findRange(table.inner.length, (place) => {
    const packed = table.inner[place]!;
    return standingOfText(table, packed >>> 8, packed & 255, text);
  });
}

type Candidate = { table: Table; entry: number; bonus: number };

/** What may be meant, group by group, best first; `size` of each group. */
export function suggestFrom(segments: readonly Segment[], typed: string, size: number): SuggestionGroup[] {
  const input = readInput(typed);
  if (!input) return [];
  const lanes = lanesOf(input);
  return suggestionKinds
    .map((kind) => ({ kind, items: suggestKind(segments, kind, lanes, size) }))
    .filter((group) => group.items.length > 0);
}

function suggestKind(
  segments: readonly Segment[],
  kind: SuggestionKind,
  lanes: readonly Lane[],
  size: number,
): Suggestion[] {
  const tables = segments.map((segment) => segment.tables[tableOf(kind)]!).filter((t) => t.size > 0);
  const found = new Map<string, Candidate>();
  for (const table of tables)
    for (const lane of lanes) {
      const order = lane.order(table);
      const range = lane.range(table);
      const add = (from: number, end: number, bonus: number): void => {
        for (const entry of bestBetween(table, order, from, end, size * SPARE)) {
          const key = foldedText(table, entry).replaceAll(" ", "");
          const known = found.get(key);
          if (!known || known.bonus < bonus) found.set(key, { table, entry, bonus });
        }
      };
      add(range.from, range.exactEnd, lane.exact);
      add(range.exactEnd, range.end, lane.other);
    }
  const ranked = [...found.values()].map((candidate) => weighed(candidate, tables, kind));
  ranked.sort((a, b) => b.rank - a.rank || (a.item.text < b.item.text ? -1 : 1));
  const shown = new Set<string>();
  const items: Suggestion[] = [];
  for (const { item } of ranked) {
    if (items.length === size) break;
    if (shown.has(item.text)) continue;
    shown.add(item.text);
    items.push(item);
  }
  return items;
}

/** A candidate with what all segments know about it. */
function weighed(
  candidate: Candidate,
  tables: readonly Table[],
  kind: SuggestionKind,
): { rank: number; item: Suggestion } {
  const { table, entry, bonus } = candidate;
  let weight = table.weights[entry]!;
  let titles = table.titles[entry]!;
  let shownFrom = { table, entry, weight };
  for (const other of tables) {
    if (other === table) continue;
    const twin = findTwin(other, table, entry);
    if (twin < 0) continue;
    weight += other.weights[twin]!;
    titles += other.titles[twin]!;
    if (other.weights[twin]! > shownFrom.weight)
      shownFrom = { table: other, entry: twin, weight: other.weights[twin]! };
  }
  return {
    rank: bonus + scoreOf(weight, weighedLength(table, entry)),
    item: { kind, text: displayText(shownFrom.table, shownFrom.entry), titles, weight },
  };
}

/** The same entry in another table; -1 when it has none. */
function findTwin(table: Table, of: Table, entry: number): number {
  let from = 0;
  let to = table.size;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (compareTexts(table, middle, 0, of, entry, 0) < 0) from = middle + 1;
    else to = middle;
  }
  return from < table.size && compareTexts(table, from, 0, of, entry, 0) === 0 ? from : -1;
}

/** Whether a typed text has Han characters. */
export function hasHanUnits(text: Uint16Array): boolean {
  return text.some(isHanUnit);
}
