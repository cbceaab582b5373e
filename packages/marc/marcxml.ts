import { recordFlavour } from "./flavour.ts";
import { deletion, type Header, NOTHING, openHeader, type Part, placeIn } from "./marcxml-parts.ts";
import {
  MAX_RECORD_BYTES,
  type ReadOptions,
  type ReadResult,
  type RecordReader,
  type RefusalCode,
  type Repair,
} from "./reading.ts";
import { controlValue, type DataField, type MarcField, type MarcRecord } from "./record.ts";
import { scanXml, type XmlToken } from "./xml.ts";
import { createXmlDecoder, type XmlDecoder } from "./xml-decoder.ts";

const MAX_DEPTH = 200;
/** Text is scanned when this much has come, so that many small chunks cost no more than one large. */
const SCAN_CHARACTERS = 65_536;
// XML 1.0 allows only tab, line feed and carriage return below U+0020.
const FORBIDDEN = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

type Building = {
  at: number;
  offset: number;
  depth: number;
  leader: string | undefined;
  fields: MarcField[];
  repairs: Repair[];
  marc: boolean;
};

/**
 * Reads MARCXML: any namespace or prefix, collections, OAI-PMH, SRU and Alma wrappers, MarcXchange. A record that is not
 * well-formed is refused with its place and reading goes on at the next `record` start tag. Control characters that XML
 * forbids are left out and reported. Elements other than those of MARCXML are passed over.
 */
export function createMarcXmlReader(options: ReadOptions = {}): RecordReader {
  return new MarcXmlReader(options.maxRecordBytes ?? MAX_RECORD_BYTES);
}

class MarcXmlReader implements RecordReader {
  private readonly bound: number;
  private decoder: XmlDecoder | undefined;
  private text = "";
  private pending = "";
  private wanted = 0;
  private place = 0;
  private base = 0;
  private known = { at: 0, offset: 0 };
  private started = false;
  private lines = 1;
  private lineStart = 0;
  private index = 0;
  private stack: string[] = [];
  private records: Building[] = [];
  private field: DataField | undefined;
  private part: Part | undefined;
  private header: Header | undefined;
  private results: ReadResult[] = [];

  constructor(bound: number) {
    this.bound = bound;
  }

  push(chunk: Uint8Array): ReadResult[] {
    this.decoder ??= createXmlDecoder(chunk);
    if (!this.started) {
      this.started = true;
      this.base = this.decoder.prefix;
      this.known = { at: 0, offset: this.base };
    }
    this.pending += this.decoder.push(chunk);
    return this.pending.length + this.text.length < this.wanted ? [] : this.scan(false);
  }

  end(): ReadResult[] {
    this.pending += this.decoder?.end() ?? "";
    return this.scan(true);
  }

  private scan(final: boolean): ReadResult[] {
    this.results = [];
    this.text += this.pending;
    this.pending = "";
    while (this.place < this.text.length) {
      const token = scanXml(this.text, this.place, final);
      if (token === undefined) break;
      this.accept(token);
      this.place = Math.max(token.end, this.place + 1);
      if (this.records.length > 0 && this.place - (this.records[0] as Building).at > this.bound)
        this.tooLong();
    }
    if (this.text.length - this.place > this.bound) {
      this.refuse("record-too-long", `nothing ends within ${this.bound} characters`, this.place);
      this.place = this.text.length;
      this.resynchronise();
    }
    if (final) this.finish();
    this.compact();
    this.wanted = Math.max(SCAN_CHARACTERS, 2 * this.text.length);
    return this.results;
  }

  // What was read is dropped from the text; records that are being built keep their place by offset, not by index.
  private compact(): void {
    this.base = this.offsetOf(this.place);
    this.known = { at: 0, offset: this.base };
    for (let at = this.text.indexOf("\n"); at >= 0 && at < this.place; at = this.text.indexOf("\n", at + 1)) {
      this.lines++;
      this.lineStart = at + 1;
    }
    this.lineStart -= this.place;
    for (const record of this.records) record.at -= this.place;
    this.text = this.text.slice(this.place);
    this.place = 0;
  }

  // Places are asked for in rising order: counting goes on from the last one.
  private offsetOf(at: number): number {
    if (at < this.known.at) this.known = { at: 0, offset: this.base };
    this.known = {
      at,
      offset: this.known.offset + (this.decoder?.byteLength(this.text.slice(this.known.at, at)) ?? 0),
    };
    return this.known.offset;
  }

  private refuse(reason: RefusalCode, message: string, at: number): void {
    const record = this.records[this.records.length - 1];
    const controlNumber = record && controlValue({ leader: "", fields: record.fields }, "001");
    this.results.push({
      ok: false,
      index: this.index++,
      offset: record?.offset ?? this.offsetOf(at),
      controlNumber,
      reason,
      message,
    });
  }

  private resynchronise(): void {
    this.records = [];
    this.field = undefined;
    this.part = undefined;
    this.header = undefined;
    this.stack = ["?"];
  }

  private tooLong(): void {
    this.refuse("record-too-long", `more than ${this.bound} characters`, this.place);
    const next = this.text.indexOf("record", this.place);
    if (next < 0) this.place = this.text.length;
    this.resynchronise();
  }

  private malformed(message: string, at: number): void {
    const { line, column } = placeIn(this.text, at, this.lines, this.lineStart);
    this.refuse("not-well-formed", `line ${line}, column ${column}: ${message}`, at);
    this.resynchronise();
  }

  private accept(token: XmlToken): void {
    if (token.kind === "text") {
      if (this.part !== undefined) this.part.text += token.value;
    } else if (token.kind === "start") this.open(token);
    else if (token.kind === "end") this.close(token.name, token.at);
    // After a resynchronisation errors are silent until the next record begins: one refusal for one bad place.
    else if (token.kind === "error" && this.stack[0] !== "?") this.malformed(token.message, token.at);
  }

  private open(token: XmlToken & { kind: "start" }): void {
    const { name, attributes } = token;
    const lost = this.stack[0] === "?";
    if (lost && name !== "record") return;
    if (lost) this.stack = ["~"];
    // A record cannot begin inside a field: the tags between were lost.
    if (name === "record" && this.field !== undefined) {
      this.malformed("a record begins inside a field", token.at);
      this.stack = ["~"];
    }
    this.stack.push(name);
    if (this.stack.length > MAX_DEPTH) {
      this.malformed("elements are nested too deeply", token.at);
      return;
    }
    const depth = this.stack.length;
    const record = this.records[this.records.length - 1];
    if (name === "record") {
      this.records.push({
        at: token.at,
        offset: this.offsetOf(token.at),
        depth,
        leader: undefined,
        fields: [],
        repairs: [],
        marc: false,
      });
    } else if (record !== undefined) this.openPart(record, name, attributes, depth);
    if (record !== undefined) this.header = openHeader(this.header, name, attributes, depth);
    if (this.header?.part && name === "identifier") this.part = this.header.part;
    if (token.closed) this.close(name, token.at);
  }

  private openPart(record: Building, name: string, attributes: Map<string, string>, depth: number): void {
    const tag = attributes.get("tag") ?? "";
    if (name === "leader") this.part = { kind: "leader", depth, tag: "", code: "", text: "" };
    else if (name === "controlfield") this.part = { kind: "control", depth, tag, code: "", text: "" };
    else if (name === "subfield" && this.field !== undefined) {
      this.part = {
        kind: "subfield",
        depth,
        tag,
        code: cleanText(attributes.get("code") ?? "", this.field.tag, record.repairs),
        text: "",
      };
    } else if (name === "datafield") {
      this.field = openField(tag, attributes, record.repairs);
    } else return;
    record.marc = true;
  }

  private close(name: string, at: number): void {
    if (this.stack[0] === "?") return;
    const expected = this.stack[this.stack.length - 1];
    if (expected === "~") return;
    if (expected !== name) {
      this.malformed(
        `</${name}> ${expected === undefined ? "opens nowhere" : `where </${expected}> was expected`}`,
        at,
      );
      return;
    }
    const depth = this.stack.length;
    this.stack.pop();
    const record = this.records[this.records.length - 1];
    if (record === undefined) return;
    if (this.part !== undefined && this.part.depth === depth) this.closePart(record, this.part);
    else if (name === "header" && this.header?.depth === depth) {
      if (this.header.isDeleted) this.results.push(deletion(this.header, this.index++, record.offset));
      this.header = undefined;
    } else if (name === "datafield" && this.field !== undefined) {
      record.fields.push(this.field);
      this.field = undefined;
    } else if (name === "record" && record.depth === depth) this.emit(record);
  }

  private closePart(record: Building, closed: Part): void {
    const { kind, tag, code } = closed;
    const value = cleanText(closed.text, kind === "subfield" ? this.field?.tag : tag, record.repairs);
    if (kind === "identifier") closed.text = value;
    else if (kind === "leader") record.leader = value;
    else if (kind === "control") {
      if (tag.length !== 3) record.repairs.push({ code: "tag", tag });
      record.fields.push({ tag, value });
    } else if (this.field !== undefined) addSubfield(this.field, code, value, record.repairs);
    this.part = undefined;
  }

  private emit(record: Building): void {
    const { repairs, fields } = record;
    const bare = !record.marc;
    if (bare || fields.length === 0) {
      // OAI-PMH and SRU wrap each record in a `record` of their own: that one, and a deleted one, is no MARC record.
      if (record.marc) this.refuse("not-a-record", "a record without fields", record.at);
      this.records.pop();
      return;
    }
    this.records.pop();
    const { encoding = "utf-8", declared } = this.decoder ?? ({} as Partial<XmlDecoder>);
    if (declared) repairs.push({ code: "encoding-declaration", declared, found: encoding });
    this.results.push({
      ok: true,
      record: { leader: readLeader(record.leader, repairs), fields },
      index: this.index++,
      offset: record.offset,
      encoding,
      repairs,
    });
  }

  private finish(): void {
    const record = this.records[this.records.length - 1];
    if (record !== undefined && this.stack[0] !== "?")
      this.malformed("the source ends inside a record", this.text.length);
    else if (this.index === 0) {
      this.results.push(NOTHING);
    }
  }
}

function readIndicators(
  attributes: Map<string, string>,
  tag: string,
  repairs: Repair[],
): { ind1: string; ind2: string } {
  const [ind1, ind2] = ["1", "2"].map((n) => attributes.get(`ind${n}`) ?? attributes.get(`i${n}`));
  if (ind1?.length !== 1 || ind2?.length !== 1) repairs.push({ code: "indicators", tag });
  return { ind1: ind1?.charAt(0) || " ", ind2: ind2?.charAt(0) || " " };
}

function openField(tag: string, attributes: Map<string, string>, repairs: Repair[]): DataField {
  if (tag.length !== 3) repairs.push({ code: "tag", tag, declared: tag });
  return { tag, ...readIndicators(attributes, tag, repairs), subfields: [] };
}

function addSubfield(field: DataField, code: string, value: string, repairs: Repair[]): void {
  if ([...code].length !== 1) repairs.push({ code: "subfield-code", tag: field.tag, declared: code });
  field.subfields.push([code, value]);
}

function cleanText(text: string, tag: string | undefined, repairs: Repair[]): string {
  if (text.includes("\ufffd"))
    repairs.push({ code: "bad-characters", tag, count: text.split("\ufffd").length - 1 });
  FORBIDDEN.lastIndex = 0;
  if (!FORBIDDEN.test(text)) return text;
  repairs.push({ code: "control-character", tag, count: text.match(FORBIDDEN)?.length });
  return text.replace(FORBIDDEN, "");
}

/** What a leader holds in the positions whose content is known: status, type, level; 2 2 for the counts; entry map. */
const LEADER_SHAPES = [
  /^.{5}[acdnp].{4}22.{5}.{3}4500?/,
  /^.{5}[acdnp][a-z].{3}22/,
  /^.{5}[acdnpo][a-z][a-z ]/,
];

/**
 * A leader of 24 ASCII characters; MARCXML often has fewer, or `-` for blank, which stays as it is. Where it is longer or
 * begins with blanks, its positions are found by what they hold: the start at which most of its fixed values stand.
 */
function readLeader(leader: string | undefined, repairs: Repair[]): string {
  const raw = leader ?? "";
  if (/^[\x20-\x7e]{24}$/.test(raw)) return raw;
  repairs.push({ code: "leader", declared: raw.slice(0, 40) });
  const clean = raw.replace(/[^\x20-\x7e]/g, " ");
  for (const shape of LEADER_SHAPES) {
    for (let start = 0; start <= clean.length - 12; start++)
      if (shape.test(clean.slice(start))) return clean.slice(start).padEnd(24, " ").slice(0, 24);
    // Blanks of the length that were cut off.
    for (let missing = 1; missing <= 5; missing++)
      if (shape.test(" ".repeat(missing) + clean))
        return (" ".repeat(missing) + clean).padEnd(24, " ").slice(0, 24);
  }
  return clean.padEnd(24, " ").slice(0, 24);
}

/** Opens a MARCXML collection (`http://www.loc.gov/MARC21/slim`); records follow, then `marcXmlFooter`. */
export const marcXmlHeader =
  '<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="http://www.loc.gov/MARC21/slim">\n';

/** Closes what `marcXmlHeader` opened. */
export const marcXmlFooter = "</collection>\n";

/**
 * A record as one MARCXML `record` element without namespace declaration, to stand inside `marcXmlHeader` … Blanks and
 * field order stay; characters that XML forbids are left out. MARC 21 gets `a` in leader/09, since XML is Unicode.
 */
export function writeMarcXml(record: MarcRecord): string {
  const leader = record.leader.padEnd(24, " ").slice(0, 24);
  const unicode = recordFlavour(record) === "marc21" ? `${leader.slice(0, 9)}a${leader.slice(10)}` : leader;
  let xml = `<record>\n  <leader>${escapeXml(unicode)}</leader>\n`;
  for (const field of record.fields) {
    if (!("subfields" in field)) {
      xml += `  <controlfield tag="${escapeXml(field.tag)}">${escapeXml(field.value)}</controlfield>\n`;
      continue;
    }
    const { tag, ind1, ind2 } = field;
    xml += `  <datafield tag="${escapeXml(tag)}" ind1="${escapeXml(ind1)}" ind2="${escapeXml(ind2)}">\n`;
    for (const [code, value] of field.subfields) {
      xml += `    <subfield code="${escapeXml(code)}">${escapeXml(value)}</subfield>\n`;
    }
    xml += "  </datafield>\n";
  }
  return `${xml}</record>\n`;
}

function escapeXml(text: string): string {
  if (!/[^\x20\x21\x23-\x25\x27-\x3b\x3d\x3f-\x7e\u00a0-\ud7ff]/.test(text)) return text;
  return text.replace(FORBIDDEN, "").replace(/[&<>"\r\n\t\x7f-\x9f]/g, (character) => {
    const named = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }[character];
    return named ?? `&#${character.charCodeAt(0)};`;
  });
}
