import { BrokenRecords } from "./broken.ts";
import { dublinCoreRows } from "./dublin-core.ts";
import { eadRows } from "./ead.ts";
import { iiifRows } from "./iiif.ts";
import { marcRows } from "./marc.ts";
import { metsRows, modsRows } from "./mods.ts";
import { type Element, readXml } from "./xml.ts";

/** An object as its record says it: texts by the common names of columns, several in one cell on lines of their own. */
export type RecordRow = Readonly<Record<string, readonly string[]>>;
/** Records as a table. */
export type RecordTable = { format: string; columns: string[]; rows: Record<string, string>[] };

const MOST_ROWS = 200_000;
const LONGEST_CELL = 100_000;
/** The order in which columns stand; whatever else a format says comes after them. */
const ORDER = [
  "identifier",
  "title",
  "creator",
  "contributor",
  "date",
  "publisher",
  "place",
  "type",
  "language",
];

const readers: readonly { root: RegExp; format: string; rows: (root: Element) => RecordRow[] }[] = [
  { root: /^(mods|modsCollection)$/, format: "MODS", rows: modsRows },
  { root: /^mets$/, format: "METS", rows: metsRows },
  { root: /^ead$/, format: "EAD", rows: eadRows },
  { root: /^(dc|qualifieddc|dcterms)$/i, format: "Dublin Core", rows: dublinCoreRows },
];

/**
 * What a file of records says about objects; null: it is none of the formats that are known. Throws `BrokenRecords` for one
 * that is, and cannot be read to its end.
 */
export function readRecords(bytes: Buffer): RecordTable | null {
  const head = bytes.toString("latin1", 0, 4096).replace(/^(?:\xef\xbb\xbf)?\s*/, "");
  if (head.startsWith("{") || head.startsWith("[")) return readJson(bytes) ?? readMarcRecords(bytes);
  if (head.startsWith("<")) return readXmlRecords(bytes, head) ?? readMarcRecords(bytes);
  return /^\d{5}[a-z][a-z][a-z]/.test(head) ? readMarcRecords(bytes) : null;
}

function readXmlRecords(bytes: Buffer, head: string): RecordTable | null {
  const name = /<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s/>]/.exec(head.replace(/<!--[\s\S]*?-->/g, ""))?.[1] ?? "";
  const reader = readers.find((one) => one.root.test(name));
  if (!reader) return null;
  return tableOf(reader.format, reader.rows(readXml(decoded(bytes, head), reader.format)));
}

/** XML says its encoding; what says none is UTF-8. */
function decoded(bytes: Buffer, head: string): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  const said = /^<\?xml[^>]*\bencoding=["']([\w.:-]{1,30})["']/.exec(head)?.[1] ?? "utf-8";
  try {
    return new TextDecoder(said, { fatal: true }).decode(bytes);
  } catch {
    throw new BrokenRecords("XML", said);
  }
}

function readJson(bytes: Buffer): RecordTable | null {
  if (!/iiif\.io\/api\/presentation|"sc:(?:Manifest|Collection)"/.test(bytes.toString("latin1"))) return null;
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw new BrokenRecords("IIIF", (error as Error).message.slice(0, 100));
  }
  const rows = iiifRows(value);
  return rows === null ? null : tableOf("IIIF", rows);
}

function readMarcRecords(bytes: Buffer): RecordTable | null {
  const rows = marcRows(bytes, MOST_ROWS);
  return rows === null ? null : tableOf("MARC", rows);
}

function tableOf(format: string, rows: readonly RecordRow[]): RecordTable {
  if (rows.length === 0) throw new BrokenRecords(format, "0");
  const named = new Set(rows.flatMap((row) => Object.keys(row).filter((name) => row[name]!.length > 0)));
  const columns = [
    ...ORDER.filter((name) => named.has(name)),
    ...[...named].filter((name) => !ORDER.includes(name)),
  ];
  return {
    format,
    columns,
    rows: rows
      .slice(0, MOST_ROWS)
      .map((row) =>
        Object.fromEntries(
          columns.map((name) => [
            name,
            [...new Set((row[name] ?? []).map((text) => text.replace(/\s*[\n|｜]\s*/g, " ").trim()))]
              .filter(Boolean)
              .join("\n")
              .slice(0, LONGEST_CELL),
          ]),
        ),
      ),
  };
}
