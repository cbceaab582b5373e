import type { Encoding } from "../reading.ts";
import { isWesternLatin } from "./alphabets.ts";

/** One script and the code page it is written in where nothing declares it. */
type Page = {
  encoding: Encoding;
  label: string;
  /** Letters of the script, and what else stands among them. */
  letters: RegExp;
  /** The most frequent letters: at least `share` of all. */
  frequent: RegExp;
  share: number;
  /** What a true text of the script does not have: a final letter inside a word, a vowel sign without its consonant. */
  wrong: RegExp;
  /** Written with spaces between words. */
  isSpaced: boolean;
  /** What only this page can have given. */
  tells?: RegExp;
};

const GREEK = {
  letters: /[ΆΈ-ώ]/g,
  frequent: /[αάοόιίεέτσνηήρπκλςυύ]/gi,
  share: 0.75,
  wrong: /[α-ώ][Α-Ω]|ς[α-ώ]/g,
  isSpaced: true,
};
const ARABIC = {
  letters: /[\u0621-\u0652پچژگکی،؛؟]/g,
  frequent: /[اليمنورتبدسهعة]/g,
  share: 0.6,
  wrong: /[ةى][\u0621-\u064a]|(?<![\u0621-\u064a])[ةى]/g,
  isSpaced: true,
};

const PAGES: readonly Page[] = [
  { encoding: "iso-8859-7", label: "iso-8859-7", ...GREEK, tells: /(?<!\p{L})Ά[α-ώ]/u },
  { encoding: "windows-1253", label: "windows-1253", ...GREEK },
  {
    encoding: "windows-1255",
    label: "windows-1255",
    letters: /[\u0591-\u05f4]/g,
    frequent: /[אהוילמנרתשבםן]/g,
    share: 0.6,
    wrong: /[ךםןףץ][א-ת]/g,
    isSpaced: true,
  },
  { encoding: "windows-1256", label: "windows-1256", ...ARABIC },
  { encoding: "iso-8859-6", label: "iso-8859-6", ...ARABIC },
  {
    encoding: "windows-874",
    label: "windows-874",
    letters: /[ก-๛]/g,
    frequent: /[ก-ฮ]|[\u0e30-\u0e39]|[\u0e40-\u0e44]|[\u0e48\u0e49\u0e4c]/g,
    share: 0.9,
    wrong:
      /(?<![ก-ฮ]|[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]|[เแโใไ](?![ก-ฮ])/g,
    isSpaced: false,
  },
];
const FEWEST_LETTERS = 12;
const MOST_WRONG = 0.02;
const LONGEST_WORD = 20;

/** Letters of Central Europe, and the signs of windows-1250 that stand among them. */
const CENTRAL =
  /^[ĄąĆćČčĎďĐđÉéĚěĘęÍíĹĺĽľŁłŃńŇňÓóÔôÖöŐőŔŕŘřŚśŠšŞşŤťŢţÚúŮůŰűÜüÝýŹźŻżŽžÁáÂâĂăÄäÇçËëÎîß„“”‚‘’–—…]$/u;
const FEWEST_CENTRAL = 4;

/**
 * The code page of a text that nothing else reads whole, when that is certain: Greek, Hebrew and Arabic by their
 * letters and their spelling, Central European by letters that stand inside Latin words and that Latin-1 has not.
 */
export function codePageOf(bytes: Uint8Array): Encoding | undefined {
  return PAGES.find((page) => page.isSpaced && isWrittenIn(bytes, page))?.encoding ?? centralEuropean(bytes);
}

/** Thai has the bytes of Chinese and Korean: asked only when neither was found. */
export function isThaiPage(bytes: Uint8Array): boolean {
  return isWrittenIn(bytes, PAGES.find((page) => !page.isSpaced)!);
}

/** The label under which the platform knows a code page. */
export const PAGE_LABELS: Partial<Record<Encoding, string>> = {
  ...Object.fromEntries(PAGES.map((page) => [page.encoding, page.label])),
  "windows-1250": "windows-1250",
  "iso-8859-2": "iso-8859-2",
  "windows-1254": "windows-1254",
  "windows-1257": "windows-1257",
  "iso-8859-13": "iso-8859-13",
  "iso-8859-4": "iso-8859-4",
  "windows-1258": "windows-1258",
  macintosh: "macintosh",
  "x-mac-cyrillic": "x-mac-cyrillic",
};

function decoded(bytes: Uint8Array, label: string): string {
  return new TextDecoder(label).decode(bytes).replace(/\p{Cc}./gu, " ");
}

function isWrittenIn(bytes: Uint8Array, page: Page): boolean {
  const text = decoded(bytes, page.label);
  const high = text.replace(/[\0-\x7f]+/g, "").length;
  const letters = text.match(page.letters)?.length ?? 0;
  if (letters < FEWEST_LETTERS || letters < 0.95 * high || page.tells?.test(text) === false) return false;
  if ((text.match(page.frequent)?.length ?? 0) < page.share * letters) return false;
  if ((text.match(page.wrong)?.length ?? 0) > MOST_WRONG * letters) return false;
  const letter = page.letters.source;
  // Letters before digits are four-byte codes of GB 18030.
  const mixed = text.match(new RegExp(`[A-Za-z]${letter}|${letter}[A-Za-z]|${letter}\\d`, "g"))?.length ?? 0;
  if (mixed > 0.05 * letters) return false;
  const words = text.match(new RegExp(`(?:${letter})+`, "g")) ?? [];
  return !page.isSpaced || words.every((word) => word.length <= LONGEST_WORD);
}

function centralEuropean(bytes: Uint8Array): Encoding | undefined {
  if (isWesternLatin(bytes)) return undefined;
  const isWindows = bytes.some((byte) => byte >= 0x80 && byte < 0xa0);
  const encoding = isWindows ? "windows-1250" : "iso-8859-2";
  const text = decoded(bytes, encoding);
  const high = [...text.replace(/[\0-\x7f]+/g, "")];
  const inWords = text.match(/(?<=[A-Za-z])[À-ž]|[À-ž](?=[A-Za-z])/gu)?.length ?? 0;
  if (high.length < FEWEST_CENTRAL || !high.every((letter) => CENTRAL.test(letter))) return undefined;
  return inWords >= 0.7 * high.length && /[ąćčďěęłńňőřśšťůűźżž]/iu.test(text) ? encoding : undefined;
}
