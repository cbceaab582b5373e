import { DETECTION_BYTES, detectFormat } from "./detect.ts";
import { createIso2709Reader } from "./iso2709.ts";
import { createMarcJsonReader } from "./marcjson.ts";
import { createMarcMakerReader } from "./marcmaker.ts";
import { createMarcXmlReader } from "./marcxml.ts";
import type { ForeignFormat, MarcFormat, ReadOptions, ReadResult, RecordReader } from "./reading.ts";

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
  let reader = options.format === undefined ? undefined : READERS[options.format](options);
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
  const last = reader.end();
  if (last.length > 0) yield last;
}

/** Reads records from bytes at hand, as `readMarc` does. */
export function readMarcBytes(bytes: Uint8Array, options: ReadOptions = {}): ReadResult[] {
  const reader =
    options.format === undefined ? chooseReader(bytes, options) : READERS[options.format](options);
  const results: ReadResult[] = [];
  for (const batch of slices(reader, bytes)) for (const result of batch) results.push(result);
  for (const result of reader.end()) results.push(result);
  return results;
}

function* slices(reader: RecordReader, bytes: Uint8Array): Generator<ReadResult[]> {
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
    const results = reader.push(bytes.subarray(at, at + SLICE_BYTES));
    if (results.length > 0) yield results;
  }
}

function chooseReader(head: Uint8Array, options: ReadOptions): RecordReader {
  const format = detectFormat(head);
  return isReadable(format) ? READERS[format](options) : refuse(format);
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
