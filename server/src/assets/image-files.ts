import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { type FilesPlace, regionFiles } from "../files/index.ts";
import { newId } from "../kernel/ids.ts";
import { createLanes } from "../kernel/images/lanes.ts";
// What may be decoded at all is said there.
import "../kernel/images/pictures.ts";
import type { AssetFile } from "./files.ts";
import { type ImageRequest, type Size, TILE } from "./iiif-request.ts";
import { readTile } from "./pyramid-tiles.ts";
import { refuse } from "./refusals.ts";

/** Pixels of a scan: two pages of a large map at 600 dpi are fewer. */
const MOST_PIXELS = 400_000_000;
const LONGEST_EDGE = 60_000;
const SECONDS = 120;
const QUALITY = 82;
/** Pyramids are for zooming: nearly what the original shows. From 90 on libvips keeps colours whole: three times the bytes. */
const PYRAMID_QUALITY = 88;
const LANES = 2;
const MOST_WAITING = 200;

const making = createLanes(1, MOST_WAITING, () => refuse("images-busy"));
const cutting = createLanes(LANES, MOST_WAITING, () => refuse("images-busy"));

const opening = { limitInputPixels: MOST_PIXELS, failOn: "error", pages: 1, sequentialRead: true } as const;

/**
 * The upright size of a picture; every pixel is decoded once, so that what is cut short is refused when it comes and not
 * when it is looked at. Refuses `file-pixels` 415 before decoding, `file-damaged` 415.
 */
export async function readPixels(content: Buffer, name: string): Promise<Size> {
  try {
    const head = await sharp(content, { ...opening, limitInputPixels: false }).metadata();
    if (head.width * head.height > MOST_PIXELS || Math.max(head.width, head.height) > LONGEST_EDGE)
      throw refuse("file-pixels", { name, megapixels: MOST_PIXELS / 1_000_000 });
    await cutting.run(() => sharp(content, opening).timeout({ seconds: SECONDS }).stats());
    return (head.orientation ?? 1) >= 5
      ? { width: head.height, height: head.width }
      : { width: head.width, height: head.height };
  } catch (error) {
    if ((error as { code?: string }).code === "file-pixels") throw error;
    const problem = refuse("file-damaged", { name });
    problem.cause = error;
    throw problem;
  }
}

/** Where what is made of originals stands: on this machine, and made again when it is gone. */
function madeFolder(dataFolder: string, id: string): string {
  return join(dataFolder, "derivatives", id.slice(-2), id);
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

type Pyramidal = Pick<AssetFile, "id" | "key" | "name" | "width" | "height">;

const underWay = new Map<string, Promise<string>>();

/**
 * The pyramid of a picture: a tiled TIFF with halves of halves, upright, in sRGB; made when it is not there. Whoever asks
 * meanwhile waits for the same one. Refuses `images-busy` 503, `file-damaged` 415, `file-unknown` 404 (its original is gone).
 */
export function pyramidOf(place: FilesPlace, file: Pyramidal): Promise<string> {
  const known = underWay.get(file.id);
  if (known) return known;
  const made = makePyramid(place, file).finally(() => underWay.delete(file.id));
  underWay.set(file.id, made);
  return made;
}

/** A side of tiles for a side of a picture: TIFF wants sixteens, and libvips reads no tile far larger than its picture. */
function tileFor(edge: number): number {
  return Math.min(TILE, Math.ceil(edge / 16) * 16);
}

const pyramidPath = (place: FilesPlace, file: Pick<AssetFile, "id">): string =>
  join(madeFolder(place.dataFolder, file.id), "pyramid.tif");

async function makePyramid(place: FilesPlace, file: Pyramidal): Promise<string> {
  const path = pyramidPath(place, file);
  if (await isThere(path)) return path;
  const stored = await regionFiles(place).get(file.key);
  if (!stored) throw refuse("file-unknown");
  const original = await buffer(stored.stream());
  await mkdir(dirname(path), { recursive: true });
  const part = `${path}.${newId<"part">()}`;
  try {
    await making.run(() =>
      sharp(original, { ...opening, sequentialRead: false })
        .timeout({ seconds: SECONDS })
        .autoOrient()
        .flatten({ background: "#ffffff" })
        .toColourspace("srgb")
        .tiff({
          tile: true,
          tileWidth: tileFor(file.width ?? TILE),
          tileHeight: tileFor(file.height ?? TILE),
          pyramid: true,
          compression: "jpeg",
          quality: PYRAMID_QUALITY,
        })
        .toFile(part),
    );
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    if ((error as { code?: string }).code === "images-busy") throw error;
    const problem = refuse("file-damaged", { name: file.name });
    problem.cause = error;
    throw problem;
  }
  return path;
}

/**
 * The picture that answers an image request: a tile as it stands in the pyramid, or cut from the smallest level that has
 * enough pixels, and then kept for the next who asks.
 */
export async function cutImage(
  place: FilesPlace,
  file: AssetFile,
  request: ImageRequest,
  keep: boolean,
): Promise<Buffer> {
  const tile = await readTile(
    pyramidPath(place, file),
    { width: file.width!, height: file.height! },
    request,
  );
  if (tile) return tile;
  const name = request.canonical
    .replaceAll("/", "_")
    .replaceAll(/[!^]/g, (sign) => (sign === "!" ? "m" : "u"));
  const path = join(madeFolder(place.dataFolder, file.id), name);
  const kept = await readFile(path).catch(() => null);
  if (kept) return kept;
  const pyramid = await pyramidOf(place, file);
  const bytes = await cutting.run(() => cut(pyramid, file, request));
  if (!keep) return bytes;
  const part = `${path}.${newId<"part">()}`;
  await writeFile(part, bytes);
  await rename(part, path);
  return bytes;
}

async function cut(pyramid: string, file: AssetFile, request: ImageRequest): Promise<Buffer> {
  const { region, size, rotation, mirrored, quality, format } = request;
  const whole = { width: file.width!, height: file.height! };
  const level = levelFor(whole, Math.min(region.width / size.width, region.height / size.height));
  const scale = 2 ** level;
  const at = { width: Math.floor(whole.width / scale), height: Math.floor(whole.height / scale) };
  const left = Math.min(Math.floor(region.left / scale), Math.max(0, at.width - 1));
  const top = Math.min(Math.floor(region.top / scale), Math.max(0, at.height - 1));
  let picture = sharp(pyramid, { limitInputPixels: MOST_PIXELS, page: level, pages: 1 })
    .timeout({ seconds: SECONDS })
    .extract({
      left,
      top,
      width: Math.max(1, Math.min(Math.round(region.width / scale), at.width - left)),
      height: Math.max(1, Math.min(Math.round(region.height / scale), at.height - top)),
    })
    .resize({ ...size, fit: "fill" });
  if (mirrored) picture = picture.flop();
  // Turning after all else: sharp would turn before it cuts.
  if (rotation !== 0) picture = sharp(await picture.png({ compressionLevel: 0 }).toBuffer()).rotate(rotation);
  if (quality === "gray") picture = picture.grayscale();
  if (quality === "bitonal") picture = picture.grayscale().threshold();
  if (format === "png") return await picture.png().toBuffer();
  return await (format === "webp"
    ? picture.webp({ quality: QUALITY })
    : picture.jpeg({ quality: QUALITY })
  ).toBuffer();
}

/** Halvings of the level to cut from: the last that still has as many pixels as are wanted, as far as the pyramid goes. */
function levelFor(whole: Size, factor: number): number {
  let level = 0;
  while (2 ** (level + 1) <= factor && Math.max(whole.width, whole.height) / 2 ** level > TILE) level++;
  return level;
}
