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
  const bound = options.maxRecordBytes ?? MAX_RECORD_BYTES;
  let decoder: XmlDecoder | undefined;
  let text = "";
  let pending = "";
  let wanted = 0;
  let place = 0;
  let base = 0;
  let known = { at: 0, offset: 0 };
  let started = false;
  let lines = 1;
  let lineStart = 0;
  let index = 0;
  let stack: string[] = [];
  let records: Building[] = [];
  let field: DataField | undefined;
  let part: Part | undefined;
  let header: Header | undefined;
  let results: ReadResult[] = [];

  function scan(final: boolean): ReadResult[] {
    results = [];
    text += pending;
    pending = "";
    while (place < text.length) {
      const token = scanXml(text, place, final);
      if (token === undefined) break;
      accept(token);
      place = Math.max(token.end, place + 1);
      if (records.length > 0 && place - (records[0] as Building).at > bound) tooLong();
    }
    if (text.length - place > bound) {
      refuse("record-too-long", `nothing ends within ${bound} characters`, place);
      place = text.length;
      resynchronise();
    }
    if (final) finish();
    compact();
    wanted = Math.max(SCAN_CHARACTERS, 2 * text.length);
    return results;
  }

  // What was read is dropped from the text; records that are being built keep their place by offset, not by index.
  function compact(): void {
    base = offsetOf(place);
    known = { at: 0, offset: base };
    for (let at = text.indexOf("\n"); at >= 0 && at < place; at = text.indexOf("\n", at + 1)) {
      lines++;
      lineStart = at + 1;
    }
    lineStart -= place;
    for (const record of records) record.at -= place;
    text = text.slice(place);
    place = 0;
  }

  // Places are asked for in rising order: counting goes on from the last one.
  function offsetOf(at: number): number {
    if (at < known.at) known = { at: 0, offset: base };
    known = { at, offset: known.offset + (decoder?.byteLength(text.slice(known.at, at)) ?? 0) };
    return known.offset;
  }

  function refuse(reason: RefusalCode, message: string, at: number): void {
    const record = records[records.length - 1];
    const controlNumber = record && controlValue({ leader: "", fields: record.fields }, "001");
    results.push({
      ok: false,
      index: index++,
      offset: record?.offset ?? offsetOf(at),
      controlNumber,
      reason,
      message,
    });
  }

  function resynchronise(): void {
    records = [];
    field = undefined;
    part = undefined;
    header = undefined;
    stack = ["?"];
  }

  function tooLong(): void {
    refuse("record-too-long", `more than ${bound} characters`, place);
    const next = text.indexOf("record", place);
    if (next < 0) place = text.length;
    resynchronise();
  }

  function malformed(message: string, at: number): void {
    const { line, column } = placeIn(text, at, lines, lineStart);
    refuse("not-well-formed", `line ${line}, column ${column}: ${message}`, at);
    resynchronise();
  }

  function accept(token: XmlToken): void {
    if (token.kind === "text") {
      if (part !== undefined) part.text += token.value;
    } else if (token.kind === "start") open(token);
    else if (token.kind === "end") close(token.name, token.at);
    // After a resynchronisation errors are silent until the next record begins: one refusal for one bad place.
    else if (token.kind === "error" && stack[0] !== "?") malformed(token.message, token.at);
  }

  function open(token: XmlToken & { kind: "start" }): void {
    const { name, attributes } = token;
    const lost = stack[0] === "?";
    if (lost && name !== "record") return;
    if (lost) stack = ["~"];
    // A record cannot begin inside a field: the tags between were lost.
    if (name === "record" && field !== undefined) {
      malformed("a record begins inside a field", token.at);
      stack = ["~"];
    }
    stack.push(name);
    if (stack.length > MAX_DEPTH) {
      malformed("elements are nested too deeply", token.at);
      return;
    }
    const depth = stack.length;
    const record = records[records.length - 1];
    if (name === "record") {
      records.push({
        at: token.at,
        offset: offsetOf(token.at),
        depth,
        leader: undefined,
        fields: [],
        repairs: [],
        marc: false,
      });
    } else if (record !== undefined) openPart(record, name, attributes, depth);
    if (record !== undefined) header = openHeader(header, name, attributes, depth);
    if (header?.part && name === "identifier") part = header.part;
    if (token.closed) close(name, token.at);
  }

  function openPart(record: Building, name: string, attributes: Map<string, string>, depth: number): void {
    const tag = attributes.get("tag") ?? "";
    if (name === "leader") part = { kind: "leader", depth, tag: "", code: "", text: "" };
    else if (name === "controlfield") part = { kind: "control", depth, tag, code: "", text: "" };
    else if (name === "subfield" && field !== undefined) {
      part = {
        kind: "subfield",
        depth,
        tag,
        code: cleanText(attributes.get("code") ?? "", field.tag, record.repairs),
        text: "",
      };
    } else if (name === "datafield") {
      field = openField(tag, attributes, record.repairs);
    } else return;
    record.marc = true;
  }

  function close(name: string, at: number): void {
    if (stack[0] === "?") return;
    const expected = stack[stack.length - 1];
    if (expected === "~") return;
    if (expected !== name) {
      malformed(
        `</${name}> ${expected === undefined ? "opens nowhere" : `where </${expected}> was expected`}`,
        at,
      );
      return;
    }
    const depth = stack.length;
    stack.pop();
    const record = records[records.length - 1];
    if (record === undefined) return;
    if (part !== undefined && part.depth === depth) closePart(record, part);
    else if (name === "header" && header?.depth === depth) {
      if (header.isDeleted) results.push(deletion(header, index++, record.offset));
      header = undefined;
    } else if (name === "datafield" && field !== undefined) {
      record.fields.push(field);
      field = undefined;
    } else if (name === "record" && record.depth === depth) emit(record);
  }

  function closePart(record: Building, closed: Part): void {
    const { kind, tag, code } = closed;
    const value = cleanText(closed.text, kind === "subfield" ? field?.tag : tag, record.repairs);
    if (kind === "identifier") closed.text = value;
    else if (kind === "leader") record.leader = value;
    else if (kind === "control") {
      if (tag.length !== 3) record.repairs.push({ code: "tag", tag });
      record.fields.push({ tag, value });
    } else if (field !== undefined) addSubfield(field, code, value, record.repairs);
    part = undefined;
  }

  function emit(record: Building): void {
    const { repairs, fields } = record;
    const bare = !record.marc;
    if (bare || fields.length === 0) {
      // OAI-PMH and SRU wrap each record in a `record` of their own: that one, and a deleted one, is no MARC record.
      if (record.marc) refuse("not-a-record", "a record without fields", record.at);
      records.pop();
      return;
    }
    records.pop();
    const { encoding = "utf-8", declared } = decoder ?? ({} as Partial<XmlDecoder>);
    if (declared) repairs.push({ code: "encoding-declaration", declared, found: encoding });
    results.push({
      ok: true,
      record: { leader: readLeader(record.leader, repairs), fields },
      index: index++,
      offset: record.offset,
      encoding,
      repairs,
    });
  }

  function finish(): void {
    const record = records[records.length - 1];
    if (record !== undefined && stack[0] !== "?") malformed("the source ends inside a record", text.length);
    else if (index === 0) {
      results.push(NOTHING);
    }
  }

  return {
    push(chunk) {
      decoder ??= createXmlDecoder(chunk);
      if (!started) {
        started = true;
        base = decoder.prefix;
        known = { at: 0, offset: base };
      }
      pending += decoder.push(chunk);
      return pending.length + text.length < wanted ? [] : scan(false);
    },
    end() {
      pending += decoder?.end() ?? "";
      return scan(true);
    },
  };
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
