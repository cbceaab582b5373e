/**
 * Letters of one word that are written two ways, in scripts where spelling leaves the choice: Arabic hamza, alef, ya, kaf
 * and ta marbuta; Devanagari nasal signs. Works on text that is already folded.
 */

/** Letters of Uyghur and Kurdish that Arabic does not have: a word with one of them is not of Arabic spelling. */
const OTHER_SPELLING =
  /[\u06d5\u06c6-\u06c8\u06cb\u06ce\u06d0\u06ad\u06be\u0695\u06b5]|\u0649(?=[\u0620-\u064a\u0671-\u06d3])|\u0626[\u0627\u0649\u0648]/u;
const ARABIC_WORD = /[\u0620-\u064a\u0671-\u06d5]+/gu;
const ALEF = /[\u0622\u0623\u0625\u0671]/gu;
/** Hamza alone at the end of a word behind alef, which many leave out: الشعراء, الشعرا. */
const LAST_HAMZA = /(?<=\u0627)\u0621$/u;

const ARABIC_LETTERS: readonly (readonly [RegExp, string])[] = [
  [/[\u06a9\u06aa]/gu, "\u0643"],
  [/[\u06cc\u06cd]/gu, "\u064a"],
  [/[\u06c1\u06c0\u06c2]/gu, "\u0647"],
];
/** Only in words of Arabic spelling: Uyghur writes two sounds with them. */
const ARABIC_SPELLING: readonly (readonly [RegExp, string])[] = [
  [ALEF, "\u0627"],
  [/\u0624/gu, "\u0648"],
  [/[\u0626\u0649]/gu, "\u064a"],
  [/[\u0629\u06c3]/gu, "\u0647"],
  [LAST_HAMZA, ""],
];

function foldArabicWord(word: string): string {
  let folded = word;
  const isOther = OTHER_SPELLING.test(word);
  for (const [letters, one] of isOther ? ARABIC_LETTERS.slice(0, 1) : [...ARABIC_LETTERS, ...ARABIC_SPELLING])
    folded = folded.replace(letters, one);
  return folded;
}

/** Nasal consonants that close a syllable are as often written with the dot: हिन्दी, हिंदी. */
const CLOSING_NASAL = /[\u0919\u091e\u0923\u0928\u092e]\u094d(?=[\u0915-\u0939])/gu;

/** The text with such letters written one way. Idempotent. */
export function foldLetterVariants(text: string): string {
  let folded = text;
  if (/[\u0620-\u06d5]/u.test(folded)) folded = folded.replace(ARABIC_WORD, foldArabicWord);
  if (/[\u0900-\u097f]/u.test(folded))
    folded = folded
      .replace(/\u093c/gu, "")
      .replace(/\u0901/gu, "\u0902")
      .replace(CLOSING_NASAL, "\u0902");
  return folded;
}
