import { scriptOf } from "@commonshelf/cjk";
import type { Language } from "../../../server/src/kernel/text.ts";

/** A run of record text and the language its glyphs belong to (BCP 47). */
export type Run = { value: string; lang: string };

/** ISO 639-2/B codes whose tag is not their own: RFC 5646 takes the two-letter or terminological code. */
const TAGS: Record<string, string> = {
  alb: "sq", ara: "ar", arm: "hy", bul: "bg", chi: "zh", cze: "cs", dut: "nl", eng: "en", fre: "fr", geo: "ka",
  ger: "de", gre: "el", heb: "he", hun: "hu", ice: "is", ita: "it", jpn: "ja", kor: "ko", lat: "la", may: "ms",
  mon: "mn", per: "fa", pol: "pl", por: "pt", rum: "ro", rus: "ru", slo: "sk", spa: "es", swe: "sv", tha: "th",
  tib: "bo", tur: "tr", ukr: "uk", vie: "vi", wel: "cy", zho: "zh",
}; // biome-ignore format: a dictionary

const ALPHABETS: Record<string, string[]> = {
  Cyrl: ["rus", "ukr", "bul", "srp", "mac", "bel", "mon"],
  Grek: ["gre", "grc"],
  Hebr: ["heb", "yid"],
  Arab: ["ara", "per", "urd", "uig"],
};

/** Tag of an ISO 639-2/B code such as `chi`. */
export function languageTag(code: string): string {
  return TAGS[code] ?? code;
}

/**
 * The language of a text by its script and the languages of its record (ISO 639-2/B), so that 直 and 骨 get the glyphs
 * of their language: `史記` -> zh-Hant, `Shi ji` of a Chinese record -> zh-Latn. Han that is the same everywhere takes
 * the form of the page.
 */
export function runOf(value: string, languages: readonly string[], page: Language): Run {
  return { value, lang: langOf(value, languages, page) };
}

/** Whether a reader of a page in this language reads a text of this script; a text of signs and digits alone anybody does. */
export function isRead(value: string, page: Language): boolean {
  const script = scriptOf(value);
  if (script === "Zyyy") return true;
  return page === "en" ? script === "Latn" : script === "Hans" || script === "Hant" || script === "Hani";
}

function langOf(value: string, languages: readonly string[], page: Language): string {
  const script = scriptOf(value);
  const first = languages[0];
  switch (script) {
    case "Jpan":
      return "ja";
    case "Kore":
      return "ko";
    case "Hans":
    case "Hant":
    case "Hani":
      if (first === "jpn" && !languages.includes("chi")) return "ja";
      if (first === "kor" && !languages.includes("chi")) return "ko";
      if (script === "Hani") return page === "en" ? "zh-Hans" : page;
      return `zh-${script}`;
    case "Latn":
      return latinTag(languages);
    case "Zyyy":
      return first === "chi" || first === undefined ? page : languageTag(first);
    default: {
      const own = languages.find((l) => ALPHABETS[script]?.includes(l)) ?? ALPHABETS[script]?.[0];
      return own ? languageTag(own) : "und";
    }
  }
}

const NOT_LATIN = new Set(["chi", "jpn", "kor", ...Object.values(ALPHABETS).flat()]);

function latinTag(languages: readonly string[]): string {
  const latin = languages.find((l) => !NOT_LATIN.has(l) && l !== "und" && l !== "mul");
  if (latin) return languageTag(latin);
  const first = languages[0];
  return first && NOT_LATIN.has(first) ? `${languageTag(first)}-Latn` : "und-Latn";
}
