import { dictionary } from "@zxcvbn-ts/language-common";

/** What people write instead of letters. */
const WRITTEN_FOR: Record<string, string> = {
  "@": "a",
  "4": "a",
  "3": "e",
  "1": "i",
  "!": "i",
  "0": "o",
  $: "s",
  "5": "s",
  "7": "t",
};
/** Fewer different characters than this are no secret. */
const DIFFERENT_CHARS_MIN = 4;
/** Shorter words are part of many good passwords. */
const WORD_CHARS_MIN = 4;
const ROWS = [
  "abcdefghijklmnopqrstuvwxyz",
  "0123456789",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
];

let known: Set<string> | undefined;

/** The words that guessers try first: about 57,000, read once. */
function commonWords(): Set<string> {
  known ??= new Set([...dictionary["passwords-common"], ...dictionary["diceware-common"]]);
  return known;
}

/**
 * True for a password that guessers try early: one of the known common ones, also with digits and signs around it or
 * written for its letters, twice in a row, a run on the keyboard, few different characters, or one of `own` (the
 * person's login and name).
 */
export function isCommonPassword(password: string, own: readonly string[] = []): boolean {
  const text = password.normalize("NFKC").toLowerCase();
  if (new Set(text).size < DIFFERENT_CHARS_MIN) return true;
  const words = commonWords();
  const names = own.map((one) => one.normalize("NFKC").toLowerCase().trim()).filter((one) => one !== "");
  const guessed = (word: string): boolean =>
    word.length >= WORD_CHARS_MIN && (words.has(word) || names.includes(word) || isRun(word));
  const bare = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  const forms = new Set([
    text,
    bare,
    unwritten(text),
    unwritten(bare),
    unwritten(text).replace(/[^\p{L}]+$/u, ""),
  ]);
  for (const form of forms) {
    if (guessed(form)) return true;
    const once = form.slice(0, form.length / 2);
    if (once !== "" && form === once + once && (guessed(once) || once.length <= WORD_CHARS_MIN)) return true;
  }
  return false;
}

function unwritten(text: string): string {
  return Array.from(text, (char) => WRITTEN_FOR[char] ?? char).join("");
}

/** Characters that follow one another on the keyboard or in the alphabet, either way, also begun anew. */
function isRun(word: string): boolean {
  return ROWS.some((row) => {
    const there = row.repeat(3);
    return there.includes(word) || Array.from(there).reverse().join("").includes(word);
  });
}
