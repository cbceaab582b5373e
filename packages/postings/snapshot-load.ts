import { crc32 } from "node:zlib";
import type { IndexOptions } from "./contract.ts";
import { createState, type IndexState } from "./index-state.ts";
import { IndexRefusal } from "./refusal.ts";
import { checkSchema, type IndexSchema } from "./schema.ts";
import { type Columns, createColumns, noteId } from "./segments/columns.ts";
import {
  countSet,
  createFacetTable,
  type FacetTable,
  keyOfValue,
  rebuildSlots,
} from "./segments/facet-table.ts";
import { createDictionary } from "./segments/prefix-dictionary.ts";
import type { SealedPostings, Segment } from "./segments/segment.ts";
import { extendShape } from "./segments/shapes.ts";
import {
  HEADER_BYTES,
  MAGIC,
  type Manifest,
  type SegmentManifest,
  TRAILER_BYTES,
  VERSION,
} from "./snapshot-save.ts";

/** Bytes in any cut: an array of chunks or a stream of them. */
export type Chunks = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Reads chunks into arrays, whatever the cut, keeping a checksum of all it has read. */
type Reader = {
  chunks: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  chunk: Uint8Array;
  checksum: number;
};

const MANIFEST_BYTES_MAX = 64_000_000;

/**
 * Reads a snapshot. Refuses `snapshot-not-recognised`, `-version`, `-truncated`, `-checksum`, and, when a schema is
 * given, `-schema-differs` if it is laid out otherwise; weights may differ and the given ones apply.
 */
export async function loadState(
  chunks: Chunks,
  options: IndexOptions & { schema?: IndexSchema },
): Promise<IndexState> {
  const reader = openReader(chunks);
  const manifest = await readManifest(reader);
  if (options.schema) {
    checkSchema(options.schema);
    if (layoutOf(options.schema) !== layoutOf(manifest.schema))
      throw new IndexRefusal("snapshot-schema-differs", "the snapshot has other columns");
  }
  const state = createState(options.schema ?? manifest.schema, options);
  state.size = manifest.size;
  state.totals.lengths.set(manifest.totals.lengths);
  state.totals.docs.set(manifest.totals.docs);
  const parents = await fill(reader, new Int32Array(manifest.shapes));
  const fields = await fill(reader, new Uint8Array(manifest.shapes));
  const facets: { table: FacetTable; values: Buffer }[] = [];
  for (const [i, sizes] of manifest.facets.entries())
    facets.push(await readFacet(reader, state.schema.facets[i]!.name, sizes));
  for (const sizes of manifest.segments) state.sealed.push(await readSegment(reader, state.schema, sizes));
  await checkEnd(reader);
  for (let shape = 1; shape < manifest.shapes; shape++)
    extendShape(state.shapes, parents[shape]!, fields[shape]!);
  state.facets = facets.map(({ table, values }) => openFacet(table, values));
  for (const { columns } of state.sealed) countFacets(state, columns);
  return state;
}

function openReader(chunks: Chunks): Reader {
  const iterator =
    Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  return { chunks: iterator, chunk: new Uint8Array(0), checksum: 0 };
}

async function fill<T extends ArrayBufferView>(reader: Reader, target: T): Promise<T> {
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  for (let at = 0; at < bytes.length; ) {
    if (reader.chunk.length === 0) {
      const next = await reader.chunks.next();
      if (next.done) throw new IndexRefusal("snapshot-truncated", "ends before all was read");
      reader.chunk = next.value;
      continue;
    }
    const part = reader.chunk.subarray(0, bytes.length - at);
    bytes.set(part, at);
    reader.checksum = crc32(part, reader.checksum);
    reader.chunk = reader.chunk.subarray(part.length);
    at += part.length;
  }
  return target;
}

async function readManifest(reader: Reader): Promise<Manifest> {
  const header = await fill(reader, Buffer.alloc(HEADER_BYTES));
  if (header.toString("latin1", 0, 8) !== MAGIC)
    throw new IndexRefusal("snapshot-not-recognised", "does not begin as a snapshot");
  const version = header.readUInt32LE(8);
  if (version !== VERSION)
    throw new IndexRefusal("snapshot-version", `version ${version}, wanted ${VERSION}`);
  const length = header.readUInt32LE(12);
  if (length > MANIFEST_BYTES_MAX)
    throw new IndexRefusal("snapshot-checksum", "manifest of impossible length");
  const json = await fill(reader, Buffer.alloc(length));
  if (crc32(json) !== header.readUInt32LE(16))
    throw new IndexRefusal("snapshot-checksum", "manifest is damaged");
  return JSON.parse(json.toString()) as Manifest;
}

async function checkEnd(reader: Reader): Promise<void> {
  const { checksum } = reader;
  const trailer = await fill(reader, Buffer.alloc(TRAILER_BYTES));
  if (trailer.readUInt32LE(0) !== checksum) throw new IndexRefusal("snapshot-checksum", "arrays are damaged");
  while (reader.chunk.length === 0) {
    const next = await reader.chunks.next();
    if (next.done) return;
    reader.chunk = next.value;
  }
  throw new IndexRefusal("snapshot-not-recognised", "bytes after the end");
}

/** What must agree for arrays to mean the same; weights only matter when a query is scored. */
function layoutOf(schema: IndexSchema): string {
  return JSON.stringify([
    schema.fields.map(({ name, lengthNorm, prefixable, positions }) => [
      name,
      !!lengthNorm,
      !!prefixable,
      !!positions,
    ]),
    schema.facets.map(({ name, multi }) => [name, multi]),
    schema.numbers,
    schema.sortKeys,
  ]);
}

async function readFacet(
  reader: Reader,
  name: string,
  sizes: Manifest["facets"][number],
): Promise<{ table: FacetTable; values: Buffer }> {
  const table = createFacetTable(name);
  const values = await fill(reader, Buffer.alloc(sizes.valueBytes));
  table.pool = await fill(reader, new Int32Array(sizes.pool));
  table.poolSize = sizes.pool;
  table.setCount = sizes.sets;
  return { table, values };
}

/** Completes a facet's lookups, once the checksum has vouched for its bytes. */
function openFacet(table: FacetTable, json: Buffer): FacetTable {
  table.values = JSON.parse(json.toString()) as string[];
  table.codes = new Map(table.values.map((value, code) => [keyOfValue(value), code]));
  table.counts = new Int32Array(Math.max(16, table.values.length));
  rebuildSlots(table, table.setCount * 3);
  return table;
}

async function readSegment(reader: Reader, schema: IndexSchema, sizes: SegmentManifest): Promise<Segment> {
  const columns: Columns = { ...createColumns(schema, sizes.docs), size: sizes.docs, deleted: sizes.deleted };
  await fill(reader, columns.ids);
  for (const id of columns.ids) noteId(columns, id);
  await fill(reader, columns.live);
  for (const lengths of columns.lengths) if (lengths) await fill(reader, lengths);
  for (const array of [...columns.facets, ...columns.numbers, ...columns.sortKeys]) await fill(reader, array);
  columns.slots = await fill(reader, new Int32Array(sizes.slots));
  const dictionary = createDictionary(sizes.prefixTerms, sizes.prefixBytes);
  const postings: SealedPostings = {
    kind: "sealed",
    termCount: sizes.terms,
    high: await fill(reader, new Uint32Array(sizes.terms)),
    low: await fill(reader, new Uint32Array(sizes.terms)),
    at: await fill(reader, new Uint32Array(sizes.terms)),
    lists: {
      bytes: await fill(reader, new Uint8Array(sizes.listBytes)),
      length: sizes.listBytes,
      skips: await fill(reader, new Uint32Array(sizes.skips)),
      skipCount: sizes.skips / 2,
    },
    dictionary,
  };
  await fill(reader, dictionary.bytes);
  await fill(reader, dictionary.ends);
  await fill(reader, dictionary.frequencies);
  dictionary.size = sizes.prefixTerms;
  dictionary.length = sizes.prefixBytes;
  return { columns, postings };
}

function countFacets(state: IndexState, columns: Columns): void {
  state.facets.forEach((table, i) => {
    const column = columns.facets[i]!;
    const perSet = new Int32Array(table.poolSize);
    for (let doc = 0; doc < columns.size; doc++) if (columns.live[doc] === 1) perSet[column[doc]!]!++;
    for (let set = 0; set < table.poolSize; set++) if (perSet[set]! > 0) countSet(table, set, perSet[set]!);
  });
}
