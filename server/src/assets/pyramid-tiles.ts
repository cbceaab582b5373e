import { type FileHandle, open } from "node:fs/promises";
import { type ImageRequest, type Size, TILE } from "./iiif-request.ts";

/** Where the tiles of one level stand in its file. */
type Level = Size & { offsets: readonly number[]; lengths: readonly number[]; tables: Buffer };

/** Tags of TIFF 6.0 and of its JPEG tiles (Technical Note 2). */
const TAG = { width: 256, height: 257, compression: 259, tileWidth: 322, tileHeight: 323 } as const;
const [OFFSETS, LENGTHS, TABLES, JPEG] = [324, 325, 347, 7];
const ENTRY = 12;
/** Bytes of a value of each type that is read here: bytes, shorts, longs, undefined. */
const WIDE: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 7: 1 };
const MOST_LEVELS = 16;
const MOST_KNOWN = 200;
const known = new Map<string, { mark: string; levels: readonly Level[] }>();

/**
 * The tile of a pyramid that a request asks for as it is, ready as a JPEG: neither decoded nor compressed anew, and many
 * times cheaper than cutting. Null: something else is asked for (a part of a tile, the last of a row, another size), or
 * there is no pyramid yet.
 */
export async function readTile(path: string, whole: Size, request: ImageRequest): Promise<Buffer | null> {
  const at = tileAt(whole, request);
  const file = at && (await open(path).catch(() => null));
  if (!file) return null;
  try {
    const level = (await levelsOf(path, file))[at.level];
    if (!level || (at.column + 1) * TILE > level.width || (at.row + 1) * TILE > level.height) return null;
    const index = at.row * Math.ceil(level.width / TILE) + at.column;
    const [offset, length] = [level.offsets[index], level.lengths[index]];
    if (offset === undefined || length === undefined || length < 4) return null;
    const tile = await bytesAt(file, offset, length);
    // Tables without their end, then the tile without its beginning: one whole JPEG.
    return Buffer.concat([level.tables.subarray(0, -2), tile.subarray(2)]);
  } finally {
    await file.close();
  }
}

/** Which tile of which level is exactly what is asked for; null: none. */
function tileAt(
  whole: Size,
  { region, size, rotation, mirrored, quality, format }: ImageRequest,
): { level: number; column: number; row: number } | null {
  if (rotation !== 0 || mirrored || format !== "jpg" || (quality !== "default" && quality !== "color"))
    return null;
  const level = Math.log2(region.width / TILE);
  const edge = TILE * 2 ** level;
  const isTile = size.width === TILE && size.height === TILE && region.height === edge;
  const isPlaced = region.left % edge === 0 && region.top % edge === 0;
  const isInside = region.left + edge <= whole.width && region.top + edge <= whole.height;
  if (!Number.isInteger(level) || level < 0 || !isTile || !isPlaced || !isInside) return null;
  return { level, column: region.left / edge, row: region.top / edge };
}

/** The levels of a pyramid, the largest first; remembered while it is the same file: what is gone is made again. */
async function levelsOf(path: string, file: FileHandle): Promise<readonly Level[]> {
  const { ino, mtimeMs, size } = await file.stat();
  const mark = `${ino} ${mtimeMs} ${size}`;
  const before = known.get(path);
  if (before?.mark === mark) return before.levels;
  const levels = await readLevels(file);
  if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value!);
  known.set(path, { mark, levels });
  return levels;
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  if (bytesRead !== length) throw new Error("a pyramid ends before its tile");
  return bytes;
}

/** Reads the directories of a TIFF as libvips writes it: little-endian, tiles of JPEG; other files have no levels. */
async function readLevels(file: FileHandle): Promise<Level[]> {
  const head = await bytesAt(file, 0, 8);
  if (head.toString("latin1", 0, 4) !== "II*\0") return [];
  const levels: Level[] = [];
  for (let at = head.readUInt32LE(4); at !== 0 && levels.length < MOST_LEVELS; ) {
    const count = (await bytesAt(file, at, 2)).readUInt16LE();
    const entries = await bytesAt(file, at + 2, count * ENTRY + 4);
    const level = await readLevel(file, entries.subarray(0, count * ENTRY));
    if (!level) return levels;
    levels.push(level);
    at = entries.readUInt32LE(count * ENTRY);
  }
  return levels;
}

async function readLevel(file: FileHandle, entries: Buffer): Promise<Level | null> {
  const values = async (tag: number): Promise<Buffer | readonly number[]> => {
    for (let at = 0; at < entries.length; at += ENTRY) {
      if (entries.readUInt16LE(at) !== tag) continue;
      const wide = WIDE[entries.readUInt16LE(at + 2)] ?? 0;
      const count = entries.readUInt32LE(at + 4);
      const inPlace = wide * count <= 4;
      const bytes = inPlace
        ? entries.subarray(at + 8, at + 8 + wide * count)
        : await bytesAt(file, entries.readUInt32LE(at + 8), wide * count);
      if (wide === 1) return bytes;
      return Array.from({ length: count }, (_one, n) => bytes.readUIntLE(n * wide, wide));
    }
    return [];
  };
  const one = async (tag: number): Promise<number> => (await values(tag))[0] ?? 0;
  const tables = await values(TABLES);
  const isOurs =
    (await one(TAG.compression)) === JPEG &&
    (await one(TAG.tileWidth)) === TILE &&
    (await one(TAG.tileHeight)) === TILE;
  if (!isOurs || !Buffer.isBuffer(tables)) return null;
  const [width, height] = [await one(TAG.width), await one(TAG.height)];
  return {
    width,
    height,
    tables,
    offsets: [...(await values(OFFSETS))],
    lengths: [...(await values(LENGTHS))],
  };
}
