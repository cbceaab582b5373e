/** The languages of the pages, in the order they are offered. */
export const languages = ["zh-Hans", "zh-Hant", "en"] as const;
export type Language = (typeof languages)[number];

/** A name or sentence in several languages. */
export type LocalText = Partial<Record<Language, string>>;

const NEXT_BEST: Record<Language, Language[]> = {
  "zh-Hans": ["zh-Hans", "zh-Hant", "en"],
  "zh-Hant": ["zh-Hant", "zh-Hans", "en"],
  en: ["en", "zh-Hans", "zh-Hant"],
};

/** The wording for `language`, or the next best one; empty when there is none at all. */
export function pick(text: LocalText, language: Language): string {
  for (const candidate of NEXT_BEST[language]) {
    const found = text[candidate];
    if (found) return found;
  }
  return "";
}

/** True for one of the three languages. */
export function isLanguage(value: string): value is Language {
  return (languages as readonly string[]).includes(value);
}

const NOT_PRINTED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: scanners and files send control characters with a number
  /[\u0001-\u0020\u007f-\u00a0\u00ad\u1680\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/g;

/**
 * The form in which numbers on labels and cards are compared, whatever keyboard or scanner they came from: NFKC, no blanks or
 * invisible characters, Latin capitals, without the stars of Code 39 or the mark of a code's kind (`]A0`). Noughts and
 * hyphens count. The database's `kernel.folded_code` gives the same; a test holds them together.
 */
export function foldCode(code: string): string {
  if (/^[\u0021-\u0029\u002b-\u005c\u005e-\u0060\u007b-\u007e]*$/.test(code)) return code;
  const printed = code.normalize("NFKC").replace(NOT_PRINTED, "");
  const plain = printed.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
  return plain.replace(/^\][A-Z][0-9A-Z](?=.)/, "").replace(/^\*(.+)\*$/, "$1");
}
