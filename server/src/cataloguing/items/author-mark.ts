import { hasHan, pinyin } from "@commonshelf/cjk";

// The Library of Congress Cutter table (Classification and Shelflisting Manual G 63): digits by the letter that follows.
const AFTER_VOWEL = ["b", "d", "lm", "n", "p", "r", "st", "uvwxy"];
const AFTER_S = ["a", "cd", "e", "hi", "mnop", "t", "u", "wxyz"];
const AFTER_CONSONANT = ["", "a", "e", "i", "o", "r", "u", "y"];
const FURTHER = ["abcd", "efgh", "ijkl", "mno", "pqrs", "tuv", "wxyz"];
const FIRST_DIGIT = 2;
const FURTHER_FIRST = 3;

/** The digit of a row: the row a letter stands in, or the last one that begins before it. */
function digitIn(rows: readonly string[], letter: string, first: number): string {
  let digit = first;
  for (const [at, letters] of rows.entries()) if (letters !== "" && letter >= letters[0]!) digit = first + at;
  return String(digit);
}

/**
 * The author mark (著者号) of a name, by the Cutter table of the Library of Congress over its letters; a name in Han by its
 * pinyin: 沈从文 (shen cong wen) -> S54, Tolstoy -> T65. Undefined where a name has no letters.
 */
export function authorMark(name: string): string | undefined {
  const text = hasHan(name) ? pinyin(name, { name: true }).join("") : name;
  const letters = text
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z]/g, "");
  const [initial, second, third] = letters;
  if (initial === undefined) return undefined;
  const rows = "aeiou".includes(initial) ? AFTER_VOWEL : initial === "s" ? AFTER_S : AFTER_CONSONANT;
  const digits = [
    second === undefined ? "" : digitIn(rows, second, FIRST_DIGIT),
    third === undefined ? "" : digitIn(FURTHER, third, FURTHER_FIRST),
  ];
  return initial.toUpperCase() + digits.join("");
}
