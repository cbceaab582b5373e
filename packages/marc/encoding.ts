import { isAscii, isUtf8 } from "node:buffer";
import { bestAlone, isOddTogether, isOfWords, readsWell } from "./bytes/alone.ts";
import { plausibility } from "./bytes/plausibility.ts";
import { gbEvidence } from "./bytes/single-byte.ts";
import {
  chooseEncoding,
  type Declaration,
  decodeText,
  hasDesignation,
  LABELS,
  lettersBeyondAscii,
  withoutLoss,
} from "./choose-encoding.ts";
import type { Encoding, ReadOptions, Repair } from "./reading.ts";

/** The decoded data area of a record, and the decoder to decode a part of it on its own. */
export type Decoded = { text: string; encoding: Encoding; decode: (bytes: Buffer) => string };

/** What is known of a record before its text is decoded. */
export type DirectoryEntry = { tag: string; start: number; length: number };

const ESCAPE = 0x1b;
const FIELD_TERMINATOR = 0x1e;

/**
 * Decodes the data area (`bytes` from `base`) of one ISO 2709 record, or gives undefined when no encoding is certain.
 * The bytes decide; the declaration (MARC 21 leader/09, UNIMARC 100$a/26-29) and the options only help where the bytes
 * leave a choice. What disagrees, was guessed or had no meaning is reported in `repairs`.
 */
export function decodeRecord(
  bytes: Buffer,
  base: number,
  entries: DirectoryEntry[],
  options: ReadOptions,
  repairs: Repair[],
): Decoded | undefined {
  const escapes = bytes.indexOf(ESCAPE, base) >= 0;
  const ascii = isAscii(bytes);
  if (ascii && !escapes && (bytes[9] === 0x61 || bytes.indexOf("&#x", base) < 0)) {
    return { text: bytes.toString("latin1", base, bytes.length), encoding: "ascii", decode: decodeAscii };
  }
  if (!ascii && isUtf8(bytes) && !isGbInDisguise(bytes, base, options)) {
    const text = bytes.toString("utf8", base, bytes.length);
    if (!isOddTogether(text)) return { text, encoding: "utf-8", decode: decodeUtf8 };
  }
  const data = bytes.subarray(base);
  const declaration = readDeclaration(bytes, base, entries, options);
  const mixed = inTwoEncodings(data, declaration, options);
  if (mixed !== undefined) {
    repairs.push({ code: "encoding-guess", found: `utf-8, ${mixed.encoding}` });
    return mixed;
  }
  if (!ascii && isUtf8(bytes) && !isGbInDisguise(bytes, base, options))
    return { text: decodeUtf8(data), encoding: "utf-8", decode: decodeUtf8 };
  const choice = chooseEncoding(data, declaration, ascii, options);
  const told = withoutLoss(data, choice ?? { encoding: "utf-8", guessed: true }, options);
  const isUtf8Around = declaration.encoding === "utf-8" && options.encoding === undefined && !ascii;
  const alone = readAlone(data, told, isUtf8Around, declaration.language);
  const { encoding, guessed, text, bad } =
    alone === undefined ? told : { encoding: alone, guessed: true, ...decodeText(data, alone) };
  if (choice === undefined && encoding === "utf-8") return undefined;
  if (bad > 0) repairs.push({ code: "bad-characters", count: bad });
  if (declaration.encoding === "utf-8" && encoding !== "utf-8") {
    repairs.push({ code: "encoding-declaration", declared: "utf-8", found: encoding });
  } else if (guessed) repairs.push({ code: "encoding-guess", found: encoding });
  return { text, encoding, decode: (part) => decodeText(part, encoding).text };
}

function decodeAscii(part: Buffer): string {
  return part.toString("latin1", 0, part.length);
}

function decodeUtf8(part: Buffer): string {
  return part.toString("utf8", 0, part.length);
}

function readDeclaration(
  bytes: Buffer,
  base: number,
  entries: DirectoryEntry[],
  options: ReadOptions,
): Declaration {
  let unimarc = options.flavour === "unimarc" || options.flavour === "cnmarc";
  if (options.flavour === undefined || options.flavour === "auto") {
    const tags = new Set(entries.map((entry) => entry.tag));
    unimarc =
      !tags.has("245") && (tags.has("200") || tags.has("801") || bytes.toString("latin1", 20, 24) === "450 ");
  }
  const language = languageOf(bytes, base, entries, unimarc);
  if (!unimarc) return { flavour: "marc21", encoding: bytes[9] === 0x61 ? "utf-8" : "marc-8", language };
  const coded = entries.find((entry) => entry.tag === "100");
  const from = base + (coded?.start ?? 0);
  const text =
    coded === undefined ? "" : bytes.toString("latin1", from, from + Math.min(coded.length || 0, 60));
  const sets = /^..\p{Cc}a(.{26})(..)/su.exec(text)?.[2];
  const encoding = sets === "50" ? "utf-8" : sets === "03" ? "iso-5426" : undefined;
  return { flavour: "unimarc", encoding, language };
}

/** The code of a record's language: MARC 21 008/35-37, the first of UNIMARC 101 $a. */
function languageOf(
  bytes: Buffer,
  base: number,
  entries: DirectoryEntry[],
  isUnimarc: boolean,
): string | undefined {
  const coded = entries.find(({ tag }) => tag === (isUnimarc ? "101" : "008"));
  if (coded === undefined) return undefined;
  const text = bytes.toString("latin1", base + coded.start, base + coded.start + LANGUAGE_WITHIN);
  const code = isUnimarc ? /^..\p{Cc}a([a-z]{3})/u.exec(text)?.[1] : text.slice(...LANGUAGE_AT);
  return code !== undefined && /^[a-z]{3}$/.test(code) ? code : undefined;
}

const LANGUAGE_WITHIN = 40;
const LANGUAGE_AT = [35, 38] as const;

/** Two characters of three bytes: by chance hardly a text of another encoding has them and nothing that UTF-8 cannot be. */
const SURELY_UTF8 = /[\u0800-\uffff][\s\S]*[\u0800-\uffff]/;

/** A record whose fields are partly in UTF-8 and partly in one other encoding, when each field is then read to the last byte. */
function inTwoEncodings(data: Buffer, declaration: Declaration, options: ReadOptions): Decoded | undefined {
  if (options.encoding !== undefined || hasDesignation(data)) return undefined;
  const pieces = fieldsIn(data);
  const isUtf8Declared = declaration.encoding === "utf-8";
  const isOther = (piece: Buffer): boolean =>
    !isUtf8(piece) || (!isAscii(piece) && isUtf8Declared && isInDisguise(piece));
  const others = pieces.filter(isOther);
  if (others.length === 0) return undefined;
  const beyondAscii = pieces.filter((piece) => !isAscii(piece) && !isOther(piece));
  const sure = beyondAscii.filter((piece) => {
    const text = decodeUtf8(piece);
    // In a Chinese record 小学 in GBK is `Сѧ`, 叶鹰 `Ҷӥ`: Cyrillic is no sign of UTF-8 there.
    const isTold = declaration.language !== "chi" || !/[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(text);
    return SURELY_UTF8.test(text) || (isUtf8Declared && isTold && isOfWords(text));
  });
  if (sure.length === 0 && !(beyondAscii.length === 0 && others.every((piece) => isUtf8(piece))))
    return undefined;
  const encoding = encodingOfOthers(others, declaration, options);
  if (encoding === undefined) return undefined;
  // 岑光华 in GBK is UTF-8 too, of letters that nobody writes.
  const isLikelier = (piece: Buffer): boolean =>
    isOfWords(decodeUtf8(piece)) ||
    plausibility(decodeUtf8(piece)) >= plausibility(decodeText(piece, encoding).text);
  if (sure.length > 0 && !sure.some(isLikelier)) return undefined;
  const decode = (part: Buffer): string =>
    fieldsIn(part)
      .map((piece) => (isOther(piece) ? decodeText(piece, encoding).text : decodeUtf8(piece)))
      .join("\x1e");
  return { text: decode(data), encoding, decode };
}

/** Encodings that a field alone in a record of UTF-8 may be in, tried by what comes of them. */
const ALONE = [
  "gb18030",
  "big5",
  "shift-jis",
  "euc-jp",
  "euc-kr",
  "windows-1251",
  "koi8-r",
  "latin-1",
  "windows-1250",
] as const;

/** A field that is UTF-8 by chance, of letters that nobody puts together, and common Chinese in GB. */
function isInDisguise(piece: Buffer): boolean {
  const written = decodeUtf8(piece);
  if (!isOddTogether(written) || isOfWords(written)) return false;
  const { text, bad } = decodeText(piece, "gb18030");
  return bad === 0 && plausibility(text) >= IN_DISGUISE;
}
const IN_DISGUISE = 0.3;

/** The encoding of the fields that are not UTF-8: as a record's is told, and where they are too few for that, by the best reading. */
function encodingOfOthers(
  others: readonly Buffer[],
  declaration: Declaration,
  options: ReadOptions,
): Encoding | undefined {
  const rest = Buffer.concat(others.flatMap((piece) => [piece, Buffer.of(FIELD_TERMINATOR)]));
  const choice = isUtf8(rest) ? undefined : chooseEncoding(rest, declaration, false, options);
  const told = withoutLoss(rest, choice ?? { encoding: "utf-8", guessed: true }, options);
  const best = readAlone(rest, told, true, declaration.language);
  if (best !== undefined) return best;
  return told.bad > 0 || told.encoding === "utf-8" ? undefined : told.encoding;
}

/** The encoding of a few bytes in a file of UTF-8 that were told to be in one in which they do not read well; undefined where nothing is better. */
function readAlone(
  bytes: Buffer,
  told: { encoding: Encoding; text: string; bad: number },
  isUtf8Around: boolean,
  language: string | undefined,
): Encoding | undefined {
  if (!isUtf8Around || lettersBeyondAscii(decodeText(bytes, "latin-1").text) > MOST_ALONE) return undefined;
  if (told.bad === 0 && told.encoding !== "utf-8" && readsWell(told.text)) return undefined;
  return bestAlone(
    ALONE.map((encoding) => ({ encoding, ...decodeText(bytes, encoding) })),
    language,
  );
}

/** Bytes beyond ASCII that are too few to tell an encoding by how often they come. */
const MOST_ALONE = 12;

function fieldsIn(data: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at <= data.length; ) {
    const end = data.indexOf(FIELD_TERMINATOR, at);
    pieces.push(data.subarray(at, end < 0 ? data.length : end));
    at = end < 0 ? data.length + 1 : end + 1;
  }
  return pieces;
}

/**
 * Short GBK texts can be valid UTF-8 by chance (the pairs read as two-byte sequences). In CNMARC that is assumed when
 * UTF-8 would give no Chinese character at all, and GB gives nothing but characters of its core.
 */
function isGbInDisguise(bytes: Buffer, base: number, options: ReadOptions): boolean {
  if (options.flavour !== "cnmarc" && options.encoding !== "gb18030") return false;
  const data = bytes.subarray(base);
  for (const byte of data) if (byte >= 0xe0) return false;
  const { core, extended, isolated, invalid } = gbEvidence(data);
  return core > 0 && extended + isolated + invalid === 0;
}

/**
 * The encoding of text whose format says nothing of it (MARCMaker, JSON, XML that declares none), by its bytes: undefined
 * where they are UTF-8 or leave it open.
 */
export function encodingOfText(bytes: Buffer): Encoding | undefined {
  if (isAscii(bytes) || isUtf8(bytes)) return undefined;
  const declaration: Declaration = { flavour: "unimarc", encoding: undefined };
  const choice = chooseEncoding(bytes, declaration, false, {});
  const { encoding, bad } = withoutLoss(bytes, choice ?? { encoding: "utf-8", guessed: true }, {});
  return bad > 0 || encoding === "utf-8" ? undefined : encoding;
}

/** The platform's label for an encoding; undefined for those it does not know. */
export function labelFor(encoding: Encoding): string | undefined {
  return encoding === "utf-8" ? "utf-8" : LABELS[encoding];
}

/** The encoding that a declaration names in any of its names: `cp1250`, `latin2`, `tis-620`. */
export function encodingNamed(name: string): Encoding | undefined {
  let label: string;
  try {
    label = new TextDecoder(name).encoding;
  } catch {
    return undefined;
  }
  return (Object.entries(LABELS) as [Encoding, string][]).find(([, own]) => own === label)?.[0];
}
