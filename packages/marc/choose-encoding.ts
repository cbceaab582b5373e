import { isUtf8 } from "node:buffer";
import { hasLoneSigns, isWesternLatin, pageByAlphabet } from "./bytes/alphabets.ts";
import { decoderOf } from "./bytes/asian-pages.ts";
import { codePageOf, isThaiPage, PAGE_LABELS } from "./bytes/code-pages.ts";
import { plausibility } from "./bytes/plausibility.ts";
import { cyrillicEncoding, gbEvidence, isLatin1 } from "./bytes/single-byte.ts";
import { decodeIso5426, iso5426Evidence } from "./iso5426.ts";
import { type DecodedText, decodeMarc8, marc8Evidence } from "./marc8.ts";
import type { Encoding, ReadOptions } from "./reading.ts";

const ESCAPE = 0x1b;

/** What a record says of its own encoding. */
export type Declaration = {
  flavour: "marc21" | "unimarc";
  encoding: Encoding | undefined;
  /** MARC code of the language. */
  language?: string | undefined;
};

/** The platform's names of encodings. */
export const LABELS: Partial<Record<Encoding, string>> = {
  gb18030: "gb18030",
  big5: "big5",
  "shift-jis": "shift_jis",
  "euc-jp": "euc-jp",
  "euc-kr": "euc-kr",
  "latin-1": "windows-1252",
  "windows-1251": "windows-1251",
  cp866: "ibm866",
  "koi8-r": "koi8-u",
  "iso-8859-5": "iso-8859-5",
  ...PAGE_LABELS,
};

/** Decodes bytes in a named encoding; what has no meaning in it becomes U+FFFD and is counted. */
export function decodeText(bytes: Buffer, encoding: Encoding): DecodedText {
  if (encoding === "marc-8") return decodeMarc8(bytes);
  if (encoding === "iso-5426") return decodeIso5426(bytes);
  const text = decoderOf(LABELS[encoding] ?? "utf-8").decode(bytes);
  return { text, bad: countReplacements(text) };
}

function countReplacements(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\ufffd"); at >= 0; at = text.indexOf("\ufffd", at + 1)) count++;
  return count;
}

type Choice = { encoding: Encoding; guessed: boolean };

/** Encodings of East Asia: two bytes for a character, hard to tell apart by their bytes alone. */
const EAST_ASIAN = ["gb18030", "big5", "shift-jis", "euc-jp", "euc-kr"] as const;
/** A true text of East Asia is at least this plausible; a choice that is less so is tried against the others. */
const PLAUSIBLE = 0.3;
const BETTER = 0.15;
const FEWEST_CHARACTERS = 4;

/**
 * The text in the chosen encoding, unless another one reads all of the bytes where that one does not, or reads a text that
 * somebody may have written where that one reads characters nobody uses. What options name stays.
 */
export function withoutLoss(data: Buffer, choice: Choice, options: ReadOptions): Choice & DecodedText {
  const chosen = { ...choice, ...decodeText(data, choice.encoding) };
  if (options.encoding !== undefined || choice.encoding === "ascii") return chosen;
  const isEastAsian = (EAST_ASIAN as readonly string[]).includes(choice.encoding);
  if (chosen.bad === 0 && !isEastAsian) return chosen;
  if (choice.encoding === "marc-8" && hasDesignation(data)) return chosen;
  const own = isEastAsian ? plausibility(chosen.text) : 0;
  // Kana have the same bytes in EUC-JP, where what stands between them is Japanese.
  if (chosen.bad === 0 && own >= PLAUSIBLE && !/[\u3041-\u30ff]/.test(chosen.text)) return chosen;
  const page = codePageOf(data);
  if (page !== undefined) return { encoding: page, guessed: true, ...decodeText(data, page) };
  const isByteForByte =
    choice.encoding === "utf-8" || (choice.encoding === "marc-8" && marksWhatNobodyMarks(data));
  if (isByteForByte && chosen.bad > 0 && (isLatin1(data) || isWesternLatin(data)))
    return { encoding: "latin-1", guessed: true, ...decodeText(data, "latin-1") };
  let best = chosen;
  let most = chosen.bad === 0 ? own + BETTER : Math.max(PLAUSIBLE, own);
  for (const encoding of EAST_ASIAN) {
    if (encoding === choice.encoding) continue;
    const other = decodeText(data, encoding);
    const letters = lettersBeyondAscii(other.text);
    if (other.bad > 0 || letters < FEWEST_CHARACTERS) continue;
    const value = plausibility(other.text);
    if (value < most) continue;
    most = value;
    best = { encoding, guessed: true, ...other };
  }
  if (best === chosen && isThaiPage(data))
    return { encoding: "windows-874", guessed: true, ...decodeText(data, "windows-874") };
  if (best === chosen && chosen.bad > 0 && isGbWhole(data))
    return { encoding: "gb18030", guessed: true, ...decodeText(data, "gb18030") };
  return best;
}

/** How many characters of a text are not ASCII. */
export function lettersBeyondAscii(text: string): number {
  return text.replace(/[\0-\x7f]+/g, "").length;
}

/** Runs of pairs that GB 18030 reads to the last byte, though with rare characters: better than any loss. */
function isGbWhole(data: Buffer): boolean {
  const { core, extended, isolated, following, invalid } = gbEvidence(data);
  const codes = core + extended + isolated;
  return invalid === 0 && codes >= FEWEST_CHARACTERS && following >= 0.6 * codes && isolated <= 0.1 * codes;
}

/** The encoding of a whole record by its bytes, its declaration and the options; undefined when none is certain. */
export function chooseEncoding(
  data: Buffer,
  declaration: Declaration,
  ascii: boolean,
  options: ReadOptions,
): Choice | undefined {
  if (hasDesignation(data)) return { encoding: "marc-8", guessed: false };
  if (ascii) return { encoding: declaration.encoding === "marc-8" ? "marc-8" : "ascii", guessed: false };
  if (options.encoding !== undefined) return { encoding: options.encoding, guessed: false };
  // Valid UTF-8 comes this far only when it is GB in disguise: it is not damaged.
  if (!isUtf8(data) && isDamagedUtf8(data))
    return { encoding: "utf-8", guessed: declaration.encoding !== "utf-8" };
  return declaration.flavour === "unimarc"
    ? chooseForUnimarc(data, declaration, options)
    : chooseForMarc21(data, declaration);
}

function chooseForMarc21(data: Buffer, declaration: Declaration): Choice | undefined {
  const marc8 = marc8Evidence(data);
  const isMarc8 = marc8.invalid === 0 && !hasLoneSigns(data) && !marksWhatNobodyMarks(data);
  if (isMarc8 || (marc8.invalid <= 0.3 * marc8.high && marksWesternLetters(data)))
    return { encoding: "marc-8", guessed: false };
  const page = pageByAlphabet(data);
  if (marc8.invalid === 0) {
    const other = page ?? (isWesternLatin(data) ? "latin-1" : undefined);
    return other ? { encoding: other, guessed: true } : { encoding: "marc-8", guessed: false };
  }
  if (isGb(data)) return { encoding: "gb18030", guessed: true };
  const cyrillic = cyrillicOrHebrew(data);
  if (cyrillic !== undefined) return { encoding: cyrillic, guessed: true };
  if (page !== undefined) return { encoding: page, guessed: true };
  // A few misplaced marks in a long record are slips of a MARC-8 system, not another encoding.
  if (marc8.high >= 8 && marc8.invalid <= 0.1 * marc8.high) return { encoding: "marc-8", guessed: false };
  if (marc8.high >= 3 && marc8.invalid >= 0.5 * marc8.high && isLatin1(data)) {
    return { encoding: "latin-1", guessed: true };
  }
  if (isTraditionalGbk(data)) return { encoding: "gb18030", guessed: true };
  if (declaration.encoding === "utf-8") return { encoding: "utf-8", guessed: false };
  if (marc8.invalid <= 0.3 * marc8.high || marc8.high <= 4) return { encoding: "marc-8", guessed: false };
  return undefined;
}

function chooseForUnimarc(data: Buffer, declaration: Declaration, options: ReadOptions): Choice | undefined {
  const iso5426 = iso5426Evidence(data);
  if (declaration.encoding === "iso-5426" && iso5426.invalid === 0)
    return { encoding: "iso-5426", guessed: false };
  if (isGb(data) || options.flavour === "cnmarc") return { encoding: "gb18030", guessed: false };
  const cyrillic = cyrillicOrHebrew(data);
  if (cyrillic !== undefined) return { encoding: cyrillic, guessed: true };
  const page = pageByAlphabet(data);
  if (page !== undefined) return { encoding: page, guessed: true };
  if (iso5426.invalid === 0 && !isLatin1InDisguise(data)) return { encoding: "iso-5426", guessed: true };
  if (isLatin1(data)) return { encoding: "latin-1", guessed: true };
  if (isTraditionalGbk(data)) return { encoding: "gb18030", guessed: true };
  return declaration.encoding === undefined ? undefined : { encoding: declaration.encoding, guessed: false };
}

/** KOI8 has capitals where Windows has the letters of Hebrew, whose final forms stand at the end of words alone. */
function cyrillicOrHebrew(data: Buffer): Encoding | undefined {
  const cyrillic = cyrillicEncoding(data);
  return (cyrillic === "koi8-r" ? codePageOf(data) : undefined) ?? cyrillic;
}

/** The é of Latin-1 is Ø in ISO 5426: a capital behind a small letter, where Latin-1 has a language with these letters. */
function isLatin1InDisguise(data: Buffer): boolean {
  return isWesternLatin(data) && /\p{Ll}[ØŁŒÆĐÞ]/u.test(decodeIso5426(data).text);
}

/** Letters with a mark below or beside them that romanisation knows, though no language has one sign for both. */
const ROMANISED = /[\ufe20-\ufe23\u0360\u0361\u0310\u0304\u0331-\u0333\u0323\u0325]|[stzdhau]\u0324/iu;

/**
 * Whether a fifth of the marks of MARC-8 stand over letters that nobody marks so: then the bytes are whole letters of a page. The
 * ó of canción in Latin-1 would be two dots under the n.
 */
function marksWhatNobodyMarks(data: Buffer): boolean {
  const marked =
    decodeMarc8(data)
      .text.normalize("NFC")
      .match(/\P{M}\p{M}+/gu) ?? [];
  const odd = marked.filter((one) => !ROMANISED.test(one)).length;
  const high = data.filter((byte) => byte >= 0xe0 && byte <= 0xfe).length;
  return high > 0 && odd >= 0.2 * high && odd > 0;
}

/**
 * Whether four fifths of the marks of MARC-8 give letters of Western languages (é, ç, ñ): then a misplaced one among them is a
 * slip. In a page of whole letters what follows is mostly a consonant, and others come of it.
 */
function marksWesternLetters(data: Buffer): boolean {
  const letters =
    decodeMarc8(data)
      .text.normalize("NFC")
      .match(/[àáâãäçèéêëìíîïñòóôõöùúûü]/giu)?.length ?? 0;
  const marks = data.filter((byte) => byte >= 0xe0 && byte <= 0xfe).length;
  return letters >= 3 && letters >= 0.8 * marks;
}

/** Whether the text changes its character set on the way, as MARC-8 does. */
export function hasDesignation(data: Buffer): boolean {
  for (let at = data.indexOf(ESCAPE); at >= 0; at = data.indexOf(ESCAPE, at + 1)) {
    if (/^[()$,\-gbps]/.test(String.fromCharCode(data[at + 1] ?? 0))) return true;
  }
  return false;
}

/** GB text is pairs of the GB 2312 core for the most part; accented Latin gives bytes that stand alone. */
function isGb(data: Buffer): boolean {
  const { core, fourByte, symbols, extended, isolated, invalid } = gbEvidence(data);
  const expected = core + fourByte + symbols;
  const codes = expected + extended;
  if (core + fourByte === 0 || invalid > 0.01 * codes) return false;
  return isolated <= 0.2 * codes && expected >= 0.5 * (codes + isolated);
}

/**
 * Traditional text in GBK lies outside the GB 2312 core. It is told by codes that follow upon codes, all of them possible,
 * and by those that neither Big5 nor accented Latin has.
 */
function isTraditionalGbk(data: Buffer): boolean {
  const { core, fourByte, symbols, extended, isolated, invalid, following, low } = gbEvidence(data);
  const codes = core + fourByte + symbols + extended + isolated;
  return invalid === 0 && codes >= 4 && following >= 0.5 * codes && low >= 0.1 * codes;
}

/** Most bytes above 0x7F form UTF-8 sequences and only a few do not: UTF-8 that was damaged, not another encoding. */
function isDamagedUtf8(data: Buffer): boolean {
  const text = new TextDecoder("utf-8").decode(data);
  const bad = countReplacements(text);
  let good = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x80 && code !== 0xfffd) good += code >= 0x800 ? 2 : 1;
  }
  return good >= 2 && good > 2 * bad;
}
