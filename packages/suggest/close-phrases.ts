import { fold, pinyin } from "@commonshelf/cjk";
import { suggestionKinds } from "./entry.ts";
import { innerRange, unitsOf } from "./lookup.ts";
import { nearSyllables } from "./near-sounds.ts";
import { bestBetween, findRange, orders } from "./ranges.ts";
import { type Segment, standingOfSound, standingOfText, type Table, tableOf } from "./segment.ts";
import { LONGEST_SOUND, spellSounds, syllableOf } from "./sound.ts";

/** How a phrase differs from what was typed. */
export type Slip = "sound" | "near-sound" | "character" | "swap" | "missing" | "extra";

/** A text that begins titles, names or headings and is near to a typed one. `weight`: of the best of them. */
export type ClosePhrase = { text: string; slip: Slip; weight: number; rank: number };

const FEWEST = 2;
const LONGEST = 12;
/** Entries looked through for one place of a wrong character. */
const MOST_SCANNED = 4_000;
const HEARD = 24;
const RANK: Record<Slip, number> = {
  sound: 6,
  swap: 5,
  "near-sound": 4,
  extra: 3,
  missing: 3,
  character: 2,
};

type Found = Map<string, ClosePhrase>;

/**
 * Beginnings of texts in Han that differ from the typed one by one slip: another character of the same or a near
 * sound, one wrong character, two swapped, one too few or too many.
 */
export function closePhrasesIn(segments: readonly Segment[], typed: string, limit: number): ClosePhrase[] {
  const text = fold(typed).replaceAll(" ", "");
  const characters = [...text];
  if (characters.length < FEWEST || characters.length > LONGEST || characters.length !== text.length)
    return [];
  const found: Found = new Map();
  for (const segment of segments)
    for (const kind of suggestionKinds) {
      const table = segment.tables[tableOf(kind)]!;
      if (table.size === 0) continue;
      heardAlike(table, text, found);
      oneWrong(table, text, found);
      variants(text).forEach(([variant, slip]) => {
        begins(table, variant, slip, found);
      });
    }
  found.delete(text);
  const list = [...found.values()];
  for (const phrase of list) phrase.rank = RANK[phrase.slip] + Math.log2(1 + phrase.weight);
  list.sort((a, b) => b.rank - a.rank || (a.text < b.text ? -1 : 1));
  return list.slice(0, limit);
}

function add(found: Found, table: Table, entry: number, length: number, slip: Slip): void {
  if (table.titles[entry] === 0) return;
  const from = table.ends[entry]!;
  if (table.ends[entry + 1]! - from < length) return;
  const text = String.fromCharCode(...table.text.subarray(from, from + length));
  const weight = table.weights[entry]!;
  const known = found.get(text);
  if (known && RANK[known.slip] >= RANK[slip] && known.weight >= weight) return;
  const best = known && RANK[known.slip] > RANK[slip] ? known.slip : slip;
  found.set(text, { text, slip: best, weight: Math.max(weight, known?.weight ?? 0), rank: 0 });
}

/** Texts that sound the same, and those with one syllable that many people do not tell apart. */
function heardAlike(table: Table, text: string, found: Found): void {
  const syllables = pinyin(text).map((syllable) => syllable.replaceAll("v", "u"));
  if (syllables.length !== text.length) return;
  heard(table, syllables, "sound", found);
  for (const [i, syllable] of syllables.entries())
    for (const near of nearSyllables(syllable)) heard(table, syllables.with(i, near), "near-sound", found);
}

const spelled = new Uint16Array(LONGEST_SOUND + 8);

function heard(table: Table, syllables: readonly string[], slip: Slip, found: Found): void {
  const letters = unitsOf(syllables.join(""));
  const range = findRange(table.bySound.length, (place) =>
    standingOfSound(table, table.bySound[place]!, letters),
  );
  for (const entry of bestBetween(table, orders.sound(table), range.from, range.end, HEARD)) {
    const from = table.soundEnds[entry]!;
    if (table.soundEnds[entry + 1]! - from < syllables.length) continue;
    // The same letters, but cut the same way too: xi'an is not xian.
    const same = syllables.every((syllable, i) => syllableOf(table.sounds[from + i]!) === syllable);
    if (same && spellSounds(table.sounds, from, from + syllables.length, spelled) === letters.length)
      add(found, table, entry, syllables.length, slip);
  }
}

/** Texts with another character at one place, or one more there. */
function oneWrong(table: Table, text: string, found: Found): void {
  const units = unitsOf(text);
  for (let at = 1; at < units.length; at++) {
    const before = units.subarray(0, at);
    const range = findRange(table.size, (place) => standingOfText(table, place, 0, before));
    const end = Math.min(range.end, range.from + MOST_SCANNED);
    for (let entry = range.from; entry < end; entry++) {
      if (follows(table, entry, at + 1, units, at + 1)) add(found, table, entry, units.length, "character");
      if (follows(table, entry, at + 1, units, at)) add(found, table, entry, units.length + 1, "missing");
    }
  }
  const rest = units.subarray(1);
  const range = innerRange(table, rest);
  const end = Math.min(range.end, range.from + MOST_SCANNED);
  for (let place = range.from; place < end; place++) {
    const packed = table.inner[place]!;
    if ((packed & 255) === 1) add(found, table, packed >>> 8, units.length, "character");
  }
}

/** Whether an entry's text goes on from `offset` as the query does from `from`. */
function follows(table: Table, entry: number, offset: number, query: Uint16Array, from: number): boolean {
  const start = table.ends[entry]! + offset - from;
  if (table.ends[entry + 1]! < start + query.length) return false;
  for (let i = query.length - 1; i >= from; i--) if (table.text[start + i] !== query[i]) return false;
  return true;
}

/** The text with two neighbours swapped, and with one character less. */
function variants(text: string): [string, Slip][] {
  const list: [string, Slip][] = [];
  for (let i = 0; i < text.length; i++) {
    if (i + 1 < text.length && text[i] !== text[i + 1])
      list.push([text.slice(0, i) + text[i + 1] + text[i] + text.slice(i + 2), "swap"]);
    if (text.length > FEWEST + 1) list.push([text.slice(0, i) + text.slice(i + 1), "extra"]);
  }
  return list;
}

function begins(table: Table, variant: string, slip: Slip, found: Found): void {
  const units = unitsOf(variant);
  const range = findRange(table.size, (place) => standingOfText(table, place, 0, units));
  for (const entry of bestBetween(table, orders.start(table), range.from, range.end, 1))
    add(found, table, entry, units.length, slip);
}
