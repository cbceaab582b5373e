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

/** First segments people write for a language beside the canonical one. */
const SPELLINGS: Record<string, Language> = {
  "zh-hans": "zh-Hans",
  zh: "zh-Hans",
  "zh-cn": "zh-Hans",
  "zh-sg": "zh-Hans",
  "zh-hant": "zh-Hant",
  "zh-tw": "zh-Hant",
  "zh-hk": "zh-Hant",
  "zh-mo": "zh-Hant",
  en: "en",
  "en-us": "en",
  "en-gb": "en",
};

/**
 * The address of a page behind one that is nearly right: without a language it leads to the reader's (302), in other case,
 * with a slash too many or at the end to the canonical one (301). Null when no page of that name (`pages`: the segments
 * behind the language) is mounted, or nothing is to be mended. `path`: without the query.
 */
export function mendedPath(
  path: string,
  pages: ReadonlySet<string>,
  language: Language,
): { path: string; status: 301 | 302 } | null {
  const segments = path.split("/").filter(Boolean);
  const named = SPELLINGS[(segments[0] ?? "").toLowerCase().replace("_", "-")];
  const rest = named === undefined ? segments : segments.slice(1);
  const page = (rest[0] ?? "").toLowerCase();
  if (page === "" ? named === undefined : !pages.has(page)) return null;
  const base = localePaths[named ?? language];
  const mended = page === "" ? `${base}/` : [base, page, ...rest.slice(1)].join("/");
  return mended === path ? null : { path: mended, status: named === undefined ? 302 : 301 };
}
