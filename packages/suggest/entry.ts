import { fold, pinyin } from "@commonshelf/cjk";
import { addsInitial, isHanUnit, soundOfUnit, syllableId } from "./sound.ts";

/** What can be suggested, in the order in which groups are shown. */
export const suggestionKinds = ["title", "person", "subject"] as const;
export type SuggestionKind = (typeof suggestionKinds)[number];

/** Tables of a segment: one per kind, and the Latin words of all of them, for corrections. */
export const WORDS: number = suggestionKinds.length;
export const TABLES: number = WORDS + 1;

/** A text a document offers for suggestion. `key`: what it is found by when that is not the text itself. */
export type SuggestText = { kind: SuggestionKind; text: string; key?: string };

/** What one document offers. `weight`: how much it counts, such as the libraries that hold it; 1 … 65535. */
export type SuggestDoc = { id: number; weight: number; texts: readonly SuggestText[] };

/** A text ready to be sorted in: folded, with the sound of every unit when it has Han characters. */
export type PreparedEntry = {
  table: number;
  /** The folded text without spaces: what entries are told apart and sorted by. */
  key: string;
  folded: string;
  display: string;
  sounds: Uint16Array | null;
};

/** A document ready to be sorted in. */
export type PreparedDoc = { id: number; weight: number; entries: PreparedEntry[] };

/** Longer texts are never suggested. */
const LONGEST = 200;
const MOST_WEIGHT = 65_535;
const WORD = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]{3,24}$/u;

/** Folds and reads aloud what a document offers; equal texts count once. */
export function prepareDoc(doc: SuggestDoc): PreparedDoc {
  const entries = new Map<string, PreparedEntry>();
  const add = (entry: PreparedEntry): void => {
    const name = `${entry.table} ${entry.key}`;
    if (entry.key !== "" && !entries.has(name)) entries.set(name, entry);
  };
  for (const { kind, text, key } of doc.texts) {
    const display = text.trim();
    const folded = fold(key ?? display);
    if (folded === "" || folded.length > LONGEST || display.length > LONGEST) continue;
    const sounds = soundsOf(key ?? display, folded, kind === "person");
    add({
      table: suggestionKinds.indexOf(kind),
      key: folded.replaceAll(" ", ""),
      folded,
      display,
      sounds,
    });
    for (const word of folded.split(" "))
      if (WORD.test(word)) add({ table: WORDS, key: word, folded: word, display: word, sounds: null });
  }
  const weight = Math.max(1, Math.min(MOST_WEIGHT, Math.round(doc.weight)));
  return { id: doc.id, weight, entries: [...entries.values()] };
}

/** One sound per unit of the folded text; null for a text without Han characters. */
export function soundsOf(text: string, folded: string, isName: boolean): Uint16Array | null {
  let han = 0;
  for (let i = 0; i < folded.length; i++) if (isHanUnit(folded.charCodeAt(i))) han++;
  if (han === 0) return null;
  let readings = pinyin(text, { name: isName });
  // Characters nobody has a reading for would shift all others: then each is read by itself.
  if (readings.length !== han)
    readings = [...folded].flatMap((c) => (isHanUnit(c.charCodeAt(0)) ? [pinyin(c)[0] ?? ""] : []));
  const sounds = new Uint16Array(folded.length);
  let at = 0;
  for (let i = 0; i < folded.length; i++) {
    const unit = folded.charCodeAt(i);
    if (isHanUnit(unit)) sounds[i] = syllableId(readings[at++] ?? "");
    else sounds[i] = soundOfUnit(unit, addsInitial(folded, i));
  }
  return sounds;
}
