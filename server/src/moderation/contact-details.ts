import { simplify } from "@commonshelf/cjk";

/** How figures are also written, in simplified characters of one width. */
const FIGURES: Record<string, string> = Object.fromEntries(
  ["〇零○", "一壹幺", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"].flatMap(
    (written, figure) => Array.from(written, (char) => [char, String(figure)]),
  ),
);
/** What is put between the figures of a number. */
const BETWEEN = String.raw`[ \t.,·、*_~|/–—-]{0,3}`;
/** A mobile number of the mainland (11 figures, 1 and 3 to 9 first), and nothing but it. */
const MOBILE = new RegExp(
  String.raw`(?<!\d${BETWEEN})(?:\+?86${BETWEEN})?1${BETWEEN}[3-9](?:${BETWEEN}\d){9}(?!${BETWEEN}\d)`,
  "g",
);
/** So many numbers, each greater than the one before, are volumes, chapters or pages: 1、3、5、7、9、11、13、15 册. */
const LIST_FROM = 5;

/** Signs, marks and nothing: what may stand between a word and the account it names. */
const APART = String.raw`[^\p{L}\p{N}\n]{0,6}`;
const SAID = "(?:群|裙)?(?:号码?|账号|帐号|id)?";
/** Somebody is asked to come there. */
const INVITED = /(?:加|联系|扣|搜|找我|我的|私|add|[+➕])[^\n]{0,3}$/u;
const LETTERS_AND_FIGURES_CHARS = 6;

/** One width, case and script; marks and what is not seen are left out. */
function plain(text: string): string {
  return simplify(text.normalize("NFKC").toLowerCase()).replace(/[\p{M}\p{Cf}]/gu, "");
}

/** Whether a mobile number stands in the text, in whatever figures and with whatever between them. Pure. */
export function hasMobileNumber(text: string): boolean {
  const figures = Array.from(plain(text), (char) => FIGURES[char] ?? char).join("");
  return Array.from(figures.matchAll(MOBILE)).some(([found]) => !isRising(found.match(/\d+/g)!.map(Number)));
}

const isRising = (numbers: readonly number[]): boolean =>
  numbers.length >= LIST_FROM && numbers.every((one, at) => at === 0 || one > numbers[at - 1]!);

/**
 * Whether `word` (微信, vx, q …) stands beside what it names: figures, or letters with figures. Letters alone, and a word
 * of one character, count where somebody is invited (加我 …) or a number is announced (微信号 …). What a book is called does
 * not: 微信小程序开发 names no account. Pure.
 */
export function namesAccount(text: string, word: string): boolean {
  const written = plain(word).replace(/[^\p{L}\p{N}]/gu, "");
  const chars = Array.from(written, (char) => char.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  if (chars.length === 0) return false;
  const isLatin = /^[a-z0-9]+$/.test(written);
  const spelled = isLatin
    ? `(?<![a-z0-9])${chars.join("[ ._*·]{0,2}")}(?![a-z0-9])`
    : chars.join(String.raw`[^\p{L}\p{N}\n]{0,2}`);
  const pattern = new RegExp(
    `${spelled}${APART}(?<said>${SAID})${APART}(?:是|为|叫|搜索?)?${APART}(?<account>[a-z][a-z0-9_-]{4,29}|\\d(?:[ -]?\\d){4,14})(?![a-z0-9])`,
    "gu",
  );
  const searched = plain(isLatin ? opened(text, written) : text);
  for (const found of searched.matchAll(pattern)) {
    const { said, account } = found.groups!;
    const isInvited = said !== "" || INVITED.test(searched.slice(Math.max(0, found.index - 12), found.index));
    if (isInvited) return true;
    if (chars.length > 1 && isTelling(account!)) return true;
  }
  return false;
}

/** Figures alone, or letters with several figures: no word of a language. */
function isTelling(account: string): boolean {
  const figures = account.replace(/\D/g, "").length;
  if (figures === account.replace(/[ -]/g, "").length) return true;
  return figures >= 2 && account.length >= LETTERS_AND_FIGURES_CHARS;
}

/** A Latin word that figures follow at once stands by itself: q123456. */
function opened(text: string, word: string): string {
  return text.replace(new RegExp(`(?<![a-z0-9])(${word})(?=\\d{5})`, "giu"), "$1 ");
}
