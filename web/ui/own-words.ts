import { scriptOf } from "@commonshelf/cjk";

/** Language and direction of an element; neither is said where it is the page's. */
export type Said = { lang?: string; dir?: "rtl" };

const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}〇]/gu;
const KANA = /[\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const HANGUL = /\p{Script=Hangul}/gu;
const OTHER_WORD =
  /(?:(?!\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana})\p{L}\p{M}*['’]?)+/gu;
/** Of Japanese prose about half is kana; a Chinese sentence about a Japanese word has a few. */
const KANA_OF_JAPANESE = 0.15;
const RIGHT_TO_LEFT = ["Hebr", "Arab"];

/**
 * What a reader wrote says of its own language, as attributes of the element that holds it: `好书` on an English page ->
 * `{ lang: "zh-Hans" }`. Nobody was asked, so only what the script shows is said: kana Japanese, hangul Korean, Han
 * Chinese in its form; of another alphabet than the page's the script alone (`und-Latn`), for it may be any of many
 * languages. `page`: language of the page (BCP 47).
 */
export function saidIn(text: string, page: string): Said {
  const lang = languageOf(text, page);
  if (lang === null || lang === page) return {};
  return RIGHT_TO_LEFT.includes(lang.slice(-4)) ? { lang, dir: "rtl" } : { lang };
}

function languageOf(text: string, page: string): string | null {
  const east = text.match(EAST_ASIAN) ?? [];
  const words = text.match(OTHER_WORD) ?? [];
  if (east.length === 0 && words.length === 0) return null;
  if (words.length > east.length) return alphabetOf(words.join(" "), page);
  const share = (pattern: RegExp): number => (text.match(pattern)?.length ?? 0) / east.length;
  if (share(HANGUL) > 0.5) return "ko";
  if (share(KANA) >= KANA_OF_JAPANESE) return "ja";
  const script = scriptOf(east.join("").replace(KANA, "").replace(HANGUL, ""));
  if (script === "Jpan") return "ja";
  if (script === "Hans" || script === "Hant") return `zh-${script}`;
  return page.startsWith("zh") ? page : "zh-Hans";
}

/** Latin letters on a page in them are taken for its language. */
function alphabetOf(words: string, page: string): string | null {
  const script = scriptOf(words);
  if (script === "Zyyy" || (script === "Latn" && page === "en")) return null;
  return `und-${script}`;
}
