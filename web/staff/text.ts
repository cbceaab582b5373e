import i18next from "i18next";
import { type Language, type LocalText, languages } from "../../server/src/kernel/text.ts";
import en from "./messages/en.json" with { type: "json" };
import zhHans from "./messages/zh-Hans.json" with { type: "json" };
import zhHant from "./messages/zh-Hant.json" with { type: "json" };

export { type Language, type LocalText, languages };

const KEY = "commonshelf-language";

/** The language chosen last, else the browser's, else simplified Chinese. */
function firstLanguage(): Language {
  const stored = localStorage.getItem(KEY);
  const wanted = [stored, ...navigator.languages].map((tag) =>
    tag === null
      ? undefined
      : /^zh-(tw|hk|mo|hant)/i.test(tag)
        ? "zh-Hant"
        : /^zh/i.test(tag)
          ? "zh-Hans"
          : /^en/i.test(tag)
            ? "en"
            : undefined,
  );
  return wanted.find((l) => l !== undefined) ?? "zh-Hans";
}

await i18next.init({
  lng: firstLanguage(),
  keySeparator: false,
  interpolation: { escapeValue: false },
  resources: {
    en: { translation: en },
    "zh-Hans": { translation: zhHans },
    "zh-Hant": { translation: zhHant },
  },
});
document.documentElement.lang = i18next.language;

/** The sentence for a key in the language in use. */
export const t = (key: string, values?: Record<string, string | number | null>): string =>
  i18next.t(key, values ?? {});

/** True when there is a sentence for this key. */
export const hasText = (key: string): boolean => i18next.exists(key);

/** Switches the language and remembers it. */
export async function switchLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

export const currentLanguage = (): Language => i18next.language as Language;

/** An address of the readers' site in the language in use, or in another one. */
export const sitePath = (path: string, language: Language = currentLanguage()): string =>
  `/${language.toLowerCase()}${path}`;

/** A name in the language in use, or the next best. */
export function pick(text: LocalText | undefined): string {
  if (!text) return "";
  return text[currentLanguage()] ?? text["zh-Hans"] ?? text["zh-Hant"] ?? text.en ?? "";
}

/** A language of the three-letter code libraries write (ISO 639-2), in words; a code that names no language stays. */
export function languageName(code: string): string {
  if (!/^[a-z]{3}$/.test(code) || code === "und") return code;
  return new Intl.DisplayNames(currentLanguage(), { type: "language" }).of(code) ?? code;
}

/** A date `YYYY-MM-DD` or an instant as people write it. */
export function date(value: string): string {
  const isDay = value.length === 10;
  const at = new Date(isDay ? `${value}T12:00:00Z` : value);
  return new Intl.DateTimeFormat(
    currentLanguage(),
    isDay ? { dateStyle: "medium", timeZone: "UTC" } : { dateStyle: "medium", timeStyle: "short" },
  ).format(at);
}
