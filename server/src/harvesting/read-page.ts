import { controlValue, type MarcRecord, readMarcBytes } from "@commonshelf/marc";
import { refuse } from "./refusals.ts";

/** One record of a page: as it is now, deleted, or such that it cannot be read (with the reason). */
export type HarvestedRecord = { identifier: string } & (
  | { kind: "record"; record: MarcRecord }
  | { kind: "deleted" }
  | { kind: "unreadable"; reason: string }
);

/** The same before its metadata are read. */
export type RawRecord = { identifier: string } & (
  | { kind: "raw"; metadata: string }
  | { kind: "deleted" }
  | { kind: "unreadable"; reason: string }
);

/** A page of an OAI-PMH list. `token`: of the next page, null on the last. */
export type HarvestPage<Kept = HarvestedRecord> = {
  records: Kept[];
  token: string | null;
  serverTime: Date | null;
  /** The token the page was asked by holds no more: the harvest begins anew. */
  isTokenStale: boolean;
};

const HEADER = /<(?:[\w-]+:)?header\b([^>]*)>([\s\S]*?)<\/(?:[\w-]+:)?header\s*>/g;
const MOST_OF_A_RECORD = 4_000_000;

/**
 * Reads an answer to ListRecords (OAI-PMH 2.0, 4.5). Elements are found by their names, whatever their prefix; entities that
 * a document type would declare are not looked up. A record that is none is named, and the rest goes on. Refuses
 * `harvest-unreadable` 502 for what is no such answer or is cut off, `harvest-refused` 502 for an error of the server.
 */
export function readPage(xml: string): HarvestPage {
  const page = readListPage(xml);
  return { ...page, records: page.records.map(readMarc) };
}

/** The same whatever the format of its records is. */
export function readListPage(xml: string): HarvestPage<RawRecord> {
  if (!/<(?:[\w-]+:)?OAI-PMH\b/.test(xml)) throw refuse("harvest-unreadable", { detail: start(xml) });
  if (!/<\/(?:[\w-]+:)?OAI-PMH\s*>\s*$/.test(xml))
    throw refuse("harvest-unreadable", { detail: `…${xml.slice(-80)}` });
  const time = new Date(textOf(xml, "responseDate") ?? "");
  const serverTime = Number.isNaN(time.getTime()) ? null : time;
  const [, attributes = "", said = ""] =
    /<(?:[\w-]+:)?error\b([^>]*?)(?:\/>|>([\s\S]*?)<\/(?:[\w-]+:)?error\s*>)/.exec(xml) ?? [];
  const error = /\bcode\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1];
  if (error === "noRecordsMatch") return { records: [], token: null, serverTime, isTokenStale: false };
  if (error === "badResumptionToken") return { records: [], token: null, serverTime, isTokenStale: true };
  if (error !== undefined)
    throw refuse("harvest-refused", { detail: `${error} ${plainText(said)}`.trim().slice(0, 300) });
  const headers = [...xml.matchAll(HEADER)];
  const records = headers.map((header, at) =>
    readRecord(header, xml.slice(header.index + header[0].length, headers[at + 1]?.index ?? xml.length)),
  );
  const token = plainText(textOf(xml, "resumptionToken") ?? "");
  return { records, token: token === "" ? null : token, serverTime, isTokenStale: false };
}

function readRecord([, attributes = "", header = ""]: RegExpExecArray, rest: string): RawRecord {
  const identifier = plainText(textOf(header, "identifier") ?? "").slice(0, 500);
  if (identifier === "") return { identifier: "?", kind: "unreadable", reason: "no-identifier" };
  if (/\bstatus\s*=\s*["']deleted["']/.test(attributes)) return { identifier, kind: "deleted" };
  const metadata = textOf(rest, "metadata");
  if (metadata === undefined) return { identifier, kind: "unreadable", reason: "no-metadata" };
  if (metadata.length > MOST_OF_A_RECORD) return { identifier, kind: "unreadable", reason: "too-long" };
  return { identifier, kind: "raw", metadata };
}

/** Numbers that records are known by are no longer. */
const LONGEST_NUMBER = 100;

function readMarc(raw: RawRecord): HarvestedRecord {
  if (raw.kind !== "raw") return raw;
  const { identifier, metadata } = raw;
  const [read, ...more] = readMarcBytes(Buffer.from(metadata), { format: "marcxml" });
  if (!read || more.length > 0) return { identifier, kind: "unreadable", reason: "not-marc" };
  if (!read.ok) return { identifier, kind: "unreadable", reason: read.reason };
  if (controlValue(read.record, "001")?.trim()) return { identifier, kind: "record", record: read.record };
  // Without a number of its own it has the one that its server knows it by.
  if (identifier.length > LONGEST_NUMBER)
    return { identifier, kind: "unreadable", reason: "no-control-number" };
  const fields = [
    { tag: "001", value: identifier },
    ...read.record.fields.filter(({ tag }) => tag !== "001"),
  ];
  return { identifier, kind: "record", record: { leader: read.record.leader, fields } };
}

/** What stands between the tags of the first element of a name, whatever its prefix. */
function textOf(xml: string, name: string): string | undefined {
  return new RegExp(`<(?:[\\w-]+:)?${name}\\b[^>]*?(?<!/)>([\\s\\S]*?)</(?:[\\w-]+:)?${name}\\s*>`).exec(
    xml,
  )?.[1];
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Text without tags, with the entities every XML has. */
function plainText(xml: string): string {
  return xml
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, "$1")
    .replace(/<[^>]*>/g, " ")
    .replace(
      /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi,
      (whole, decimal: string, hex: string, name: string) => {
        if (name) return ENTITIES[name] ?? whole;
        const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
        return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
      },
    )
    .trim();
}

function start(text: string): string {
  return plainText(text.slice(0, 2000)).slice(0, 200);
}
