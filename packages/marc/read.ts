import { isAscii } from "node:buffer";
import { decoderOf, type PageDecoder } from "./bytes/asian-pages.ts";
import { mendTwiceEncoded } from "./bytes/twice-encoded.ts";
import { DETECTION_BYTES, detectFormat } from "./detect.ts";
import { encodingOfText, labelFor } from "./encoding.ts";
import { createIso2709Reader } from "./iso2709.ts";
import { createMarcJsonReader } from "./marcjson.ts";
import { createMarcMakerReader } from "./marcmaker.ts";
import { createMarcXmlReader } from "./marcxml.ts";
import type {
  Encoding,
  ForeignFormat,
  MarcFormat,
  ReadOptions,
  ReadResult,
  RecordReader,
  Repair,
} from "./reading.ts";
import { type SourcePlaces, sourcePlaces } from "./source-places.ts";
import { upToLastLine } from "./xml-decoder.ts";

const READERS: Record<MarcFormat, (options: ReadOptions) => RecordReader> = {
  iso2709: createIso2709Reader,
  marcxml: createMarcXmlReader,
  marcjson: createMarcJsonReader,
  marcmaker: createMarcMakerReader,
};

/** Chunks are cut to this size, so that no batch of results grows with the size of what the caller hands over. */
const SLICE_BYTES = 262_144;

/**
 * Reads records from a byte stream in constant memory; the format is found from the first bytes. Yields batches, one
 * per chunk that completed a record; a record that cannot be read is a result with its reason, never an exception. A
 * source that is not MARC gives a single refusal `format-…`. Errors of the source itself are thrown.
 */
export async function* readMarc(
  source: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): AsyncGenerator<ReadResult[]> {
  let head: Buffer = Buffer.alloc(0);
  let reader: RecordReader | undefined;
  for await (const chunk of source) {
    if (reader === undefined) {
      head = Buffer.concat([head, chunk]);
      if (head.length < DETECTION_BYTES) continue;
      reader = chooseReader(head, options);
      yield* slices(reader, head);
    } else yield* slices(reader, chunk);
  }
  if (reader === undefined) {
    reader = chooseReader(head, options);
    yield* slices(reader, head);
  }
  const last = reader.end().map(mended);
  if (last.length > 0) yield last;
}

/** Reads records from bytes at hand, as `readMarc` does. */
export function readMarcBytes(bytes: Uint8Array, options: ReadOptions = {}): ReadResult[] {
  const reader = chooseReader(bytes, options);
  const results: ReadResult[] = [];
  for (const batch of slices(reader, bytes)) for (const result of batch) results.push(result);
  for (const result of reader.end()) results.push(mended(result));
  return results;
}

function* slices(reader: RecordReader, bytes: Uint8Array): Generator<ReadResult[]> {
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    const results = reader.push(bytes.subarray(at, at + SLICE_BYTES)).map(mended);
    if (results.length > 0) yield results;
  }
}

/** A result whose texts that were encoded twice are put right, whatever the format. */
function mended(result: ReadResult): ReadResult {
  if (!result.ok || result.encoding === "ascii") return result;
  const { record, count } = mendTwiceEncoded(result.record);
  if (count === 0) return result;
  return { ...result, record, repairs: [...result.repairs, { code: "twice-encoded", count }] };
}

/** The reader that the first `DETECTION_BYTES` ask for: the same one in whatever pieces the source arrives. */
function chooseReader(head: Uint8Array, options: ReadOptions): RecordReader {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, DETECTION_BYTES));
  const wide = wideDecoder(bytes);
  const format = options.format ?? detectFormat(wide ? Buffer.from(wide.decode(bytes)) : bytes);
  if (!isReadable(format)) return refuse(format);
  const reader = READERS[format](options);
  // XML says itself what it is written in, and ISO 2709 is told record by record.
  if (format === "marcxml") return reader;
  const places = (of: Encoding, prefix: number): SourcePlaces =>
    sourcePlaces(of, prefix, options.maxRecordBytes);
  if (wide) return transcoding(reader, wide, "utf-16", places("utf-16", isMarked(bytes) ? 2 : 0));
  const encoding = format === "iso2709" ? undefined : encodingOfText(delimited(bytes, format));
  const label = encoding && labelFor(encoding);
  return label ? transcoding(reader, decoderOf(label), encoding, places(encoding, 0)) : reader;
}

/** The first lines, with what parts the subfields of MARCMaker as ISO 2709 has it, lest codes are taken for letters. */
function delimited(bytes: Buffer, format: MarcFormat): Buffer {
  const lines = upToLastLine(bytes);
  return format === "marcmaker" ? Buffer.from(lines.map((byte) => (byte === 0x24 ? 0x1f : byte))) : lines;
}

const isMarked = (bytes: Buffer): boolean =>
  (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

/** A decoder of UTF-16, by its mark or by the noughts beside the first letters. */
function wideDecoder(bytes: Buffer): PageDecoder | undefined {
  if (isMarked(bytes)) return new TextDecoder(bytes[0] === 0xff ? "utf-16le" : "utf-16be");
  const first = bytes.subarray(0, 10);
  if (first.length < 10 || !isAscii(first)) return undefined;
  const isAt = (rest: number): boolean =>
    first.every((byte, at) => (at % 2 === rest ? byte === 0 : byte !== 0));
  return isAt(1) ? new TextDecoder("utf-16le") : isAt(0) ? new TextDecoder("utf-16be") : undefined;
}

/** A reader of bytes in UTF-8, given what a decoder makes of the source; offsets are those of the source. */
function transcoding(
  reader: RecordReader,
  decoder: PageDecoder,
  encoding: Encoding,
  places: SourcePlaces,
): RecordReader {
  const told = (result: ReadResult): ReadResult => {
    const offset = places.of(result.offset);
    if (!result.ok) return { ...result, offset };
    const repairs: Repair[] = [...result.repairs, { code: "encoding-guess", found: encoding }];
    return { ...result, offset, encoding, repairs };
  };
  const push = (text: string): ReadResult[] => {
    const bytes = Buffer.from(text);
    places.add(bytes);
    return reader.push(bytes).map(told);
  };
  return {
    push: (chunk) => push(decoder.decode(chunk, { stream: true })),
    end: () => [...push(decoder.decode()), ...reader.end().map(told)],
  };
}

function isReadable(format: MarcFormat | ForeignFormat): format is MarcFormat {
  return format in READERS;
}

function refuse(format: ForeignFormat): RecordReader {
  const message =
    format === "empty" ? "the source is empty" : `the source is not MARC that can be read: ${format}`;
  const refusal: ReadResult = { ok: false, index: 0, offset: 0, reason: `format-${format}`, message };
  return { push: () => [], end: () => [refusal] };
}
