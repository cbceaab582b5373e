import type { ForeignFormat } from "../reading.ts";

type Signature = { at: number; bytes: string; format: ForeignFormat };

/** First bytes of files that libraries upload by mistake (latin-1 text). */
const SIGNATURES: Signature[] = [
  { at: 0, bytes: "\x89PNG", format: "image" },
  { at: 0, bytes: "\xff\xd8\xff", format: "image" },
  { at: 0, bytes: "GIF8", format: "image" },
  { at: 0, bytes: "BM", format: "image" },
  { at: 0, bytes: "II*\0", format: "image" },
  { at: 0, bytes: "MM\0*", format: "image" },
  { at: 8, bytes: "WEBP", format: "image" },
  { at: 4, bytes: "ftypheic", format: "image" },
  { at: 4, bytes: "ftypheix", format: "image" },
  { at: 4, bytes: "ftypmif1", format: "image" },
  { at: 4, bytes: "ftypavif", format: "image" },
  { at: 0, bytes: "\0\0\x01\0\x01\0", format: "image" },
  { at: 0, bytes: "\0\0\0\x0cJXL ", format: "image" },
  { at: 0, bytes: "\0\0\0\x0cjP  ", format: "image" },
  { at: 0, bytes: "AT&TFORM", format: "image" },
  { at: 0, bytes: "8BPS", format: "image" },
  { at: 0, bytes: "%!PS", format: "pdf" },
  { at: 4, bytes: "ftypM4A", format: "audio" },
  { at: 4, bytes: "ftyp", format: "video" },
  { at: 4, bytes: "moov", format: "video" },
  { at: 4, bytes: "mdat", format: "video" },
  { at: 0, bytes: "\x1aE\xdf\xa3", format: "video" },
  { at: 8, bytes: "AVI ", format: "video" },
  { at: 0, bytes: "FLV\x01", format: "video" },
  { at: 0, bytes: "\0\0\x01\xba", format: "video" },
  { at: 0, bytes: "\0\0\x01\xb3", format: "video" },
  { at: 0, bytes: "0&\xb2u\x8ef\xcf\x11", format: "video" },
  { at: 8, bytes: "WAVE", format: "audio" },
  { at: 0, bytes: "ID3", format: "audio" },
  { at: 0, bytes: "\xff\xfb", format: "audio" },
  { at: 0, bytes: "\xff\xf3", format: "audio" },
  { at: 0, bytes: "fLaC", format: "audio" },
  { at: 0, bytes: "OggS", format: "audio" },
  { at: 0, bytes: "MThd", format: "audio" },
  { at: 0, bytes: "7z\xbc\xaf\x27\x1c", format: "archive" },
  { at: 0, bytes: "Rar!", format: "archive" },
  { at: 0, bytes: "PK\x07\x08PK", format: "archive" },
  { at: 0, bytes: "\x04\x22\x4d\x18", format: "archive" },
  { at: 0, bytes: "BZh", format: "archive" },
  { at: 0, bytes: "\xfd7zXZ", format: "archive" },
  { at: 0, bytes: "\x28\xb5\x2f\xfd", format: "archive" },
  { at: 0, bytes: "\x1f\x8b", format: "archive" },
  { at: 257, bytes: "ustar", format: "archive" },
  { at: 0, bytes: "\xd0\xcf\x11\xe0", format: "office" },
  { at: 0, bytes: "{\\rtf", format: "office" },
  { at: 0, bytes: "SQLite format 3", format: "database" },
  { at: 0, bytes: "PAR1", format: "database" },
  { at: 4, bytes: "Standard Jet DB", format: "database" },
  { at: 4, bytes: "Standard ACE DB", format: "database" },
  { at: 0, bytes: "\x7fELF", format: "program" },
  { at: 0, bytes: "MZ", format: "program" },
  { at: 0, bytes: "glTF", format: "unknown" },
];

/** A file told by its first bytes; undefined when they are text, or nothing known. */
export function binaryFormat(bytes: Buffer): ForeignFormat | undefined {
  const head = bytes.toString("latin1", 0, Math.min(bytes.length, 512));
  // MARC begins with digits: a film whose first box is 00000… long does not.
  if (/^\d{5}[a-z]/.test(head)) return undefined;
  if (/^(?:\xef\xbb\xbf)?\s*%PDF-/.test(head)) return "pdf";
  if (head.startsWith("PK\x03\x04") || head.startsWith("PK\x05\x06")) {
    const names = bytes.toString("latin1");
    return /\[Content_Types\]|docProps\/|_rels\/|word\/|xl\/|ppt\/|Index\/Document\.iwa|mimetypeapplication\/vnd\.oasis/.test(
      names,
    )
      ? "office"
      : "archive";
  }
  for (const { at, bytes: text, format } of SIGNATURES) {
    if (!head.startsWith(text, at)) continue;
    // Two letters are little evidence: a binary file has bytes that no text has.
    if (text.length > 2 || /(?![\t\n\r\f])\p{Cc}/u.test(head)) return format;
  }
  return undefined;
}

/** Root elements (local names) of XML that is not MARC. */
const ROOTS: [RegExp, ForeignFormat][] = [
  [/^ONIXMessage$/i, "onix"],
  [/^ead$/i, "ead"],
  [/^NCIPMessage$/i, "ncip"],
  [/^ISO18626Message$/i, "iso18626"],
  [/^mods(Collection)?$/, "mods"],
  [/^mets$/, "mets"],
  [/^(dc|oai_dc|qualifieddc|dcCollection)$/i, "dublin-core"],
  [/^(RDF)$/, "rdf"],
  [/^(TEI|TEI\.2|teiCorpus)$/, "tei"],
  [/^(rss|feed|RDF)$/, "feed"],
  [/^(html|head|body|title|meta|script|style|table|div|p|center|h[1-6]|form|iframe|font|pre|br)$/i, "html"],
  [/^svg$/, "image"],
  [/^Workbook$/, "office"],
  [
    /^(PcGts|alto|lido|lidoWrap|premis|opml|FictionBook|package|ncx|eac-cpf|PubmedArticleSet|plist|Error|Fault|xml)$/i,
    "xml",
  ],
];

/** A statement of N-Triples or Turtle, which begins as a tag does. */
const TRIPLE = /^(?:#[^\n]*\n|\s)*<[^<>\s]+:[^<>\s]*>\s+(?:<[^<>\s]+>|a|[\w-]*:[\w-]+)\s/;

/** What a piece of XML is, by its root element; undefined for MARCXML and what may hold it (harvests, search answers). */
export function xmlFormat(text: string): ForeignFormat | undefined {
  if (TRIPLE.test(text)) return "rdf";
  const body = text.replace(/<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*(\[[\s\S]*?\])?[^>]*>/gi, "");
  const root = /<(?:[\w.-]+:)?([\w.-]+)[\s/>]/.exec(body)?.[1] ?? "";
  if (/^OAI-PMH$/.test(root)) {
    const isError = /<(?:\w+:)?error\s+code=/.test(body);
    if (isError && !/<(?:\w+:)?record[\s>]/.test(body)) return "oai-error";
    return payloadFormat(body);
  }
  if (/^searchRetrieveResponse$/.test(root)) return payloadFormat(body);
  if (root === "Envelope")
    return rootFormat(/<(?:\w+:)?Body[^>]*>\s*<(?:[\w.-]+:)?([\w.-]+)[\s/>]/.exec(body)?.[1]);
  if (/<(?:\w+:)?(?:leader|controlfield|datafield)[\s>]/.test(body)) return undefined;
  if (/^(?:Product|Products)$/.test(root) && /editeur\.org\/onix|<RecordReference>/.test(body)) return "onix";
  if (/^records?$/.test(root) && /<dc:(?:title|creator|identifier)[\s>]/.test(body)) return "dublin-core";
  return rootFormat(root);
}

function rootFormat(name: string | undefined): ForeignFormat | undefined {
  return name === undefined ? undefined : ROOTS.find(([pattern]) => pattern.test(name))?.[1];
}

/** What the first record of a harvest or a search answer is written in. */
function payloadFormat(body: string): ForeignFormat | undefined {
  const inside = /<(?:\w+:)?(?:metadata|recordData)[^>]*>\s*<(?:[\w.-]+:)?([\w.-]+)[\s/>]/.exec(body)?.[1];
  return rootFormat(inside);
}

/** What a text is that is neither XML nor MARC. */
export function textFormat(text: string): ForeignFormat | undefined {
  if (/^(UNA.{6}\s*)?UNB\+/.test(text) || /^UN[AHB][+:'. ]/.test(text)) return "edifact";
  if (/^TY {1,2}- /m.test(text.slice(0, 400))) return "ris";
  if (/^%[0A-Z] /.test(text)) return "endnote";
  if (
    /^@(?:article|(?:in)?book|booklet|(?:in)?proceedings|conference|(?:in)?collection|(?:phd|masters)?thesis|misc|manual|report|techreport|unpublished|dataset|online|electronic|patent|periodical|string|comment|preamble)\s*[{(]/im.test(
      text,
    )
  )
    return "bibtex";
  if (/^(From |Return-Path:|Received:|MIME-Version:)/.test(text)) return "mail";
  if (
    /^(--[^\n]*\n|\/\*[\s\S]*?\*\/|\s)*(create|insert|drop|begin|set|copy)\b[^\n]*(;|\b(into|table|stdin)\b)/i.test(
      text,
    )
  )
    return "sql";
  if (/^(?:#[^\n]*\n|\s)*(?:@prefix|@base|PREFIX|BASE)\s+\S*\s*</.test(text)) return "rdf";
  if (/ctx_ver=Z39\.88|url_ver=Z39\.88/.test(text)) return "openurl";
  if (/^(99\d{3}|09N|11[YN]|17\d{8}|63\d{3}|23\d{3})[^\n]*\|/.test(text)) return "sip2";
  return tableFormat(text);
}

function tableFormat(text: string): ForeignFormat | undefined {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== "");
  const head = lines[0]?.toLowerCase() ?? "";
  if (/publication_title|print_identifier|online_identifier|title_url/.test(head)) return "kbart";
  if (/^"?report_name|^"?report_header/.test(head)) return "counter";
  for (const mark of ["\t", ",", ";", "|"]) {
    const counts = lines.slice(0, 6).map((line) => line.split(mark).length - 1);
    if (counts.length >= 2 && counts[0]! > 0 && counts.every((n) => n > 0)) return "csv";
    if (lines.length === 1 && counts[0]! >= 3 && mark !== ";") return "csv";
  }
  return undefined;
}

/** What a piece of JSON is that holds no MARC. */
export function jsonFormat(text: string): ForeignFormat {
  if (/iiif\.io\/api/.test(text)) return "iiif";
  if (/"Report_(Name|Header|ID)"/.test(text)) return "counter";
  return "json";
}
