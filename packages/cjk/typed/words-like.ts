import { type KeyRange, lookUp, rangeOf, type Suggestion, type SuggestTable } from "./suggest-table.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const MOST_NEAR = 5;
/** Shorter words are one letter off from too many. */
const SHORTEST = 4;

/** Whether the table knows a word, and the words in it that are one letter off: a known one may be meant otherwise too (Jane Austin). */
export function wordsLike(table: SuggestTable, word: string): { known: boolean; near: Suggestion[] } {
  const isShort = word.length < SHORTEST;
  const known = isShort || lookUp(table, `w${word}`, 1).length > 0;
  return { known, near: isShort ? [] : neighbours(table, word) };
}

/**
 * Known words one letter left out, added, changed or swapped away. Words that differ first at a letter begin alike
 * before it, so every step looks only among the words that begin as this one does so far.
 */
function neighbours(table: SuggestTable, word: string): Suggestion[] {
  const seen = new Set([word]);
  const found: Suggestion[] = [];
  let alike: KeyRange = rangeOf(table, "w");
  for (let i = 0; i <= word.length && alike.low < alike.high; i++) {
    const before = word.slice(0, i);
    const after = word.slice(i);
    const forms = [...LETTERS].flatMap((letter) => [
      before + letter + after,
      before + letter + after.slice(1),
    ]);
    if (after) forms.push(before + after.slice(1));
    if (after.length > 1) forms.push(before + after[1]! + after[0]! + after.slice(2));
    for (const form of forms) {
      if (seen.has(form)) continue;
      seen.add(form);
      found.push(...lookUp(table, `w${form}`, 1, alike));
    }
    alike = rangeOf(table, `w${word.slice(0, i + 1)}`, alike);
  }
  return found.sort((a, b) => b.titles - a.titles).slice(0, MOST_NEAR);
}
