import { isLanguage, type Language, languages } from "../kernel/text.ts";

/** First segment of a page's path: `/zh-hans/search`. */
export const localePaths: Record<Language, string> = {
  "zh-Hans": "/zh-hans",
  "zh-Hant": "/zh-hant",
  en: "/en",
};

/** Cookie that remembers the language somebody chose. */
export const LANGUAGE_COOKIE = "commonshelf_language";
const DEFAULT: Language = "zh-Hans";
const MOST_RANGES = 10;

/** The language a path belongs to, or undefined for a path outside the pages. */
export function languageOfPath(path: string): Language | undefined {
  return languages.find((l) => path === localePaths[l] || path.startsWith(`${localePaths[l]}/`));
}

/** Language to greet somebody in: the one chosen before, else the first the browser asks for that we have. */
export function preferredLanguage(cookie: string | undefined, acceptLanguage: string | undefined): Language {
  if (cookie && isLanguage(cookie)) return cookie;
  const ranges = (acceptLanguage ?? "")
    .split(",", MOST_RANGES)
    .map((part) => {
      const [range, ...rest] = part.trim().toLowerCase().split(";");
      const quality = Number(/^\s*q=([0-9.]+)/.exec(rest.join(";"))?.[1] ?? 1);
      return { range: range ?? "", quality: Number.isFinite(quality) ? quality : 0 };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { range } of ranges) {
    const language = languageOfRange(range);
    if (language) return language;
  }
  return DEFAULT;
}

/** RFC 5646: Chinese written in Taiwan, Hong Kong and Macau, or said to be Hant, is traditional. */
function languageOfRange(range: string): Language | undefined {
  if (range === "en" || range.startsWith("en-")) return "en";
  if (range !== "zh" && !range.startsWith("zh-")) return undefined;
  return /-(hant|tw|hk|mo)\b/.test(range) && !range.includes("hans") ? "zh-Hant" : "zh-Hans";
}
