import { fold, foldKey } from "../fold.ts";
import { pinyin, pinyinReadings } from "../pinyin.ts";
import { hasHan } from "../scripts.ts";
import { tokens } from "../tokens.ts";

/** What is suggested: a title, a person or body, a heading; `word` serves spelling only. */
export const suggestionKinds = ["title", "author", "subject", "word"] as const;
export type SuggestionKind = (typeof suggestionKinds)[number];
export type Suggestion = { kind: SuggestionKind; text: string; titles: number };

/**
 * Every heading under each way somebody may begin to type it, as sorted bytes: about 150 bytes a heading, nothing on
 * the heap. Keys begin with a letter for their class: `k` as written and folded, from each word of a Latin text; `p` in
 * pinyin; `i` by initials; `w` single Latin words.
 */
export type SuggestTable = {
  size: number;
  texts: Uint8Array;
  textEnds: Uint32Array;
  kinds: Uint8Array;
  weights: Uint32Array;
  keys: Uint8Array;
  keyEnds: Uint32Array;
  entries: Uint32Array;
};

const LONGEST_KEY = 48;
const MOST_WORD_STARTS = 6;
const MOST_INITIALS = 16;
const SHORTEST_WORD = 4;

/** Letters of a Latin text as readers type them, without spaces and marks; ü is u. */
export function lettersOf(text: string): string {
  return fold(text)
    .replaceAll("u:", "u")
    .replace(/[^\p{L}\p{N}]+/gu, "")
    .replaceAll("v", "u");
}

function keysOf(text: string): string[] {
  const keys = new Set<string>([`k${foldKey(text).slice(0, LONGEST_KEY)}`]);
  if (hasHan(text)) {
    const syllables = pinyin(text);
    const readings = pinyinReadings(text);
    keys.add(`p${lettersOf(syllables.join(""))}`);
    readings.forEach(([, other], i) => {
      if (other) keys.add(`p${lettersOf(syllables.with(i, other).join(""))}`);
    });
    if (syllables.length > 1 && syllables.length <= MOST_INITIALS)
      keys.add(`i${syllables.map((s) => s[0]).join("")}`);
  } else {
    const words = fold(text).split(/[\s-]+/);
    for (let i = 1; i < Math.min(words.length, MOST_WORD_STARTS + 1); i++)
      keys.add(`k${foldKey(words.slice(i).join(" ")).slice(0, LONGEST_KEY)}`);
    keys.add(`p${lettersOf(text).slice(0, LONGEST_KEY)}`);
  }
  return [...keys].filter((key) => key.length > 1).map((key) => key.slice(0, LONGEST_KEY));
}

/** Grows by doubling. */
class Bytes {
  bytes: Uint8Array = new Uint8Array(1 << 16);
  size = 0;
  private readonly encoder = new TextEncoder();

  add(text: string): number {
    const need = this.size + text.length * 3;
    if (need > this.bytes.length) {
      const larger = new Uint8Array(Math.max(need, this.bytes.length * 2));
      larger.set(this.bytes.subarray(0, this.size));
      this.bytes = larger;
    }
    this.size += this.encoder.encodeInto(text, this.bytes.subarray(this.size)).written;
    return this.size;
  }
}

/** Gathers headings and sorts their keys; for a thread of its own, the sorting takes seconds for a million. */
export class SuggestTableBuilder {
  private readonly texts = new Bytes();
  private readonly textEnds: number[] = [];
  private readonly kinds: number[] = [];
  private readonly weights: number[] = [];
  private readonly keys = new Bytes();
  private readonly keyEnds: number[] = [];
  private readonly entries: number[] = [];
  private readonly words = new Map<string, number>();

  /** One heading with the number of titles under it; `kept` is what the table gives back for it. */
  add(kind: SuggestionKind, text: string, titles: number, kept: string = text): void {
    this.enter(kind, kept, titles, kind === "word" ? [`w${text}`] : keysOf(text));
    if (kind === "subject" || kind === "word") return;
    for (const token of tokens(fold(text)))
      if (token.kind === "latin" && token.text.length >= SHORTEST_WORD)
        this.words.set(token.text, (this.words.get(token.text) ?? 0) + titles);
  }

  private enter(kind: SuggestionKind, text: string, titles: number, keys: string[]): void {
    const entry = this.kinds.length;
    this.textEnds.push(this.texts.add(text));
    this.kinds.push(suggestionKinds.indexOf(kind));
    this.weights.push(titles);
    for (const key of keys) {
      this.keyEnds.push(this.keys.add(key));
      this.entries.push(entry);
    }
  }

  /** The finished table. */
  build(): SuggestTable {
    for (const [word, titles] of this.words) this.add("word", word, titles);
    const { bytes } = this.keys;
    const ends = this.keyEnds;
    const start = (i: number): number => (i === 0 ? 0 : ends[i - 1]!);
    const order = Uint32Array.from(ends.keys());
    order.sort((a, b) => compareBytes(bytes, start(a), ends[a]!, bytes, start(b), ends[b]!));
    const keys = new Uint8Array(this.keys.size);
    const keyEnds = new Uint32Array(order.length);
    const entries = new Uint32Array(order.length);
    let at = 0;
    for (let i = 0; i < order.length; i++) {
      const key = order[i]!;
      keys.set(bytes.subarray(start(key), ends[key]!), at);
      at += ends[key]! - start(key);
      keyEnds[i] = at;
      entries[i] = this.entries[key]!;
    }
    return {
      size: this.kinds.length,
      texts: this.texts.bytes.slice(0, this.texts.size),
      textEnds: Uint32Array.from(this.textEnds),
      kinds: Uint8Array.from(this.kinds),
      weights: Uint32Array.from(this.weights),
      keys,
      keyEnds,
      entries,
    };
  }
}

/** A table without anything in it. */
export function emptySuggestTable(): SuggestTable {
  return new SuggestTableBuilder().build();
}

function compareBytes(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const length = Math.min(aEnd - aStart, bEnd - bStart);
  for (let i = 0; i < length; i++) {
    const difference = a[aStart + i]! - b[bStart + i]!;
    if (difference !== 0) return difference;
  }
  return aEnd - aStart - (bEnd - bStart);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Neighbouring keys of a table, `low` up to but not `high`. */
export type KeyRange = { low: number; high: number };

/**
 * First key that is not before `wanted`; with `past`, first key that neither begins with it nor is before it. Looks only
 * within a range when one is given.
 */
function boundOf(table: SuggestTable, wanted: Uint8Array, past: boolean, within?: KeyRange): number {
  let low = within?.low ?? 0;
  let high = within?.high ?? table.keyEnds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const start = middle === 0 ? 0 : table.keyEnds[middle - 1]!;
    const end = past ? Math.min(table.keyEnds[middle]!, start + wanted.length) : table.keyEnds[middle]!;
    const order = compareBytes(table.keys, start, end, wanted, 0, wanted.length);
    if (past ? order <= 0 : order < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Text of an entry. */
export function textOf(table: SuggestTable, entry: number): string {
  const start = entry === 0 ? 0 : table.textEnds[entry - 1]!;
  return decoder.decode(table.texts.subarray(start, table.textEnds[entry]!));
}

function suggestionOf(table: SuggestTable, entry: number): Suggestion {
  return {
    kind: suggestionKinds[table.kinds[entry]!]!,
    text: textOf(table, entry),
    titles: table.weights[entry]!,
  };
}

/** The keys that begin with `prefix` (with its class letter), of those `within`. */
export function rangeOf(table: SuggestTable, prefix: string, within?: KeyRange): KeyRange {
  const wanted = encoder.encode(prefix);
  const low = boundOf(table, wanted, false, within);
  return { low, high: boundOf(table, wanted, true, { low, high: within?.high ?? table.keyEnds.length }) };
}

/** Entries under keys that are exactly `key` (with its class letter), the heaviest first; of those `within`. */
export function lookUp(table: SuggestTable, key: string, limit: number, within?: KeyRange): Suggestion[] {
  const wanted = encoder.encode(key);
  const found: number[] = [];
  for (let i = boundOf(table, wanted, false, within); i < table.keyEnds.length; i++) {
    const start = i === 0 ? 0 : table.keyEnds[i - 1]!;
    if (compareBytes(table.keys, start, table.keyEnds[i]!, wanted, 0, wanted.length) !== 0) break;
    found.push(table.entries[i]!);
  }
  if (found.length === 0) return [];
  found.sort((a, b) => table.weights[b]! - table.weights[a]!);
  return [...new Set(found)].slice(0, limit).map((entry) => suggestionOf(table, entry));
}

/** Weight of a heading whose key is used up by what was typed: it is what was meant. */
const EXACT = 2 ** 20;

/**
 * The heaviest headings of each kind that begin as typed, in whatever script: as written, in pinyin, by initials.
 * Looks once at every key in reach: a single letter of a million titles takes some milliseconds.
 */
export function suggest(table: SuggestTable, typed: string, perKind: number): Suggestion[] {
  const written = foldKey(typed);
  const letters = hasHan(typed) ? "" : lettersOf(typed);
  const prefixes = [
    written && `k${written}`,
    letters && `p${letters}`,
    letters && letters.length <= MOST_INITIALS && `i${letters}`,
  ].filter((prefix): prefix is string => Boolean(prefix));
  const best = new Map<number, { entry: number; score: number }[]>();
  const seen = new Set<number>();
  for (const prefix of prefixes) {
    const wanted = encoder.encode(prefix.slice(0, LONGEST_KEY));
    const end = boundOf(table, wanted, true);
    for (let i = boundOf(table, wanted, false); i < end; i++) {
      const entry = table.entries[i]!;
      const kind = table.kinds[entry]!;
      if (suggestionKinds[kind] === "word") continue;
      const length = table.keyEnds[i]! - (i === 0 ? 0 : table.keyEnds[i - 1]!);
      const score = table.weights[entry]! + (length === wanted.length ? EXACT : 0);
      const top = best.get(kind) ?? [];
      if (top.length === perKind && score <= top[perKind - 1]!.score) continue;
      if (seen.has(entry)) continue;
      seen.add(entry);
      // Another name of the same heading, which stands once.
      const text = textOf(table, entry);
      const same = top.findIndex((one) => textOf(table, one.entry) === text);
      if (same >= 0 && top[same]!.score >= score) continue;
      if (same >= 0) top.splice(same, 1);
      top.push({ entry, score });
      top.sort((a, b) => b.score - a.score);
      const dropped = top.length > perKind ? top.pop() : undefined;
      if (dropped) seen.delete(dropped.entry);
      best.set(kind, top);
    }
  }
  return [...best.keys()]
    .sort((a, b) => a - b)
    .flatMap((kind) => best.get(kind)!.map(({ entry }) => suggestionOf(table, entry)));
}
