import { recordFlavour } from "./flavour.ts";
import { isData, type MarcField, type MarcRecord } from "./record.ts";

/** What ISO 2709 can address: five digits of record length. */
const MAX_ISO2709_BYTES = 99_999;

/** What one directory entry can address: four digits of field length. */
const MAX_FIELD_BYTES = 9_999;

/** Thrown when a record cannot be written as ISO 2709; MARCXML and MARC-in-JSON can hold every record. */
export class MarcUnwritableError extends Error {
  /** The tag of the field that does not fit, or undefined for the record as a whole. */
  readonly tag: string | undefined;
  constructor(message: string, tag?: string) {
    super(message);
    this.name = "MarcUnwritableError";
    this.tag = tag;
  }
}

/** Thrown when a record takes more than 99,999 bytes, or one of its fields more than 9,999. */
export class MarcTooLongError extends MarcUnwritableError {
  /** Size of the record, or of the field named by `tag`, in bytes. */
  readonly bytes: number;
  constructor(bytes: number, tag?: string) {
    const bound = tag === undefined ? MAX_ISO2709_BYTES : MAX_FIELD_BYTES;
    super(
      `${tag === undefined ? "the record" : `field ${tag}`} takes ${bytes} bytes, ISO 2709 allows ${bound}`,
      tag,
    );
    this.name = "MarcTooLongError";
    this.bytes = bytes;
  }
}

/**
 * A record as ISO 2709 in UTF-8. Length and base address are computed, leader/09 becomes `a` for MARC 21; everything
 * else of the leader, and the order of fields, stays. Separators (0x1D-0x1F) inside values are left out. Throws
 * `MarcTooLongError` over 99,999 bytes or 9,999 bytes in one field, and `MarcUnwritableError` for a tag that is not
 * three ASCII characters or a subfield code that is not one character (Alma's `HLD866`, `code="updated"`).
 */
export function writeIso2709(record: MarcRecord): Uint8Array {
  const count = record.fields.length;
  const base = 24 + 12 * count + 1;
  let directory = "";
  let data = "";
  let start = 0;
  for (const field of record.fields) {
    const content = fieldContent(field);
    const bytes = Buffer.byteLength(content, "utf8");
    if (bytes > MAX_FIELD_BYTES) throw new MarcTooLongError(bytes, field.tag);
    directory += writeTag(field.tag) + String(bytes).padStart(4, "0") + String(start).padStart(5, "0");
    data += content;
    start += bytes;
    if (base + start + 1 > 4 * MAX_ISO2709_BYTES) break;
  }
  const length = base + start + 1;
  if (length > MAX_ISO2709_BYTES) throw new MarcTooLongError(recordBytes(record));
  const text = `${writeLeader(record, length, base) + directory}\x1e${data}\x1d`;
  return Buffer.from(text, "utf8");
}

function recordBytes(record: MarcRecord): number {
  let bytes = 24 + 12 * record.fields.length + 2;
  for (const field of record.fields) bytes += Buffer.byteLength(fieldContent(field), "utf8");
  return bytes;
}

function writeLeader(record: MarcRecord, length: number, base: number): string {
  const leader = record.leader
    .replace(/[^\x20-\x7e]/g, " ")
    .padEnd(20, " ")
    .padEnd(24, "4500")
    .slice(0, 24);
  const scheme = recordFlavour(record) === "marc21" ? "a" : leader.charAt(9);
  const head = String(length).padStart(5, "0") + leader.slice(5, 9) + scheme + leader.slice(10, 12);
  return head + String(base).padStart(5, "0") + leader.slice(17);
}

function writeTag(tag: string): string {
  if (tag.length === 3 && /^[\x21-\x7e]{3}$/.test(tag)) return tag;
  throw new MarcUnwritableError(`the tag ${JSON.stringify(tag)} is not three characters`, tag);
}

function fieldContent(field: MarcField): string {
  if (!isData(field)) return `${clean(field.value)}\x1e`;
  let content = indicator(field.ind1) + indicator(field.ind2);
  for (const [code, value] of field.subfields) {
    if (code.length !== 1) checkCode(code, field.tag);
    content += `\x1f${clean(code)}${clean(value)}`;
  }
  return `${content}\x1e`;
}

function checkCode(code: string, tag: string): void {
  if (code.length === 2 && code.codePointAt(0)! > 0xffff) return;
  throw new MarcUnwritableError(`the subfield code ${JSON.stringify(code)} is not one character`, tag);
}

function indicator(value: string): string {
  return clean(value).charAt(0) || " ";
}

function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the separators of ISO 2709 are control characters
  return /[\x1d-\x1f]/.test(text) ? text.replace(/[\x1d-\x1f]/g, "") : text;
}
