import type { Encoding } from "./reading.ts";

/** Decodes the bytes of an XML source as they come; `encoding` is known after the first push. */
export type XmlDecoder = {
  push(chunk: Uint8Array): string;
  end(): string;
  readonly encoding: Encoding;
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
  "iso-8859-1": "latin-1",
  "windows-1252": "latin-1",
  "windows-1251": "windows-1251",
  cp866: "cp866",
  "koi8-r": "koi8-r",
};

/** A decoder for the encoding that the byte order mark, the bytes or the XML declaration name (else UTF-8). */
export function createXmlDecoder(first: Uint8Array): XmlDecoder {
  const head = Buffer.from(first.buffer, first.byteOffset, Math.min(first.length, 200)).toString("latin1");
  const { label, encoding, prefix } = chooseDecoder(head);
  const decoder = new TextDecoder(label);
  return {
    push: (chunk) => decoder.decode(chunk, { stream: true }),
    end: () => decoder.decode(),
    encoding,
    prefix,
    byteLength: (text) => byteLength(text, encoding),
  };
}

function chooseDecoder(head: string): { label: string; encoding: Encoding; prefix: number } {
  if (head.startsWith("\xff\xfe")) return { label: "utf-16le", encoding: "utf-16", prefix: 2 };
  if (head.startsWith("\xfe\xff")) return { label: "utf-16be", encoding: "utf-16", prefix: 2 };
  if (head.startsWith("<\0")) return { label: "utf-16le", encoding: "utf-16", prefix: 0 };
  if (head.startsWith("\0<")) return { label: "utf-16be", encoding: "utf-16", prefix: 0 };
  const prefix = head.startsWith("\xef\xbb\xbf") ? 3 : 0;
  const name = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)["']/
    .exec(head.slice(prefix))?.[1]
    ?.toLowerCase();
  const encoding = prefix > 0 ? "utf-8" : (LABELS[name ?? "utf-8"] ?? "utf-8");
  // The declaration says UTF-16 but the text is in bytes (a string saved again): it is UTF-8 then.
  if (encoding === "utf-16") return { label: "utf-8", encoding: "utf-8", prefix };
  return { label: labelOf(encoding), encoding, prefix };
}

function labelOf(encoding: Encoding): string {
  if (encoding === "latin-1") return "windows-1252";
  return encoding === "cp866" ? "ibm866" : encoding;
}

function byteLength(text: string, encoding: Encoding): number {
  if (encoding === "utf-8") return Buffer.byteLength(text, "utf8");
  if (encoding === "utf-16") return 2 * text.length;
  if (encoding !== "gb18030" && encoding !== "big5") return text.length;
  let bytes = 0;
  for (let i = 0; i < text.length; i++) bytes += text.charCodeAt(i) < 0x80 ? 1 : 2;
  return bytes;
}
