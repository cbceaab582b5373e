import { crc32 } from "node:zlib";
import { analyserVersion } from "@commonshelf/cjk";
import { TABLES } from "./entry.ts";
import type { Segment, Table } from "./segment.ts";
import { syllableId, syllableList } from "./sound.ts";

/** Raised whenever the bytes mean something else. */
const FORMAT = 1;
const PREFIX_BYTES = 8;
const CHUNK_BYTES = 1 << 20;
const LONGEST_HEADER = 1 << 24;

type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;
type Header = {
  format: number;
  analyser: number;
  syllables: readonly string[];
  /** Length of every array of every segment, and the size of every table. */
  segments: { sizes: number[]; lengths: number[]; deadCount: number }[];
};

const tableArrays = [
  "text",
  "ends",
  "sounds",
  "soundEnds",
  "display",
  "displayEnds",
  "titles",
  "weights",
  "scores",
  "startMax",
  "bySound",
  "soundMax",
  "byInitials",
  "initialsMax",
  "inner",
  "innerMax",
] as const satisfies readonly (keyof Table)[];

const short: ReadonlySet<string> = new Set(["text", "sounds"]);
const bytes: ReadonlySet<string> = new Set([
  "display",
  "scores",
  "startMax",
  "soundMax",
  "initialsMax",
  "innerMax",
]);

function arraysOf(segment: Segment): Numbers[] {
  const { docIds, docEnds, docEntries, docWeights, dead } = segment;
  return [
    ...segment.tables.flatMap((table) => tableArrays.map((name) => table[name])),
    docIds,
    docEnds,
    docEntries,
    docWeights,
    dead,
  ];
}

/** All segments as bytes: lengths, then every array end to end, then a checksum. */
export function* saveSegments(segments: readonly Segment[]): Generator<Uint8Array> {
  const header: Header = {
    format: FORMAT,
    analyser: analyserVersion,
    syllables: syllableList(),
    segments: segments.map((segment) => ({
      sizes: segment.tables.map((table) => table.size),
      lengths: arraysOf(segment).map((array) => array.length),
      deadCount: segment.deadCount,
    })),
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const prefix = new Uint8Array(PREFIX_BYTES);
  new DataView(prefix.buffer).setUint32(0, text.length, true);
  let sum = crc32(text);
  yield prefix;
  yield text;
  for (const segment of segments)
    for (const array of arraysOf(segment)) {
      const view = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let at = 0; at < view.length; at += CHUNK_BYTES) {
        // A copy: what follows may change before the chunk is written.
        const chunk = view.slice(at, at + CHUNK_BYTES);
        sum = crc32(chunk, sum);
        yield chunk;
      }
    }
  const end = new Uint8Array(4);
  new DataView(end.buffer).setUint32(0, sum, true);
  yield end;
}

/** Hands out exactly as many bytes as asked for, whatever the cut of the chunks. */
class ByteReader {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private current = new Uint8Array(0);
  sum = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** False when the bytes end before `into` is full. */
  async fill(into: Uint8Array, counts = true): Promise<boolean> {
    for (let at = 0; at < into.length; ) {
      if (this.current.length === 0) {
        const next = await this.chunks.next();
        if (next.done) return false;
        this.current = new Uint8Array(next.value);
        continue;
      }
      const piece = this.current.subarray(0, into.length - at);
      into.set(piece, at);
      if (counts) this.sum = crc32(piece, this.sum);
      at += piece.length;
      this.current = this.current.subarray(piece.length);
    }
    return true;
  }

  /** So that a file that is not read to its end is closed. */
  async close(): Promise<void> {
    await this.chunks.return?.();
  }
}

/** The segments a save wrote; null when the bytes are damaged, cut off or of another version. */
export async function loadSegments(chunks: AsyncIterable<Uint8Array>): Promise<Segment[] | null> {
  const reader = new ByteReader(chunks);
  try {
    const header = await readHeader(reader);
    if (!header) return null;
    const segments: Segment[] = [];
    for (const { sizes, lengths, deadCount } of header.segments) {
      const segment = emptySegment(sizes, lengths, deadCount);
      for (const array of arraysOf(segment)) {
        const view = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
        if (!(await reader.fill(view))) return null;
      }
      segments.push(segment);
    }
    const end = new Uint8Array(4);
    if (!(await reader.fill(end, false))) return null;
    if (new DataView(end.buffer).getUint32(0, true) !== reader.sum) return null;
    renumberSounds(segments, header.syllables);
    return segments;
  } finally {
    await reader.close();
  }
}

async function readHeader(reader: ByteReader): Promise<Header | null> {
  const prefix = new Uint8Array(PREFIX_BYTES);
  if (!(await reader.fill(prefix, false))) return null;
  const length = new DataView(prefix.buffer).getUint32(0, true);
  if (length === 0 || length > LONGEST_HEADER) return null;
  const text = new Uint8Array(length);
  if (!(await reader.fill(text))) return null;
  try {
    const header = JSON.parse(new TextDecoder().decode(text)) as Header;
    return header.format === FORMAT && header.analyser === analyserVersion ? header : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function emptySegment(sizes: readonly number[], lengths: readonly number[], deadCount: number): Segment {
  let at = 0;
  const tables = sizes.slice(0, TABLES).map((size): Table => {
    const arrays = Object.fromEntries(
      tableArrays.map((name) => {
        const length = lengths[at++]!;
        const array = short.has(name)
          ? new Uint16Array(length)
          : bytes.has(name)
            ? new Uint8Array(length)
            : new Uint32Array(length);
        return [name, array];
      }),
    );
    return { size, ...(arrays as unknown as Omit<Table, "size">) };
  });
  return {
    tables,
    docIds: new Float64Array(lengths[at]!),
    docEnds: new Uint32Array(lengths[at + 1]!),
    docEntries: new Uint32Array(lengths[at + 2]!),
    docWeights: new Uint16Array(lengths[at + 3]!),
    dead: new Uint8Array(lengths[at + 4]!),
    deadCount,
  };
}

/** Syllables are numbered as a process meets them: the snapshot's numbers become this process's. */
function renumberSounds(segments: readonly Segment[], saved: readonly string[]): void {
  const numbers = Uint16Array.from(saved, (syllable) => syllableId(syllable));
  if (numbers.every((number, i) => number === i)) return;
  for (const { tables } of segments)
    for (const { sounds } of tables)
      for (let i = 0; i < sounds.length; i++) sounds[i] = numbers[sounds[i]!] ?? sounds[i]!;
}
