import { isUtf8 } from "node:buffer";
import { decoderOf } from "./bytes/asian-pages.ts";
import { plausibility } from "./bytes/plausibility.ts";
import { DETECTION_BYTES } from "./detect.ts";
import { encodingNamed, encodingOfText, labelFor } from "./encoding.ts";
import type { Encoding } from "./reading.ts";

/** Decodes the bytes of an XML source as they come; `encoding` is known after the first push. */
export type XmlDecoder = {
  push(chunk: Uint8Array): string;
  end(): string;
  readonly encoding: Encoding;
  /** What the source says it is, where the bytes are another encoding. */
  readonly declared: Encoding | undefined;
  /** Bytes that a piece of the decoded text took up in the source. */
  byteLength(text: string): number;
  /** Bytes before the text: the byte order mark. */
  readonly prefix: number;
};

const LABELS: Record<string, Encoding> = {
  "utf-8": "utf-8",
  utf8: "utf-8",
  "us-ascii": "utf-8",
  "utf-16": "utf-16",
  gb2312: "gb18030",
  gbk: "gb18030",
  gb18030: "gb18030",
  big5: "big5",
  shift_jis: "shift-jis",
  "shift-jis": "shift-jis",
  "euc-jp": "euc-jp",
  "euc-kr": "euc-kr",
  "ks_c_5601-1987": "euc-kr",
  "big5-hkscs": "big5",
  "iso-8859-1": "latin-1",
  "iso_8859-1": "latin-1",
  latin1: "latin-1",
  "windows-1252": "latin-1",
  "windows-1251": "windows-1251",
  cp866: "cp866",
  "koi8-r": "koi8-r",
};

/** A decoder for the encoding that the byte order mark, the bytes or the XML declaration name (else UTF-8). */
export function createXmlDecoder(beginning: Uint8Array): XmlDecoder {
  const first = beginning.subarray(0, DETECTION_BYTES);
  const head = Buffer.from(first.buffer, first.byteOffset, Math.min(first.length, 200)).toString("latin1");
  const { label, encoding, prefix, declared } = inUtf8OrOther(first, chooseDecoder(head));
  const decoder = label === "iso-8859-1" ? latin1Decoder() : decoderOf(label);
  return {
    push: (chunk) => decoder.decode(chunk, { stream: true }),
    end: () => decoder.decode(),
    encoding,
    declared,
    prefix,
    byteLength: (text) => byteLength(text, encoding),
  };
}

/** How the bytes of a source are decoded; `prefix`: bytes of its byte order mark. */
type Choice = { label: string; encoding: Encoding; prefix: number; declared?: Encoding };

/** As many characters beyond ASCII as no text of another encoding makes up by chance in the form of UTF-8. */
const UTF8_CHARS = 4;

/**
 * Bytes that are no UTF-8 though nothing else is declared: what they are by themselves, when that reads all of them. Bytes
 * that are UTF-8 though another is declared (a text that was converted without its first line) are UTF-8.
 */
function inUtf8OrOther(first: Uint8Array, choice: Choice): Choice {
  if (choice.prefix > 0 || choice.encoding === "utf-16") return choice;
  // A character may be cut at the end of the chunk.
  const whole = first.subarray(0, Math.max(0, first.length - 4));
  if (choice.label !== "utf-8") {
    const isConverted = (isUtf8(first) || decodesAs("utf-8", whole)) && beyondAscii(first) >= UTF8_CHARS;
    return isConverted ? { label: "utf-8", encoding: "utf-8", prefix: 0, declared: choice.encoding } : choice;
  }
  if (isUtf8(whole) || isUtf8(first) || decodesAs("utf-8", whole)) return choice;
  const text = new TextDecoder("gb18030").decode(whole);
  const isChinese = !text.slice(0, -1).includes("\ufffd") && plausibility(text) >= 0.3;
  const encoding = encodingOfText(upToLastLine(first)) ?? (isChinese ? "gb18030" : undefined);
  const label = encoding && labelFor(encoding);
  return label ? { label, encoding, prefix: 0, declared: "utf-8" } : choice;
}

/** The bytes up to the last end of a line or tag, where no character is cut. */
export function upToLastLine(bytes: Uint8Array): Buffer {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = Math.max(all.lastIndexOf(0x0a), all.lastIndexOf(0x3c));
  return end > 0 ? all.subarray(0, end) : all;
}

/** How many characters beyond ASCII begin in bytes of UTF-8. */
function beyondAscii(bytes: Uint8Array): number {
  return bytes.reduce((count, byte) => count + (byte >= 0xc2 ? 1 : 0), 0);
}

/** Whether nothing is lost but for a character that is cut at the end. */
function decodesAs(label: string, bytes: Uint8Array): boolean {
  return !new TextDecoder(label).decode(bytes, { stream: true }).includes("\ufffd");
}

/** Marks of non-sorting text (ISO 6630) in the upper control set: what a true ISO 8859-1 has there in catalogues. */
const ISO_6630 = new Set([0x88, 0x89, 0x98, 0x9c]);

/**
 * ISO 8859-1 as declared: its control characters that mark non-sorting text stay; others there are what windows-1252
 * has in their place (quotation marks, dashes), since no catalogue writes controls.
 */
function latin1Decoder(): { decode(chunk?: Uint8Array, options?: { stream: boolean }): string } {
  const windows = new TextDecoder("windows-1252");
  return {
    decode: (chunk) =>
      Buffer.from(chunk ?? [])
        .toString("latin1")
        .replace(/[\u0080-\u009f]/g, (control) => {
          const code = control.charCodeAt(0);
          return ISO_6630.has(code) ? control : windows.decode(Uint8Array.of(code));
        }),
  };
}

function chooseDecoder(head: string): Choice {
  if (head.startsWith("\xff\xfe")) return { label: "utf-16le", encoding: "utf-16", prefix: 2 };
  if (head.startsWith("\xfe\xff")) return { label: "utf-16be", encoding: "utf-16", prefix: 2 };
  if (head.startsWith("<\0")) return { label: "utf-16le", encoding: "utf-16", prefix: 0 };
  if (head.startsWith("\0<")) return { label: "utf-16be", encoding: "utf-16", prefix: 0 };
  const prefix = head.startsWith("\xef\xbb\xbf") ? 3 : 0;
  const name = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)["']/
    .exec(head.slice(prefix))?.[1]
    ?.toLowerCase();
  const encoding = prefix > 0 ? "utf-8" : (LABELS[name ?? "utf-8"] ?? encodingNamed(name ?? "") ?? "utf-8");
  // The declaration says UTF-16 but the text is in bytes (a string saved again): it is UTF-8 then.
  if (encoding === "utf-16") return { label: "utf-8", encoding: "utf-8", prefix };
  return {
    label: name && /^(?:iso[-_]8859-1|latin1)$/.test(name) ? "iso-8859-1" : (labelFor(encoding) ?? "utf-8"),
    encoding,
    prefix,
  };
}

/** Bytes that a decoded text takes up in an encoding: near enough to name a place in a file. */
export function byteLength(text: string, encoding: Encoding): number {
  if (encoding === "utf-8") return Buffer.byteLength(text, "utf8");
  if (encoding === "utf-16") return 2 * text.length;
  if (!["gb18030", "big5", "shift-jis", "euc-jp", "euc-kr"].includes(encoding)) return text.length;
  let bytes = 0;
  for (let i = 0; i < text.length; i++) bytes += text.charCodeAt(i) < 0x80 ? 1 : 2;
  return bytes;
}
