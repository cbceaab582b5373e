import { binaryFormat, jsonFormat, textFormat, xmlFormat } from "./foreign/foreign-formats.ts";
import type { ForeignFormat, MarcFormat } from "./reading.ts";

/** How many first bytes tell what a source is written in. */
export const DETECTION_BYTES = 65_536;
/** How many first bytes `detectFormat` looks at. */
const FORMAT_BYTES = 4096;

const RECORD_TERMINATOR = 0x1d;

/**
 * Names the format of a source by its first bytes (4 kB are enough): one that can be read (`iso2709`, `marcxml`,
 * `marcjson`, `marcmaker`) or, by name, what it is instead.
 */
export function detectFormat(head: Uint8Array): MarcFormat | ForeignFormat {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, FORMAT_BYTES));
  const binary = binaryFormat(bytes);
  if (binary !== undefined) return binary;
  const text = decodeHead(bytes);
  const trimmed = text.trimStart();
  if (trimmed === "") return "empty";
  if (trimmed.startsWith("<")) return detectMarkup(trimmed);
  if (/^[[{]/.test(trimmed)) return detectJson(trimmed);
  return detectRecords(bytes, trimmed);
}

function decodeHead(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString("utf16le").slice(1);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = Buffer.from(bytes.subarray(2, 2 + ((bytes.length - 2) & ~1)));
    return even.swap16().toString("utf16le");
  }
  const skip = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return bytes.toString("latin1", skip).replace(/^\0+/, "");
}

function detectMarkup(text: string): MarcFormat | ForeignFormat {
  const foreign = xmlFormat(text);
  if (foreign !== undefined) return foreign;
  if (/<!doctype\s+html|<html[\s>]/i.test(text)) return "html";
  if (/mabxml|<(?:\w+:)?datensatz[\s>]/i.test(text)) return "mab2";
  if (/info:srw\/schema\/5\/picaXML|<(?:\w+:)?datafield[^>]*\soccurrence=/i.test(text)) return "pica";
  if (/<(?:\w+:)?(?:leader|controlfield|datafield)[\s>]/.test(text)) return "marcxml";
  if (
    /MARC21\/slim|nlc\.cn|marcxchange|<(?:[\w-]+:)?(?:record|records|collection|bibs|bib|OAI-PMH|ListRecords)[\s>]/.test(
      text,
    )
  ) {
    return "marcxml";
  }
  return /searchRetrieveResponse|<\?xml|<!--|<[A-Za-z_]/.test(text) ? "marcxml" : "text";
}

function detectJson(text: string): MarcFormat | ForeignFormat {
  if (!/^\s*[[{]\s*(?:["[\]{}]|$)/.test(text)) return textFormat(text) ?? "text";
  if (/"(leader|fields|controlfield|datafield|l)"\s*:|\[\s*"LDR"/.test(text) || text.length < 3)
    return "marcjson";
  return jsonFormat(text);
}

function detectRecords(bytes: Buffer, text: string): MarcFormat | ForeignFormat {
  if (/^=LDR\s|^=\d{3}\s\s/.test(text)) return "marcmaker";
  if (/^\d{9} (?:LDR|FMT|\d{3}).. L /.test(text)) return "aleph-sequential";
  if (/^\d{3}[A-Z@](?:\/\d\d)? [$ƒ\p{Cc}]/u.test(text) || /^\p{Cc}?\s?\p{Cc}?\d{3}[A-Z@] \p{Cc}/u.test(text))
    return "pica";
  if (/^### /.test(text)) return "mab2";
  // MAB2 keeps the ISO 2709 frame but has one indicator (leader/10) and says "M2.0" in leader/06-09 (MAB2, Satzkennung).
  if (/^\d{5}.M2\.0/.test(text)) return "mab2";
  if (/^.{5}[\s\S]{19}/.test(text) && /^[\d ]{5}[A-Za-z \-|#\d*]/.test(text)) {
    const plausible =
      bytes.includes(RECORD_TERMINATOR) || bytes.includes(0x1e) || /^\d{5}.{5}22\d{5}/.test(text);
    if (plausible) return "iso2709";
  }
  // A lone leading terminator or junk before the first record: still ISO 2709 when its three separators are there.
  if (bytes.includes(0x1e) && (bytes.includes(0x1f) || bytes.includes(RECORD_TERMINATOR))) return "iso2709";
  const foreign = textFormat(text);
  if (foreign !== undefined) return foreign;
  let control = 0;
  for (const byte of bytes)
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x1b) control++;
  return control === 0 ? "text" : "unknown";
}
