import { recordFlavour } from "./flavour.ts";
import { isData, type MarcField, type MarcRecord } from "./record.ts";

/** What ISO 2709 can address: five digits of record length. */
export const MAX_ISO2709_BYTES = 99_999;

/** What one directory entry can address: four digits of field length. */
export const MAX_FIELD_BYTES = 9_999;

/** Thrown when a record does not fit ISO 2709; MARCXML and MARC-in-JSON have no such bound. */
export class MarcTooLongError extends Error {
  /** Size of the record, or of the field named by `tag`, in bytes. */
  readonly bytes: number;
  readonly tag: string | undefined;
  constructor(bytes: number, tag?: string) {
    const what = tag === undefined ? "record" : `field ${tag}`;
    super(
      `the ${what} takes ${bytes} bytes, ISO 2709 allows ${tag === undefined ? MAX_ISO2709_BYTES : MAX_FIELD_BYTES}`,
    );
    this.name = "MarcTooLongError";
    this.bytes = bytes;
    this.tag = tag;
  }
}

/**
 * A record as ISO 2709 in UTF-8. Length and base address are computed, leader/09 becomes `a` for MARC 21; everything
 * else of the leader, and the order of fields, stays. Separators (0x1D-0x1F) inside values are left out. Throws
 * `MarcTooLongError` over 99,999 bytes, or 9,999 bytes in one field.
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
  return /^[\x21-\x7e]{3}$/.test(tag)
    ? tag
    : tag
        .replace(/[^\x21-\x7e]/g, "")
        .padStart(3, "0")
        .slice(0, 3);
}

function fieldContent(field: MarcField): string {
  if (!isData(field)) return `${clean(field.value)}\x1e`;
  let content = indicator(field.ind1) + indicator(field.ind2);
  for (const [code, value] of field.subfields) content += `\x1f${clean(code)}${clean(value)}`;
  return `${content}\x1e`;
}

function indicator(value: string): string {
  return clean(value).charAt(0) || " ";
}

function clean(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the separators of ISO 2709 are control characters
  return /[\x1d-\x1f]/.test(text) ? text.replace(/[\x1d-\x1f]/g, "") : text;
}
