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
