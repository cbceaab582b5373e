import { decodeRecord } from "./encoding.ts";
import { recordFlavour } from "./flavour.ts";
import { createFramer, type Frame } from "./iso2709-frames.ts";
import { ENTRY_BYTES, LEADER_BYTES, parseDigits } from "./iso2709-leader.ts";
import {
  MAX_RECORD_BYTES,
  type ReadOptions,
  type ReadResult,
  type RecordReader,
  type RefusalCode,
  type Repair,
} from "./reading.ts";
import type { MarcField, MarcRecord } from "./record.ts";
import { parseField } from "./variable-field.ts";

const FIELD_TERMINATOR = 0x1e;

/**
 * Reads ISO 2709 (MARC 21, UNIMARC, CNMARC). Wrong lengths, base addresses, directories and missing terminators are put
 * right and reported where the bytes leave one reading only; other records are refused and reading goes on after them.
 */
export function createIso2709Reader(options: ReadOptions = {}): RecordReader {
  const framer = createFramer(options.maxRecordBytes ?? MAX_RECORD_BYTES);
  let index = 0;
  const read = (frames: Frame[]): ReadResult[] => frames.map((frame) => readFrame(frame, index++, options));
  return { push: (chunk) => read(framer.push(chunk)), end: () => read(framer.end()) };
}

type Entry = { tag: string; start: number; length: number };

class Refusal extends Error {
  readonly reason: RefusalCode;
  constructor(reason: RefusalCode, message: string) {
    super(message);
    this.reason = reason;
  }
}

function readFrame(frame: Frame, index: number, options: ReadOptions): ReadResult {
  const { offset } = frame;
  if (frame.kind === "too-long") {
    const controlNumber = findControlNumber(frame.head);
    const message = `no record terminator within the bound; ${frame.length} bytes skipped`;
    return { ok: false, index, offset, controlNumber, reason: "record-too-long", message };
  }
  try {
    const repairs = frame.repairs;
    const { record, encoding } = parseFrame(frame.bytes, frame.terminated, repairs, options);
    return { ok: true, record, index, offset, encoding, repairs };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const controlNumber = findControlNumber(frame.bytes);
    const reason = frame.terminated || frame.repairs.length === 0 ? error.reason : "truncated";
    return { ok: false, index, offset, controlNumber, reason, message: error.message };
  }
}

function parseFrame(bytes: Buffer, terminated: boolean, repairs: Repair[], options: ReadOptions) {
  if (bytes.length <= LEADER_BYTES)
    throw new Refusal("leader-unreadable", `${bytes.length} bytes are too few`);
  const directoryEnd = bytes.indexOf(FIELD_TERMINATOR, LEADER_BYTES);
  if (directoryEnd < 0) throw new Refusal("directory-unreadable", "no field terminator ends the directory");
  if ((directoryEnd - LEADER_BYTES) % ENTRY_BYTES !== 0) {
    const found = directoryEnd - LEADER_BYTES;
    throw new Refusal("directory-unreadable", `a directory of ${found} bytes is not made of entries of 12`);
  }
  if (directoryEnd === LEADER_BYTES) throw new Refusal("not-a-record", "a record without fields");
  const base = directoryEnd + 1;
  if (parseDigits(bytes, 12, 5) !== base) {
    repairs.push({ code: "base-address", declared: bytes.toString("latin1", 12, 17), found: String(base) });
  }
  const entries = readEntries(bytes, directoryEnd);
  const contiguous = isContiguous(bytes, base, entries);
  const lastByte = bytes[bytes.length - 1];
  if (lastByte !== FIELD_TERMINATOR && bytes.length > base) {
    if (!terminated && !endsWhereTheDirectorySays(bytes, base, entries)) {
      throw new Refusal("truncated", "the record ends before its last field does");
    }
    repairs.push({ code: "field-terminator" });
  } else if (!terminated && !contiguous) {
    const end = Math.max(0, ...entries.map((entry) => entry.start + entry.length));
    if (!(end <= bytes.length - base))
      throw new Refusal("truncated", "the record ends before its last field does");
  }
  const leader = readLeader(bytes, repairs);
  const decoded = decodeRecord(bytes, base, entries, options, repairs);
  if (decoded === undefined) throw new Refusal("encoding-unknown", "no encoding fits the bytes for certain");
  const fields = contiguous
    ? fieldsInOrder(decoded.text, entries, repairs)
    : fieldsByDirectory(bytes, base, entries, decoded.decode, repairs);
  const record: MarcRecord = { leader, fields };
  if (decoded.encoding === "utf-8" && bytes[9] !== 0x61 && recordFlavour(record) === "marc21") {
    repairs.push({ code: "encoding-declaration", declared: "marc-8", found: "utf-8" });
  }
  return { record, encoding: decoded.encoding };
}

function readLeader(bytes: Buffer, repairs: Repair[]): string {
  const leader = bytes.toString("latin1", 0, LEADER_BYTES);
  if (!/[^\x20-\x7e]/.test(leader)) return leader;
  repairs.push({ code: "leader" });
  return leader.replace(/[^\x20-\x7e]/g, " ");
}

function readEntries(bytes: Buffer, directoryEnd: number): Entry[] {
  const directory = bytes.toString("latin1", LEADER_BYTES, directoryEnd);
  const entries: Entry[] = [];
  for (let at = 0; at < directory.length; at += ENTRY_BYTES) {
    const from = LEADER_BYTES + at + 3;
    const length = parseDigits(bytes, from, 4);
    entries.push({ tag: directory.slice(at, at + 3), length, start: parseDigits(bytes, from + 4, 5) });
  }
  return entries;
}

/** Whether the entries, in directory order, name the data area without gap or overlap, each ending in a terminator. */
function isContiguous(bytes: Buffer, base: number, entries: Entry[]): boolean {
  let expected = 0;
  let terminators = 0;
  for (const { start, length } of entries) {
    if (start !== expected || !(length > 0)) return false;
    expected += length;
    if (bytes[base + expected - 1] !== FIELD_TERMINATOR) return false;
    terminators++;
  }
  if (base + expected !== bytes.length) return false;
  let at = base;
  while (terminators-- > 0) at = bytes.indexOf(FIELD_TERMINATOR, at) + 1;
  return at === bytes.length;
}

function endsWhereTheDirectorySays(bytes: Buffer, base: number, entries: Entry[]): boolean {
  const end = Math.max(0, ...entries.map((entry) => entry.start + entry.length));
  return base + end === bytes.length + 1 || base + end === bytes.length;
}

function fieldsInOrder(text: string, entries: Entry[], repairs: Repair[]): MarcField[] {
  const fields: MarcField[] = [];
  let at = 0;
  for (const { tag } of entries) {
    const end = text.indexOf("\x1e", at);
    fields.push(parseField(tag, text.slice(at, end), repairs));
    at = end + 1;
  }
  return fields;
}

function fieldsByDirectory(
  bytes: Buffer,
  base: number,
  entries: Entry[],
  decode: (bytes: Buffer) => string,
  repairs: Repair[],
): MarcField[] {
  if (entries.every((entry) => isDelimited(bytes, base, entry))) {
    const covered = entries.reduce((sum, entry) => sum + entry.length, 0);
    if (covered < bytes.length - base) {
      repairs.push({ code: "unlisted-data", count: bytes.length - base - covered });
    }
    return entries.map(({ tag, start, length }) => {
      return parseField(tag, decode(bytes.subarray(base + start, base + start + length - 1)), repairs);
    });
  }
  const pieces = splitFields(bytes.subarray(base));
  const ordered = pieces.length === entries.length ? entries : dropEmptyEntries(entries, pieces.length);
  if (ordered === undefined) {
    const message = `${entries.length} directory entries, ${pieces.length} fields`;
    throw new Refusal("directory-unreadable", message);
  }
  repairs.push({ code: "directory", count: pieces.length });
  const rank = rankByStart(ordered);
  return ordered.map(({ tag }, i) => parseField(tag, decode(pieces[rank[i] ?? i] as Buffer), repairs));
}

function isDelimited(bytes: Buffer, base: number, { start, length }: Entry): boolean {
  if (!(start >= 0 && length > 0) || base + start + length > bytes.length) return false;
  const from = base + start;
  const opens = start === 0 || bytes[from - 1] === FIELD_TERMINATOR;
  return opens && bytes.indexOf(FIELD_TERMINATOR, from) === from + length - 1;
}

function splitFields(data: Buffer): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  while (at < data.length) {
    const end = data.indexOf(FIELD_TERMINATOR, at);
    pieces.push(data.subarray(at, end < 0 ? data.length : end));
    at = end < 0 ? data.length : end + 1;
  }
  // A doubled terminator before the end of the record leaves an empty piece that no entry names.
  while (pieces.length > 0 && pieces[pieces.length - 1]?.length === 0) pieces.pop();
  return pieces;
}

/** Entries of length 0 or 1 name a field without content: without them the count may fit. */
function dropEmptyEntries(entries: Entry[], count: number): Entry[] | undefined {
  const full = entries.filter((entry) => !(entry.length <= 1));
  return full.length === count ? full : undefined;
}

/** For each entry, the place of its field in the data: by start where the starts are all different, else as listed. */
function rankByStart(entries: Entry[]): number[] {
  const order = entries.map((_, i) => i);
  const starts = new Set(entries.map((entry) => entry.start));
  if (starts.size !== entries.length || starts.has(Number.NaN)) return order;
  order.sort((a, b) => (entries[a]?.start ?? 0) - (entries[b]?.start ?? 0));
  const rank: number[] = [];
  order.forEach((entry, place) => {
    rank[entry] = place;
  });
  return rank;
}

/** The control number of a record that could not be read, for the refusal: its 001 by the directory, if that holds. */
function findControlNumber(bytes: Buffer): string | undefined {
  const base = bytes.indexOf(FIELD_TERMINATOR, LEADER_BYTES) + 1;
  if (base === 0) return undefined;
  for (let at = LEADER_BYTES; at + ENTRY_BYTES < base; at += ENTRY_BYTES) {
    if (bytes.toString("latin1", at, at + 3) !== "001") continue;
    const start = parseDigits(bytes, at + 7, 5);
    const from = base + (Number.isNaN(start) ? 0 : start);
    const end = bytes.indexOf(FIELD_TERMINATOR, from);
    const value = bytes.toString("latin1", from, end < 0 ? Math.min(bytes.length, from + 40) : end).trim();
    return /^[\x21-\x7e][\x20-\x7e]{0,59}$/.test(value) ? value : undefined;
  }
  return undefined;
}
