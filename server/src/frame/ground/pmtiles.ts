import { promisify } from "node:util";
import { brotliDecompress, gunzip } from "node:zlib";

/** Reads a stretch of the file. */
export type ReadStretch = (offset: number, length: number) => Promise<Buffer>;
/** What tiles are: Mapbox vector tiles or pictures. */
type TileKind = "vector" | "raster";

export type TileArchive = {
  kind: TileKind;
  mediaType: string;
  minZoom: number;
  maxZoom: number;
  /** West, south, east, north, in degrees. */
  bounds: [number, number, number, number];
  metadata: Readonly<Record<string, unknown>>;
  /** A tile unpacked; null where the file has none. */
  tile(z: number, x: number, y: number): Promise<Buffer | null>;
};

type Entry = { id: number; run: number; length: number; offset: number };
type Unpack = (bytes: Buffer) => Promise<Buffer>;

const HEADER_BYTES = 127;
const DEEPEST_ZOOM = 24;
/** Directories point to directories at most so deep (PMTiles 3, section 4). */
const DEEPEST_DIRECTORY = 3;
/** What one directory, the metadata and one tile may be, packed and unpacked. */
const MOST_BYTES = 32 * 2 ** 20;
/** A tile takes four bytes of a directory at least; those of whole planets have some thousands. */
const MOST_ENTRIES = 2 ** 20;
const ENTRY_BYTES = 4;
/** Of all directories that are kept at hand together. */
const MOST_KEPT = 2 ** 21;
const MEDIA_TYPES: Readonly<Record<number, [TileKind, string]>> = {
  1: ["vector", "application/vnd.mapbox-vector-tile"],
  2: ["raster", "image/png"],
  3: ["raster", "image/jpeg"],
  4: ["raster", "image/webp"],
  5: ["raster", "image/avif"],
};
const LIMIT = { maxOutputLength: MOST_BYTES };
const UNPACK: Readonly<Record<number, Unpack>> = {
  1: async (bytes) => bytes,
  2: async (bytes) => await promisify<Buffer, object, Buffer>(gunzip as never)(bytes, LIMIT),
  3: async (bytes) => await promisify<Buffer, object, Buffer>(brotliDecompress as never)(bytes, LIMIT),
};

/** The number of a tile in the file: zooms one after the other, each along a Hilbert curve. 0/0/0 -> 0, 1/1/0 -> 4. */
export function tileId(z: number, x: number, y: number): number {
  let id = (4 ** z - 1) / 3;
  let [across, down] = [x, y];
  for (let s = 2 ** (z - 1); s >= 1; s /= 2) {
    const right = (across & s) > 0 ? 1 : 0;
    const below = (down & s) > 0 ? 1 : 0;
    id += s * s * ((3 * right) ^ below);
    if (below === 1) continue;
    if (right === 1) [across, down] = [s - 1 - across, s - 1 - down];
    [across, down] = [down, across];
  }
  return id;
}

/** A directory: tiles and further directories by their numbers, as rows of varints (PMTiles 3, section 4.2). */
export function readDirectory(bytes: Buffer): Entry[] {
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 49) throw new Error("a directory that ends too soon");
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  const count = next();
  if (count > MOST_ENTRIES || count * ENTRY_BYTES > bytes.length)
    throw new Error("a directory that says more than it holds");
  const entries: Entry[] = Array.from({ length: count }, () => ({ id: 0, run: 0, length: 0, offset: 0 }));
  let id = 0;
  for (const entry of entries) entry.id = id += next();
  for (const entry of entries) entry.run = next();
  for (const entry of entries) entry.length = next();
  for (const [i, entry] of entries.entries()) {
    const value = next();
    const before = entries[i - 1];
    entry.offset = value === 0 && before ? before.offset + before.length : value - 1;
  }
  return entries;
}

/** What the file says of itself: a JSON object (PMTiles 3, section 5); anything else says nothing. */
function readMetadata(bytes: Buffer): TileArchive["metadata"] {
  const said: unknown = bytes.length === 0 ? {} : JSON.parse(bytes.toString("utf8"));
  return typeof said === "object" && said !== null ? (said as TileArchive["metadata"]) : {};
}

/** The last entry that begins at or before a number. */
function entryOf(entries: readonly Entry[], id: number): Entry | undefined {
  let [low, high] = [0, entries.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.id <= id) low = middle + 1;
    else high = middle - 1;
  }
  return entries[high];
}

/**
 * Opens a file of map tiles (PMTiles 3) by stretches, without reading it whole. Throws with what is wrong when it is none,
 * or packed in a way that is not known here (zstd).
 */
export async function openTiles(read: ReadStretch): Promise<TileArchive> {
  const head = await read(0, HEADER_BYTES);
  if (head.length < HEADER_BYTES || head.toString("latin1", 0, 7) !== "PMTiles")
    throw new Error("no PMTiles file");
  if (head[7] !== 3) throw new Error(`PMTiles ${head[7]}, not 3`);
  const whole = (offset: number): number => Number(head.readBigUInt64LE(offset));
  const degrees = (offset: number): number => head.readInt32LE(offset) / 1e7;
  const [inner, ofTiles, type] = [UNPACK[head[97]!], UNPACK[head[98]!], MEDIA_TYPES[head[99]!]];
  if (!inner || !ofTiles || !type) throw new Error("tiles of a kind that is not known here");
  const stretch = async (offset: number, length: number): Promise<Buffer> => {
    if (length > MOST_BYTES) throw new Error("a stretch that is too long");
    const bytes = await read(offset, length);
    if (bytes.length < length) throw new Error("a file that ends too soon");
    return bytes;
  };
  const root = readDirectory(await inner(await stretch(whole(8), whole(16))));
  const metadata = readMetadata(await inner(await stretch(whole(24), whole(32))));
  const [leavesAt, tilesAt] = [whole(40), whole(56)];
  const leaves = new Map<number, Entry[]>();
  let kept = 0;
  const leaf = async ({ offset, length }: Entry): Promise<Entry[]> => {
    const found = leaves.get(offset) ?? readDirectory(await inner(await stretch(leavesAt + offset, length)));
    kept += found.length - (leaves.get(offset)?.length ?? 0);
    leaves.delete(offset);
    leaves.set(offset, found);
    for (const [oldest, entries] of leaves) {
      if (kept <= MOST_KEPT) break;
      leaves.delete(oldest);
      kept -= entries.length;
    }
    return found;
  };
  const [minZoom, maxZoom] = [head[100]!, Math.min(head[101]!, DEEPEST_ZOOM)];
  return {
    kind: type[0],
    mediaType: type[1],
    minZoom,
    maxZoom,
    bounds: [degrees(102), degrees(106), degrees(110), degrees(114)],
    metadata,
    tile: async (z, x, y) => {
      if (z < minZoom || z > maxZoom || x >= 2 ** z || y >= 2 ** z) return null;
      const id = tileId(z, x, y);
      let entries = root;
      for (let depth = 0; depth <= DEEPEST_DIRECTORY; depth++) {
        const entry = entryOf(entries, id);
        if (!entry) return null;
        if (entry.run > 0)
          return id < entry.id + entry.run
            ? await ofTiles(await stretch(tilesAt + entry.offset, entry.length))
            : null;
        entries = await leaf(entry);
      }
      return null;
    },
  };
}
