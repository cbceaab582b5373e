import { isEastAsian } from "./names.ts";
import type { TitleParts } from "./reference.ts";

const SMALL = new Set(
  "a an the and but or nor for so yet as at by in of off on per to up via with from into onto over than upon vs".split(
    " ",
  ),
);

/** Whether a title is written in Han, kana or hangul. */
export function isEastAsianTitle(title: TitleParts): boolean {
  return isEastAsian(title.main);
}

/** Title and subtitle, without the part: `Title: subtitle`, 红楼梦：脂砚斋评本. */
export function titleAndSub(title: TitleParts): string {
  if (!title.sub) return title.main;
  return `${title.main}${/[?!？！]$/u.test(title.main) ? gapOf(title) : colonOf(title)}${title.sub}`;
}

function gapOf(title: TitleParts): string {
  return isEastAsianTitle(title) ? "" : " ";
}

/** The mark before a subtitle, in the width of the title's script. */
function colonOf(title: TitleParts): string {
  return isEastAsianTitle(title) ? "：" : ": ";
}

/**
 * English headline style (MLA, Chicago): `A history of the book` -> `A History of the Book`. Words with a capital
 * inside (`iPhone`, `DNA`) stay; a word after a colon or at either end is always raised.
 */
function headlineCase(text: string): string {
  const words = text.split(/(\s+)/u);
  const real = words.map((w, i) => (w.trim() ? i : -1)).filter((i) => i >= 0);
  const first = real[0];
  const last = real.at(-1);
  return words
    .map((word, i) => {
      if (!word.trim() || /\p{L}.*\p{Lu}/u.test(word)) return word;
      const bare = word.toLowerCase().replace(/[^\p{L}]/gu, "");
      const previous = words[i - 2] ?? "";
      const isEdge = i === first || i === last || /[:?!.—–]$/u.test(previous);
      if (!isEdge && SMALL.has(bare)) return word.toLowerCase();
      return word
        .split("-")
        .map((part, k) => (k > 0 && SMALL.has(part.toLowerCase()) ? part : raiseFirst(part)))
        .join("-");
    })
    .join("");
}

function raiseFirst(word: string): string {
  return word.replace(
    /^([^\p{L}\d]*)(\p{Ll})/u,
    (_all, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

/** The title of a work in English by headline style, any other as it stands. */
export function headlineTitle(title: TitleParts, language: string): string {
  const text = titleAndSub(title);
  return language === "en" || language.startsWith("en-") ? headlineCase(text) : text;
}

/** Number and name of a part: `第2卷 科学思想史`, `Vol. 2`. */
export function partText(title: TitleParts): string {
  return [title.part, title.partName].filter(Boolean).join(" ");
}
