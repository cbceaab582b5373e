import { dictionary } from "@zxcvbn-ts/language-common";

/** What people write instead of letters: each sign, and its letter. */
const WRITTEN_FOR = new Map(
  ["@a", "4a", "3e", "1i", "!i", "0o", "$s", "5s", "7t"].map((pair) => [pair[0], pair[1]]),
);
/** Fewer different characters than this are no secret. */
const DIFFERENT_CHARS_MIN = 4;
/** Shorter words are part of many good passwords. */
const WORD_CHARS_MIN = 4;
/** What guessers try first where people write pinyin; the list above knows few of them. */
const PINYIN_WORDS =
  "nihao woaini aini buzhidao mima wode woshishui woshiwo kuaile pengyou laopo laogong baobei xiaoming xiaohong zhangsan lisi wangwu wangwei zhongguo beijing shanghai guangzhou shenzhen daxue xuesheng laoshi tushuguan dushu commonshelf ilovechina aizhongguo 1314 5201314 520520 5858";
const RUN_CHARS_MIN = 3;
/** A day, or a mobile number of mainland China. */
const KNOWN_DIGITS = /^(?:(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{0,6})|1[3-9]\d{9})$/;
const ROWS =
  "abcdefghijklmnopqrstuvwxyz 0123456789 qwertyuiop asdfghjkl zxcvbnm 1qaz2wsx3edc4rfv5tgb6yhn7ujm".split(
    " ",
  );

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
  if (new Set(text).size < DIFFERENT_CHARS_MIN || KNOWN_DIGITS.test(text)) return true;
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
    if (isStrungTogether(form, (word) => PINYIN_WORDS.split(" ").includes(word) || guessed(word)))
      return true;
  }
  return false;
}

/** True for words and figures that guessers know, strung together; of more than two words nobody guesses which. */
function isStrungTogether(text: string, isKnown: (word: string) => boolean): boolean {
  const pieces = text.match(/\d+|\D+/g) ?? [];
  const isGuessed = (piece: string): boolean =>
    /^(?:19|20)\d\d$/.test(piece) || (piece.length >= RUN_CHARS_MIN && isRun(piece)) || isKnown(piece);
  const words = new Set(pieces.filter((piece) => !/^\d/.test(piece)));
  return pieces.length > 1 && words.size <= 2 && pieces.every(isGuessed);
}

function unwritten(text: string): string {
  return Array.from(text, (char) => WRITTEN_FOR.get(char) ?? char).join("");
}

/** Characters that follow one another on the keyboard or in the alphabet, either way, also begun anew. */
function isRun(word: string): boolean {
  return ROWS.some((row) => {
    const there = row.repeat(3);
    return there.includes(word) || Array.from(there).reverse().join("").includes(word);
  });
}
