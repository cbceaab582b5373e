import { isEastAsian } from "./names.ts";

/** An edition statement understood: a number alone, or the words as printed. */
export type Edition = { number: number } | { words: string };

const HAN_DIGITS = "〇一二三四五六七八九";
const ORDINAL_WORDS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth".split(" ");
const HAN_EDITION = /^第?\s*([0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})\s*[版板]$/u;
const LATIN_EDITION =
  /^(?:the\s+)?([0-9]{1,3})\s*(?:st|nd|rd|th|\.|e|ª|º)?\s*(?:ed\.?|edn\.?|edition|aufl\.?|auflage|éd\.?|édition)\.?$/iu;
const WORD_EDITION = /^(?:the\s+)?([a-z]+)\s+(?:ed\.?|edn\.?|edition)$/iu;

/**
 * `第二版`, `2版`, `2nd ed.`, `Second edition` -> 2; the first edition (`第1版`, `初版`, `1st ed.`) is not named by any
 * style and gives undefined; what says more (`修订版`, `新1版`, `明刻本`, `Rev. ed.`) stays as printed.
 */
export function readEdition(statement: string | undefined): Edition | undefined {
  const text = (statement ?? "")
    .normalize("NFKC")
    .replace(/\s+/gu, " ")
    .trim()
    .replace(/^\[(.*)\]$/u, "$1");
  if (text === "") return undefined;
  if (/^初版(?:本)?$/u.test(text)) return undefined;
  const number = numberOf(text);
  if (number === undefined) return { words: text };
  return number === 1 ? undefined : { number };
}

function numberOf(text: string): number | undefined {
  const han = HAN_EDITION.exec(text);
  if (han) return hanNumber(han[1]!);
  const latin = LATIN_EDITION.exec(text);
  if (latin) return Number(latin[1]) || undefined;
  const word = WORD_EDITION.exec(text);
  const found = word ? ORDINAL_WORDS.indexOf(word[1]!.toLowerCase()) : -1;
  return found > 0 ? found : undefined;
}

function hanNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) || undefined;
  const [tens, units] = text.includes("十") ? text.split("十") : ["0", text];
  const digit = (s: string | undefined, empty: number): number => (s ? HAN_DIGITS.indexOf(s) : empty);
  const value = text.includes("十") ? digit(tens, 1) * 10 + digit(units, 0) : digit(units, 0);
  return value > 0 ? value : undefined;
}

/** `2nd`, `3rd`, `11th`. */
export function ordinal(n: number): string {
  const tail = n % 100 >= 11 && n % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${tail}`;
}

/** The edition for western styles: `2nd ed.`, 第2版 for an East Asian thing, words as printed with `ed.` for edition. */
export function editionText(edition: Edition | undefined, eastAsian: boolean): string {
  if (!edition) return "";
  if ("number" in edition) return eastAsian ? `第${edition.number}版` : `${ordinal(edition.number)} ed.`;
  return isEastAsian(edition.words) ? edition.words : shortEdition(edition.words);
}

/** `Revised edition` -> `Rev. ed.`. */
export function shortEdition(words: string): string {
  return words
    .replace(/\brevised\b/iu, (w) => (w[0] === "R" ? "Rev." : "rev."))
    .replace(/\bedition\b\.?/iu, "ed.")
    .replace(/\bed$/u, "ed.");
}
