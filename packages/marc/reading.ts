import type { MarcRecord } from "./record.ts";

/** The character encoding a record was read with. `ascii` holds no byte above 0x7F and no escape sequence. */
export type Encoding =
  | "ascii"
  | "utf-8"
  | "utf-16"
  | "marc-8"
  | "gb18030"
  | "big5"
  | "shift-jis"
  | "euc-jp"
  | "euc-kr"
  | "iso-5426"
  | "latin-1"
  | "windows-1251"
  | "cp866"
  | "koi8-r"
  | "iso-8859-5"
  | "windows-1250"
  | "iso-8859-2"
  | "windows-1253"
  | "windows-1254"
  | "windows-1255"
  | "windows-1256"
  | "windows-874"
  | "windows-1257"
  | "iso-8859-13"
  | "iso-8859-4"
  | "windows-1258"
  | "macintosh"
  | "x-mac-cyrillic"
  | "iso-8859-6"
  | "iso-8859-7";

/** The serialisations that can be read. */
export type MarcFormat = "iso2709" | "marcxml" | "marcjson" | "marcmaker";

/** Things that are recognised but are not read, or not MARC at all. */
export type ForeignFormat =
  | "mab2"
  | "pica"
  | "aleph-sequential"
  | "text"
  | "html"
  | "xml"
  | "json"
  | "empty"
  | "unknown"
  // Files that have nothing to do with MARC, by the name of what they are (foreign-formats.ts).
  | "image"
  | "pdf"
  | "video"
  | "audio"
  | "archive"
  | "office"
  | "database"
  | "program"
  | "csv"
  | "kbart"
  | "counter"
  | "onix"
  | "ead"
  | "ncip"
  | "iso18626"
  | "edifact"
  | "mods"
  | "mets"
  | "dublin-core"
  | "rdf"
  | "tei"
  | "feed"
  | "ris"
  | "bibtex"
  | "endnote"
  | "sip2"
  | "openurl"
  | "iiif"
  | "oai-error"
  | "mail"
  | "sql";

/** MARC 21 or UNIMARC; CNMARC is a UNIMARC whose records are Chinese and often in GBK. */
export type Flavour = "marc21" | "unimarc";

/** What was put right in a record, because only one reading of the bytes was possible. */
export type RepairCode =
  | "record-length" // leader/00-04 does not agree with the record terminator
  | "base-address" // leader/12-16 does not agree with the end of the directory
  | "directory" // field boundaries taken from the field terminators
  | "unlisted-data" // bytes between or after the fields that no directory entry names were left out
  | "record-terminator" // 0x1D was missing
  | "field-terminator" // the last field's 0x1E was missing
  | "stray-terminator" // a 0x1D inside the record was taken as data and left out
  | "leader" // leader too short or with characters that are not ASCII
  | "indicators" // fewer or more than two indicator characters
  | "subfield-delimiter" // text before the first subfield delimiter was kept as $a
  | "empty-subfield" // a delimiter with no code was left out
  | "bad-characters" // bytes that have no meaning in the encoding became U+FFFD, or U+FFFD stood there already
  | "encoding-declaration" // the record or its file declares another encoding than its bytes have
  | "encoding-guess" // undeclared encoding, decided by the bytes
  | "twice-encoded" // UTF-8 that had been taken for Latin-1 and encoded once more was put right
  | "control-character" // control characters that XML forbids were left out
  | "number-of-field" // without 001: the number stands in another field, as the library says
  | "number-of-content" // without 001: the number is of what the record says
  | "subfield-code" // a subfield code that is not one character was kept as it is
  | "tag"; // a tag that is not three characters

/** One repair: what, in which field, how often, and the two figures that disagreed where there are two. */
export type Repair = { code: RepairCode; tag?: string; count?: number; declared?: string; found?: string };

/** Why a record, or a whole source, was refused. */
export type RefusalCode =
  | `format-${ForeignFormat}` // the source is not MARC, or a MARC relative that is not read
  | "record-too-long"
  | "truncated"
  | "leader-unreadable"
  | "directory-unreadable"
  | "encoding-unknown"
  | "not-well-formed"
  | "not-a-record"
  | "no-records"
  /** A harvest says that the record of this identifier was deleted (OAI-PMH 2.0, 2.5.1): `controlNumber` has it. */
  | "deleted";

/** A record, or the reason why there is none; `index` counts records from 0, `offset` counts bytes from 0. */
export type ReadResult =
  | { ok: true; record: MarcRecord; index: number; offset: number; encoding: Encoding; repairs: Repair[] }
  | {
      ok: false;
      index: number;
      offset: number;
      controlNumber?: string;
      reason: RefusalCode;
      message: string;
    };

/** How to read. Everything is optional: format, encoding and flavour are found from the bytes. */
export type ReadOptions = {
  /** Skip format detection. */
  format?: MarcFormat;
  /** The encoding to use for records that are not valid UTF-8 (never overrides valid UTF-8). */
  encoding?: Encoding;
  /** Which MARC it is; `cnmarc` reads as `unimarc` and expects GB18030 where UTF-8 does not fit. */
  flavour?: "marc21" | "unimarc" | "cnmarc" | "auto";
  /** Bound on one record in bytes (default 4,194,304); a longer one is refused and skipped. */
  maxRecordBytes?: number;
};

/** A reader of one format: bytes are pushed in as they come, results come out as records complete. */
export type RecordReader = { push(chunk: Uint8Array): ReadResult[]; end(): ReadResult[] };

/** Default bound on one record: 40 times what ISO 2709 can address, since oversized records do occur in exports. */
export const MAX_RECORD_BYTES = 4_194_304;
