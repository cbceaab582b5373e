import sharp, { type Metadata } from "sharp";
import { Problem } from "../problem.ts";
import { createLanes } from "./lanes.ts";
import { sniffPicture } from "./picture-kind.ts";

/** Largest file that is looked at: what phones with 12 megapixels write. */
export const PICTURE_BYTES = 12 * 2 ** 20;
/** Most pixels that are decoded; more is a trap, or nothing a reader needs. */
export const PICTURE_PIXELS = 64_000_000;
const LONGEST_EDGE = 16_384;
const SECONDS = 30;
const JPEG_QUALITY = 82;
/** Pictures decoded at the same time, each by one thread of sharp's, and how many may wait. */
const LANES = 2;
const MOST_WAITING = 64;

/** How a picture is written: `edge`: its longer side at most, in pixels. `logo`: without loss and with transparency. */
export type PictureUse = { edge: number; as: "photo" | "logo" };
/** Sizes in use. */
export const pictureUses = {
  photo: { edge: 2048, as: "photo" },
  thumbnail: { edge: 400, as: "photo" },
  cover: { edge: 600, as: "photo" },
  logo: { edge: 512, as: "logo" },
} as const satisfies Record<string, PictureUse>;

/** A picture written anew: pixels and nothing else. */
export type Picture = { bytes: Buffer; type: "image/jpeg" | "image/png"; width: number; height: number };

// For the whole process, said anew by each thread: only what is sniffed; TIFF for originals and their pyramids alone.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: [
    "VipsForeignLoadJpegBuffer",
    "VipsForeignLoadPngBuffer",
    "VipsForeignLoadWebpBuffer",
    "VipsForeignLoadNsgifBuffer",
    ...["VipsForeignLoadHeifBuffer", "VipsForeignLoadTiffBuffer", "VipsForeignLoadTiffFile"],
  ],
});
sharp.concurrency(1);
sharp.cache(false);

const lanes = createLanes(LANES, MOST_WAITING, () => new Problem("pictures-busy", 503));

/**
 * Decodes a picture and writes it anew for each use, upright, in sRGB: place, time, device, thumbnails, comments,
 * second pictures, appended films and colour profiles are not in what is written. Of a moving picture the first frame
 * is taken; a photo's transparency becomes white. Not to be called inside a transaction.
 * Refuses in this order: `picture-large` 413, `picture-heic` 415, `picture-kind` 415, `picture-pixels` 415 (before
 * decoding), `picture-damaged` 415 (cut short or not what it says), `pictures-busy` 503.
 */
export async function writePictures<K extends string>(
  bytes: Buffer,
  uses: Record<K, PictureUse>,
): Promise<Record<K, Picture>> {
  if (bytes.length > PICTURE_BYTES)
    throw new Problem("picture-large", 413, { megabytes: PICTURE_BYTES / 2 ** 20 });
  const kind = sniffPicture(bytes);
  if (kind === "heic") throw new Problem("picture-heic", 415);
  if (kind === "other") throw new Problem("picture-kind", 415);
  return await lanes.run(async () => {
    await demandPixels(bytes);
    const written: [string, Picture][] = [];
    for (const [name, use] of Object.entries<PictureUse>(uses)) written.push([name, await write(bytes, use)]);
    return Object.fromEntries(written) as Record<K, Picture>;
  });
}

/** One use of a picture; see `writePictures`. */
export async function writePicture(bytes: Buffer, use: PictureUse): Promise<Picture> {
  return (await writePictures(bytes, { use })).use;
}

const open = (bytes: Buffer) =>
  sharp(bytes, { limitInputPixels: PICTURE_PIXELS, failOn: "error", pages: 1, sequentialRead: true });

async function demandPixels(bytes: Buffer): Promise<void> {
  let head: Metadata;
  try {
    head = await sharp(bytes, { limitInputPixels: false, failOn: "error", pages: 1 }).metadata();
  } catch (cause) {
    throw damaged(cause);
  }
  const { width, height } = head;
  if (width * height > PICTURE_PIXELS || Math.max(width, height) > LONGEST_EDGE)
    throw new Problem("picture-pixels", 415, { megapixels: PICTURE_PIXELS / 1_000_000 });
}

async function write(bytes: Buffer, { edge, as }: PictureUse): Promise<Picture> {
  const upright = open(bytes)
    .timeout({ seconds: SECONDS })
    .autoOrient()
    .resize({ width: edge, height: edge, fit: "inside", withoutEnlargement: true });
  const coded =
    as === "logo"
      ? upright.toColourspace("srgb").png({ compressionLevel: 9 })
      : upright.flatten({ background: "#ffffff" }).toColourspace("srgb").jpeg({ quality: JPEG_QUALITY });
  try {
    const { data, info } = await coded.toBuffer({ resolveWithObject: true });
    const type = as === "logo" ? "image/png" : "image/jpeg";
    return { bytes: data, type, width: info.width, height: info.height };
  } catch (cause) {
    throw damaged(cause);
  }
}

function damaged(cause: unknown): Problem {
  const problem = new Problem("picture-damaged", 415);
  problem.cause = cause;
  return problem;
}
