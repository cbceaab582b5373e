import type { z } from "zod";
import { refuse } from "./refusals.ts";
import type { imageInfoSchema } from "./schema.ts";

/** A picture's size in pixels. */
export type Size = { width: number; height: number };
/** What an image request asks for, in pixels of the whole picture: IIIF Image API 3.0, section 4. */
export type ImageRequest = {
  region: { left: number; top: number } & Size;
  size: Size;
  rotation: number;
  mirrored: boolean;
  quality: "default" | "color" | "gray" | "bitonal";
  format: "jpg" | "png" | "webp";
  /** The one address of this answer (section 4.7). */
  canonical: string;
};

/** Pixels of the longer side, and of the whole answer, that are made at most. */
const MOST_EDGE = 4096;
const MOST_AREA = 4096 * 4096;

const FORMATS = ["jpg", "png", "webp"] as const;
const QUALITIES = ["default", "color", "gray", "bitonal"] as const;
const DECIMAL = "\\d+(?:\\.\\d+)?";
const PERCENT_REGION = new RegExp(`^pct:(${DECIMAL}),(${DECIMAL}),(${DECIMAL}),(${DECIMAL})$`);
const PERCENT_SIZE = new RegExp(`^(\\^?)pct:(${DECIMAL})$`);

/**
 * Reads the five parts of an image request against the picture's size. Level 2 and more: regions in pixels, per cent and
 * square; sizes exact, by one side, within a frame, in per cent, upscaled; quarter turns and mirrors.
 * Refuses `image-request-invalid` 400, `image-size-large` 400.
 */
export function readImageRequest(
  whole: Size,
  parts: { region: string; size: string; rotation: string; file: string },
): ImageRequest {
  const region = readRegion(whole, parts.region);
  const size = readSize(region, parts.size);
  const { rotation, mirrored } = readRotation(parts.rotation);
  const dot = parts.file.lastIndexOf(".");
  const quality = QUALITIES.find((one) => one === parts.file.slice(0, dot));
  const format = FORMATS.find((one) => one === parts.file.slice(dot + 1));
  if (!quality || !format) throw refuse("image-request-invalid", { part: "quality" });
  const isWhole = region.width === whole.width && region.height === whole.height;
  const isLarger = size.width > region.width || size.height > region.height;
  const isMax = size.width === region.width && size.height === region.height;
  const canonical = [
    isWhole ? "full" : [region.left, region.top, region.width, region.height].join(","),
    isMax ? "max" : `${isLarger ? "^" : ""}${size.width},${size.height}`,
    `${mirrored ? "!" : ""}${rotation}`,
    `${quality}.${format}`,
  ].join("/");
  return { region, size, rotation, mirrored, quality, format, canonical };
}

/** The longer side of a picture of low resolution, in pixels. */
const LOW_EDGE = 800;

/** A picture as it is seen in low resolution: as if it were no larger. */
export function smallSize({ width, height }: Size): Size {
  const factor = Math.min(1, LOW_EDGE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/**
 * A request that was read against the small picture, in pixels of the whole one. What it would be enlarged to shows more than is
 * open: refuses `image-size-large` 400.
 */
export function smallRequest(request: ImageRequest, small: Size, whole: Size): ImageRequest {
  const { region, size } = request;
  if (size.width > region.width || size.height > region.height)
    throw refuse("image-size-large", { pixels: LOW_EDGE });
  const [x, y] = [whole.width / small.width, whole.height / small.height];
  const [left, top] = [Math.floor(region.left * x), Math.floor(region.top * y)];
  const width = Math.min(Math.round(region.width * x), whole.width - left);
  const height = Math.min(Math.round(region.height * y), whole.height - top);
  const isWhole = width === whole.width && height === whole.height;
  const canonical = [
    isWhole ? "full" : [left, top, width, height].join(","),
    `${size.width},${size.height}`,
    ...request.canonical.split("/").slice(2),
  ].join("/");
  return { ...request, region: { left, top, width, height }, canonical };
}

function readRegion(whole: Size, text: string): ImageRequest["region"] {
  if (text === "full") return { left: 0, top: 0, ...whole };
  if (text === "square") {
    const edge = Math.min(whole.width, whole.height);
    const left = Math.floor((whole.width - edge) / 2);
    return { left, top: Math.floor((whole.height - edge) / 2), width: edge, height: edge };
  }
  const percent = PERCENT_REGION.exec(text)?.slice(1).map(Number);
  const pixels = percent
    ? percent.map((part, i) => Math.round((part * (i % 2 ? whole.height : whole.width)) / 100))
    : /^(\d+),(\d+),(\d+),(\d+)$/.exec(text)?.slice(1).map(Number);
  if (!pixels) throw refuse("image-request-invalid", { part: "region" });
  const [left, top, width, height] = pixels as [number, number, number, number];
  const cut = { width: Math.min(width, whole.width - left), height: Math.min(height, whole.height - top) };
  if (cut.width <= 0 || cut.height <= 0) throw refuse("image-request-invalid", { part: "region" });
  return { left, top, ...cut };
}

function readSize(region: Size, text: string): Size {
  const size = sizeOf(region, text);
  const isEnlarged = size.width > region.width || size.height > region.height;
  if (size.width < 1 || size.height < 1 || (isEnlarged && !text.startsWith("^")))
    throw refuse("image-request-invalid", { part: "size" });
  if (Math.max(size.width, size.height) > MOST_EDGE || size.width * size.height > MOST_AREA)
    throw refuse("image-size-large", { pixels: MOST_EDGE });
  return size;
}

/** `max` is the largest that is made. */
function sizeOf(region: Size, text: string): Size {
  const scaled = (factor: number): Size => ({
    width: Math.max(1, Math.round(region.width * factor)),
    height: Math.max(1, Math.round(region.height * factor)),
  });
  const fit = Math.min(MOST_EDGE / region.width, MOST_EDGE / region.height);
  if (text === "max") return scaled(Math.min(1, fit));
  if (text === "^max") return scaled(fit);
  const percent = PERCENT_SIZE.exec(text);
  if (percent) return scaled(Number(percent[2]) / 100);
  const inside = /^\^?!(\d+),(\d+)$/.exec(text);
  if (inside) {
    const factor = Math.min(Number(inside[1]) / region.width, Number(inside[2]) / region.height);
    return scaled(text.startsWith("^") ? factor : Math.min(1, factor));
  }
  const sides = /^\^?(\d*),(\d*)$/.exec(text);
  if (!sides || (sides[1] === "" && sides[2] === "")) throw refuse("image-request-invalid", { part: "size" });
  if (sides[1] === "") return { ...scaled(Number(sides[2]) / region.height), height: Number(sides[2]) };
  if (sides[2] === "") return { ...scaled(Number(sides[1]) / region.width), width: Number(sides[1]) };
  return { width: Number(sides[1]), height: Number(sides[2]) };
}

function readRotation(text: string): { rotation: number; mirrored: boolean } {
  const found = /^(!?)(\d{1,3}(?:\.\d+)?)$/.exec(text);
  const rotation = Number(found?.[2]);
  if (!found || rotation % 90 !== 0 || rotation > 360)
    throw refuse("image-request-invalid", { part: "rotation" });
  return { rotation: rotation % 360, mirrored: found[1] === "!" };
}

/** Sides of the tiles of pyramids, and halvings that a picture of a size has. */
export const TILE = 512;

/** `info.json` of a picture: IIIF Image API 3.0, section 5. `id`: its address without a slash at the end. */
export function imageInfo(id: string, { width, height }: Size): z.output<typeof imageInfoSchema> {
  const scaleFactors = [1];
  while (Math.max(width, height) / scaleFactors.at(-1)! > TILE) scaleFactors.push(scaleFactors.at(-1)! * 2);
  return {
    "@context": "http://iiif.io/api/image/3/context.json",
    id,
    type: "ImageService3",
    protocol: "http://iiif.io/api/image",
    profile: "level2",
    width,
    height,
    maxWidth: MOST_EDGE,
    maxHeight: MOST_EDGE,
    maxArea: MOST_AREA,
    tiles: [{ width: TILE, height: TILE, scaleFactors }],
    preferredFormats: ["jpg"],
    extraFormats: ["webp"],
    extraQualities: ["color", "gray", "bitonal"],
    extraFeatures: ["canonicalLinkHeader", "mirroring", "regionSquare", "sizeUpscaling", "rotationBy90s"],
  };
}
