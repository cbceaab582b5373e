import { dailyOf, plausibility } from "./plausibility.ts";

/** Groups of letters and signs that UTF-8 writes with two bytes, and rare scripts of three. */
const GROUPS: readonly string[] = [
  "\\u0080-\\u00bf\\u00d7\\u00f7",
  "\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u024f",
  "\\u0250-\\u036f",
  "\\u0370-\\u03ff",
  "\\u0400-\\u052f",
  "\\u0530-\\u058f",
  "\\u0590-\\u05ff",
  "\\u0600-\\u07ff",
  "\\u1780-\\u1cff\\u2c00-\\u2dff",
  "\\u2e80-\\u9fff",
];
/** Two of them side by side, as two bytes of another encoding give by chance: ³Ѹ is 鲁迅 in GBK. */
const SIDE_BY_SIDE = new RegExp(
  GROUPS.slice(0, -1)
    .flatMap((group, i) =>
      GROUPS.filter((_, j) => j !== i).flatMap((other) => [`[${group}][${other}]`, `[${other}][${group}]`]),
    )
    .join("|"),
  "u",
);

/** Whether a text read as UTF-8 has letters side by side that hardly anybody writes so. */
export function isOddTogether(text: string): boolean {
  return SIDE_BY_SIDE.test(text);
}

/** What stands between words. */
const BETWEEN = "[\\s\\d\\p{Cc}!\"&'(),./:;?[\\]«»‐-‧-]";
/** Words in letters of one alphabet, capitals at their beginning only or everywhere: Élie, Études françaises, Чехов. */
const WORDS = new RegExp(
  `^(?:${BETWEEN}|(?<!\\p{L})(?:(?:\\p{Script=Latin}\\p{M}*)+|\\p{Script=Cyrillic}+|\\p{Script=Greek}+)(?![\\p{L}\\p{M}]))*$`,
  "u",
);
const CASED = /(?<!\p{L})(?:\p{Lu}?[\p{Ll}\p{M}]*|\p{Lu}{2,}|(?:Mc|Mac|O|D|L)\p{Lu}\p{Ll}+)(?!\p{L})/gu;

/** A single letter behind a number, as 页 in GBK reads in UTF-8: `412ҳ`. */
const COUNTED = /\d[^\P{L}\p{ASCII}](?![\p{L}\p{M}])/u;

/** Whether a text is of words that somebody may write: each in one alphabet, without capitals in its middle. */
export function isOfWords(text: string): boolean {
  const bare = text.replace(/\p{Cc}./gu, " ");
  return WORDS.test(bare) && !COUNTED.test(bare) && !/\p{L}/u.test(bare.replace(CASED, ""));
}

const LEAST = 0.5;
const CLEARLY = 0.15;
/** A reading in letters is as good as four in five common characters; ñ is likelier than ń, which has the same byte. */
const [OF_WORDS, OF_RARER_WORDS] = [0.8, 0.64];

const WELL = 0.6;

/** Whether a reading is of words, or of characters in use. */
export function readsWell(text: string): boolean {
  return isOfWords(text) || plausibility(text) >= WELL;
}

/**
 * The reading of a few bytes that stand alone in a record of UTF-8, among readings that lose nothing: common Han, kana or
 * Hangul, or words of one alphabet; undefined where two are nearly as good, or none is. The record's `language` (MARC
 * code) speaks for the encodings in which it is written.
 */
export function bestAlone<E extends string>(
  readings: readonly { encoding: E; text: string; bad: number }[],
  language: string | undefined,
): E | undefined {
  const values = readings
    .filter(({ text, bad }) => bad === 0 && !/[\u0080-\u009f\ufffd]/.test(text))
    .map(({ encoding, text }) => ({
      encoding,
      text,
      value: Math.max(valueOfCharacters(text, encoding), isOfWords(text) ? valueOfWords(encoding) : 0),
    }))
    .filter(({ value }) => value >= LEAST)
    .map((one) => ({ ...one, value: one.value + (writes(one.encoding, language) ? OF_LANGUAGE : 0) }))
    .sort((a, b) => b.value - a.value);
  const [best, ...others] = values;
  const isClear = others.every(({ value, text }) => best!.value - value >= CLEARLY || text === best!.text);
  return best && isClear ? best.encoding : undefined;
}

/** A few kana in a Chinese page are what two bytes of another encoding give by chance. */
function valueOfCharacters(text: string, encoding: string): number {
  const isChinese = encoding === "gb18030" || encoding === "big5";
  const read = isChinese ? text.replace(/[\u3041-\u30ff]/g, RARE_HAN) : text;
  return plausibility(read, dailyOf(encoding));
}

const RARE_HAN = "\u3400";

const OF_LANGUAGE = 0.2;
const WRITTEN_IN: Readonly<Record<string, readonly string[]>> = {
  chi: ["gb18030", "big5"],
  jpn: ["shift-jis", "euc-jp"],
  kor: ["euc-kr"],
  rus: ["windows-1251", "koi8-r"],
};

function writes(encoding: string, language: string | undefined): boolean {
  return WRITTEN_IN[language ?? ""]?.includes(encoding) ?? false;
}

function valueOfWords(encoding: string): number {
  return encoding === "windows-1250" ? OF_RARER_WORDS : OF_WORDS;
}
