import type { Encoding } from "../reading.ts";

const CYRILLIC_LABELS = [
  ["windows-1251", "windows-1251"],
  ["cp866", "ibm866"],
  ["koi8-r", "koi8-u"],
  ["iso-8859-5", "iso-8859-5"],
  ["x-mac-cyrillic", "x-mac-cyrillic"],
] as const;
/** Letters of Russian, Ukrainian, Belarusian, Serbian, Macedonian and Bulgarian. */
const LETTER = /[\u0400-\u045fҐґ]/g;
/** What stands beside letters in no Cyrillic text: what a capital of another code page is read as (Маяк as ћа€к). */
const ODD = /[^\u0400-\u045fҐґ \u00a0§«»°·№\u2010-\u2026]/g;
/** A word that begins with what ends one: a capital of Windows-1251 as a Macintosh reads it (Слово as —лово). */
const MISREAD = /(?<![\u0400-\u045fҐґ])[»”–—…№§°·][а-яѐ-џґ]/g;
const MIXED = /[A-Za-z][\u0400-\u045fҐґ]|[\u0400-\u045fҐґ][A-Za-z]/g;

/**
 * The Cyrillic code page of a text, when that is certain: nearly all bytes above 0x7F are letters, the ten most
 * frequent letters (Russian, and the Ukrainian і) make up at least 55 %, and capitals are followed by small letters or stand apart,
 * and signs that no text has are not among them.
 */
export function cyrillicEncoding(bytes: Uint8Array): Encoding | undefined {
  let best: { encoding: Encoding; score: number } | undefined;
  for (const [encoding, label] of CYRILLIC_LABELS) {
    const whole = new TextDecoder(label).decode(bytes).replace(/\p{Cc}./gu, " ");
    const text = whole.replace(/[\0-\x7f]+/g, " ");
    const high = text.replace(/ /g, "").length;
    const letters = text.match(LETTER)?.length ?? 0;
    if (high < 12 || letters < 0.8 * high) continue;
    const odd = (text.match(ODD)?.length ?? 0) + (text.match(MISREAD)?.length ?? 0);
    if (letters < 9 * odd) continue;
    // A Latin word with a Cyrillic letter in it is a Latin word with a mark: `Hēe` is no `Hеe`.
    const mixed = whole.match(MIXED)?.length ?? 0;
    if (mixed > 0.05 * letters) continue;
    const frequent = text.match(/[оеаинтсрвлі]/gi)?.length ?? 0;
    const swapped = text.match(/[а-яѐ-џґ][А-ЯЀ-ЏҐ]/g)?.length ?? 0;
    const score = (frequent - 4 * (swapped + odd)) / letters;
    if (best === undefined || score > best.score) best = { encoding, score };
  }
  return best !== undefined && best.score >= 0.55 ? best.encoding : undefined;
}

/**
 * Whether a text is surely Latin-1 (or its extension windows-1252): every byte above 0x7F is a letter beside a letter
 * or the usual punctuation, and none come in runs of more than two.
 */
export function isLatin1(bytes: Uint8Array): boolean {
  const text = new TextDecoder("windows-1252").decode(bytes);
  if (/[\u0080-\u009f]|[\u00a0-\u00ff]{3}/.test(text)) return false;
  const high = text.match(/[^\0-\x7f]/g)?.length ?? 0;
  const inWords =
    text.match(/(?<=[A-Za-z])[\u00c0-\u00ffŒœŠšŽž]|[\u00c0-\u00ffŒœŠšŽž](?=[A-Za-z])|(?<= )à(?= )/g)
      ?.length ?? 0;
  const punctuation = text.match(/[\u00a0-\u00bf\u2013-\u2026\u20ac]/g)?.length ?? 0;
  // Typographic quotes and dashes come in pairs, where Latin-1 proper has none of them.
  const typographic = text.match(/[\u2013-\u2026]/g)?.length ?? 0;
  return (
    high > 0 && inWords + punctuation >= 0.9 * high && inWords >= punctuation - typographic && inWords > 0
  );
}

/**
 * Evidence for GB 2312, GBK and GB 18030: pairs of the GB 2312 core, pairs outside it, four-byte codes, impossible
 * bytes; `following`: codes that come directly after another; `low`: codes below 0xA1, where Big5 has none.
 */
export type GbEvidence = {
  core: number;
  fourByte: number;
  symbols: number;
  extended: number;
  isolated: number;
  invalid: number;
  following: number;
  low: number;
};

/** Counts what a GB 18030 decoder would meet. `isolated` pairs (0xA1-0xFE, then ASCII) are what accented Latin gives. */
export function gbEvidence(bytes: Uint8Array): GbEvidence {
  const found: GbEvidence = {
    core: 0,
    fourByte: 0,
    symbols: 0,
    extended: 0,
    isolated: 0,
    invalid: 0,
    following: 0,
    low: 0,
  };
  let ended = -1;
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at] as number;
    if (lead < 0x80) continue;
    const trail = bytes[at + 1] ?? 0;
    if (at === ended) found.following++;
    if (lead > 0x80 && lead < 0xa1) found.low++;
    if (lead === 0x80 || lead === 0xff) found.invalid++;
    else if (trail >= 0xa1 && trail !== 0xff) {
      at++;
      if (lead >= 0xb0 && lead <= 0xf7) found.core++;
      else if (lead >= 0xa1 && lead <= 0xa9) found.symbols++;
      else found.extended++;
    } else if (trail >= 0x40 && trail !== 0x7f && trail !== 0xff) {
      at++;
      if (lead >= 0xa1 && trail < 0x7f) found.isolated++;
      else found.extended++;
    } else if (
      trail >= 0x30 &&
      trail <= 0x39 &&
      (bytes[at + 2] ?? 0) >= 0x81 &&
      (bytes[at + 3] ?? 0) <= 0x39
    ) {
      at += 3;
      found.fourByte++;
    } else found.invalid++;
    ended = at + 1;
  }
  return found;
}
