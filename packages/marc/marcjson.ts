import {
  MAX_RECORD_BYTES,
  type ReadOptions,
  type ReadResult,
  type RecordReader,
  type Repair,
} from "./reading.ts";
import { isData, type MarcField, type MarcRecord } from "./record.ts";

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A record as MARC-in-JSON: `{ leader, fields: [{ "001": "…" }, { "245": { ind1, ind2, subfields: [{ a: "…" }] } }] }`. */
export type MarcInJson = {
  leader: string;
  fields: Record<string, string | { ind1: string; ind2: string; subfields: Record<string, string>[] }>[];
};

/** A record as a MARC-in-JSON object, to be serialised by the caller (one per line, or in an array). */
export function writeMarcJson(record: MarcRecord): MarcInJson {
  const fields = record.fields.map((field) => {
    if (!isData(field)) return { [field.tag]: field.value };
    const { ind1, ind2 } = field;
    return {
      [field.tag]: { ind1, ind2, subfields: field.subfields.map(([code, value]) => ({ [code]: value })) },
    };
  });
  return { leader: record.leader, fields };
}

/**
 * Reads MARC-in-JSON: a record, an array of records, records one after another (one per line), or an object that holds
 * an array of records. Also read: `controlfield`/`datafield` objects, `{tag, ind1, ind2, subfields}` objects, rows as
 * `["245", "10", "a", "Title"]`, and the compact form of `toCompact`.
 */
export function createMarcJsonReader(options: ReadOptions = {}): RecordReader {
  return new MarcJsonReader(options.maxRecordBytes ?? MAX_RECORD_BYTES);
}

class MarcJsonReader implements RecordReader {
  private readonly bound: number;
  private parts: Buffer[] = [];
  private held = 0;
  private depth = 0;
  private outer = 0;
  private inString = false;
  private escaped = false;
  private position = 0;
  private start = 0;
  private index = 0;
  private skipping = false;
  private results: ReadResult[] = [];

  constructor(bound: number) {
    this.bound = bound;
  }

  push(chunk: Uint8Array): ReadResult[] {
    this.results = [];
    this.scan(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    return this.results;
  }

  end(): ReadResult[] {
    this.results = [];
    if (this.held > 0 && !this.skipping) this.refuse("not-well-formed", "the source ends inside a record");
    else if (this.index === 0) this.refuse("no-records", "no MARC-in-JSON record was found");
    return this.results;
  }

  private scan(chunk: Buffer): void {
    let from = this.depth > this.outer ? 0 : -1;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === BACKSLASH) this.escaped = true;
        else if (byte === QUOTE) this.inString = false;
        continue;
      }
      if (byte === QUOTE) this.inString = this.depth > this.outer;
      else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        // An array at the top holds the records; one level of it is opened, all else belongs to a record.
        if (byte === OPEN_BRACKET && this.depth === 0 && this.outer === 0) {
          this.outer = 1;
          this.depth = 1;
          continue;
        }
        if (this.depth++ === this.outer) {
          from = i;
          this.start = this.position + i;
        }
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (this.depth > 0) this.depth--;
        if (this.depth === this.outer && from >= 0) {
          this.keep(chunk.subarray(from, i + 1));
          this.complete();
          from = -1;
        } else if (this.depth < this.outer) this.outer = this.depth;
      }
    }
    if (from >= 0) this.keep(chunk.subarray(from));
    this.position += chunk.length;
  }

  private keep(piece: Buffer): void {
    this.held += piece.length;
    if (this.held > this.bound) {
      if (!this.skipping) this.refuse("record-too-long", `more than ${this.bound} bytes`);
      this.skipping = true;
      this.parts = [];
    } else this.parts.push(Buffer.from(piece));
  }

  private complete(): void {
    const bytes = this.parts.length === 1 ? (this.parts[0] as Buffer) : Buffer.concat(this.parts);
    const skipped = this.skipping;
    this.reset();
    if (skipped) return;
    const text = bytes.toString("utf8");
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      this.refuse("not-well-formed", error instanceof Error ? error.message : String(error));
      return;
    }
    const found = [...recordsIn(value, 0)];
    if (found.length === 0) this.refuse("not-a-record", "a JSON value without leader and fields");
    for (const { record, repairs } of found) {
      if (text.includes("\ufffd")) repairs.push({ code: "bad-characters" });
      this.results.push({
        ok: true,
        record,
        index: this.index++,
        offset: this.start,
        encoding: "utf-8",
        repairs,
      });
    }
  }

  private reset(): void {
    this.parts = [];
    this.held = 0;
    this.skipping = false;
  }

  private refuse(
    reason: "not-well-formed" | "record-too-long" | "not-a-record" | "no-records",
    message: string,
  ): void {
    this.results.push({ ok: false, index: this.index++, offset: this.start, reason, message });
  }
}

type Found = { record: MarcRecord; repairs: Repair[] };

/** The records in a JSON value: itself, or those in its arrays (`{"records": [...]}`, `{"response": {"docs": …}}`). */
function* recordsIn(value: unknown, depth: number): Generator<Found> {
  if (depth > 4 || typeof value !== "object" || value === null) return;
  const record = readRecord(value);
  if (record !== undefined) {
    yield record;
    return;
  }
  for (const child of Object.values(value)) yield* recordsIn(child, depth + 1);
}

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readRecord(value: object): Found | undefined {
  if (!isObject(value)) return undefined;
  const rows = firstArray(value, ["fields", "f", "record"]);
  const controls = firstArray(value, ["controlfield", "controlfields"]);
  const datas = firstArray(value, ["datafield", "datafields"]);
  if (rows === undefined && controls === undefined && datas === undefined) return undefined;
  let leader = value.leader ?? value.l;
  const repairs: Repair[] = [];
  const fields: MarcField[] = [];
  for (const row of [...(rows ?? []), ...(controls ?? []), ...(datas ?? [])]) {
    for (const field of readFields(row)) {
      if (field.tag === "LDR" && !isData(field)) leader = field.value;
      else fields.push(field);
    }
  }
  if (fields.length === 0 || (typeof leader !== "string" && rows !== undefined && !looksLikeMarc(fields)))
    return undefined;
  if (typeof leader !== "string" || leader.length !== 24)
    repairs.push({ code: "leader", declared: String(leader ?? "") });
  for (const field of fields)
    for (const [code] of isData(field) ? field.subfields : [])
      if ([...code].length !== 1) repairs.push({ code: "subfield-code", tag: field.tag, declared: code });
  const text = typeof leader === "string" ? leader : "";
  return { record: { leader: text.padEnd(24, " ").slice(0, 24), fields }, repairs };
}

function looksLikeMarc(fields: MarcField[]): boolean {
  return fields.every((field) => /^[0-9A-Z]{3}$/.test(field.tag));
}

function firstArray(value: Json, keys: string[]): unknown[] | undefined {
  for (const key of keys) {
    const found = value[key];
    if (Array.isArray(found)) return found;
    if (isObject(found) && (key.startsWith("control") || key.startsWith("data"))) return [found];
  }
  return undefined;
}

function readFields(row: unknown): MarcField[] {
  if (Array.isArray(row)) return readRow(row);
  if (!isObject(row)) return [];
  const tag = row.tag ?? row.name;
  if (typeof tag === "string") return [readContent(tag, row)];
  return Object.entries(row).flatMap(([key, content]) => {
    const contents = Array.isArray(content) ? content : [content];
    return contents.map((one) => readContent(key, one));
  });
}

/** Rows of marcjs and `toCompact` `["245", "10", "a", "…"]`, and of Catmandu `["245", "1", "0", "a", "…"]`. */
function readRow(row: unknown[]): MarcField[] {
  const [tag, first, second] = row;
  if (typeof tag !== "string") return [];
  const even = row.length % 2 === 0 || (row.length === 3 && second === "");
  if (row.length === 2) return [{ tag, value: textOf(first) }];
  const place = even ? 2 : 3;
  const code = even ? undefined : row[3];
  if (code === "_") return [{ tag, value: textOf(row[4]) }];
  const indicators = even ? textOf(first) : indicatorOf(first) + indicatorOf(second);
  const subfields: [string, string][] = [];
  for (let i = place; i + 1 < row.length; i += 2) subfields.push([textOf(row[i]), textOf(row[i + 1])]);
  return [{ tag, ind1: indicators.charAt(0) || " ", ind2: indicators.charAt(1) || " ", subfields }];
}

function readContent(tag: string, content: unknown): MarcField {
  if (!isObject(content)) return { tag, value: textOf(content) };
  const subfields = content.subfields ?? content.subfield ?? content.subf;
  if (subfields === undefined) return { tag, value: textOf(content.value ?? content.data ?? content.text) };
  const both = textOf(content.ind ?? content.indicator);
  const ind1 = indicatorOf(content.ind1 ?? both.charAt(0));
  const ind2 = indicatorOf(content.ind2 ?? both.charAt(1));
  return { tag, ind1, ind2, subfields: readSubfields(subfields) };
}

function readSubfields(value: unknown): [string, string][] {
  const rows = Array.isArray(value) ? value : [value];
  return rows.flatMap((row): [string, string][] => {
    if (Array.isArray(row)) return [[textOf(row[0]), textOf(row[1])]];
    if (!isObject(row)) return [];
    const code = row.code ?? row.name;
    const text = row.value ?? row.data ?? row.text;
    if (typeof code === "string" && text !== undefined) return [[code, textOf(text)]];
    return Object.entries(row).flatMap(([key, content]) => {
      const contents = Array.isArray(content) ? content : [content];
      return contents.map((one): [string, string] => [key, textOf(one)]);
    });
  });
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

function indicatorOf(value: unknown): string {
  return textOf(value).charAt(0) || " ";
}
