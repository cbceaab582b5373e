/** Kinds of pictures a copy may have. */
export const photoTypes = ["image/jpeg", "image/png", "image/webp"] as const;
export type PhotoType = (typeof photoTypes)[number];

/** What a file is by its first bytes, whatever its name says; undefined for anything but our kinds. */
export function photoTypeOf(bytes: Buffer): PhotoType | undefined {
  if (bytes.length > 4 && bytes.readUInt32BE(0) >>> 8 === 0xffd8ff) return "image/jpeg";
  if (bytes.subarray(0, 8).equals(PNG_HEAD)) return "image/png";
  if (
    bytes.length > 16 &&
    bytes.toString("latin1", 0, 4) === "RIFF" &&
    bytes.toString("latin1", 8, 12) === "WEBP"
  )
    return "image/webp";
  return undefined;
}

const PNG_HEAD = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * The picture without what cameras write into it: place, time, device, thumbnails, comments. A JPEG keeps how it is to
 * be turned. Undefined when the file is cut short or not what it says it is.
 */
export function stripPhoto(bytes: Buffer, type: PhotoType): Buffer | undefined {
  if (type === "image/jpeg") return stripJpeg(bytes);
  if (type === "image/png") return stripPng(bytes);
  return stripWebp(bytes);
}

const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP14 = 0xee;
const APP15 = 0xef;
const COM = 0xfe;

function stripJpeg(bytes: Buffer): Buffer | undefined {
  const kept: Buffer[] = [bytes.subarray(0, 2)];
  let turned: number | undefined;
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) return undefined;
    if (marker === SOS) {
      const tail = bytes.lastIndexOf(Buffer.from([0xff, 0xd9]));
      if (tail < end) return undefined;
      if (turned !== undefined && turned > 1) kept.splice(1, 0, orientationOnly(turned));
      return Buffer.concat([...kept, bytes.subarray(at, tail + 2)]);
    }
    if (marker === APP1) turned ??= orientationOf(bytes.subarray(at + 4, end));
    const isMeta = marker === COM || (marker > APP0 && marker <= APP15 && marker !== APP14);
    if (!isMeta) kept.push(bytes.subarray(at, end));
    at = end;
  }
  return undefined;
}

/** EXIF tag 0x0112 of an APP1 segment: 1 to 8. */
function orientationOf(segment: Buffer): number | undefined {
  if (segment.toString("latin1", 0, 6) !== "Exif\0\0") return undefined;
  const tiff = segment.subarray(6);
  if (tiff.length < 14) return undefined;
  const little = tiff.toString("latin1", 0, 2) === "II";
  const u16 = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (first + 2 > tiff.length) return undefined;
  const entries = u16(first);
  for (let i = 0; i < entries; i++) {
    const at = first + 2 + 12 * i;
    if (at + 12 > tiff.length) return undefined;
    if (u16(at) !== 0x0112) continue;
    const value = u16(at + 8);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** An APP1 segment that says nothing but how to turn the picture. */
function orientationOnly(orientation: number): Buffer {
  const tiff = Buffer.from("4d4d002a00000008000101120003000000010000000000000000", "hex");
  tiff.writeUInt16BE(orientation, 18);
  const body = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const head = Buffer.from([0xff, APP1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** Chunks of a PNG that make the picture; all others tell about it. */
const PNG_KEPT = new Set([
  "IHDR",
  "PLTE",
  "IDAT",
  "IEND",
  "tRNS",
  "gAMA",
  "cHRM",
  "sRGB",
  "iCCP",
  "bKGD",
  "pHYs",
  "sBIT",
]);

function stripPng(bytes: Buffer): Buffer | undefined {
  const kept: Buffer[] = [bytes.subarray(0, 8)];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const end = at + 12 + bytes.readUInt32BE(at);
    const name = bytes.toString("latin1", at + 4, at + 8);
    if (end > bytes.length) return undefined;
    if (PNG_KEPT.has(name)) kept.push(bytes.subarray(at, end));
    if (name === "IEND") return Buffer.concat(kept);
    at = end;
  }
  return undefined;
}

const EXIF_FLAG = 0x08;
const XMP_FLAG = 0x04;

function stripWebp(bytes: Buffer): Buffer | undefined {
  const kept: Buffer[] = [];
  const size = 8 + bytes.readUInt32LE(4);
  if (size > bytes.length) return undefined;
  let at = 12;
  while (at + 8 <= size) {
    const length = bytes.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    const name = bytes.toString("latin1", at, at + 4);
    if (at + 8 + length > bytes.length) return undefined;
    if (name !== "EXIF" && name !== "XMP ") {
      const chunk = Buffer.from(bytes.subarray(at, end));
      if (name === "VP8X" && chunk.length > 8) chunk[8] = chunk[8]! & ~(EXIF_FLAG | XMP_FLAG);
      kept.push(chunk);
    }
    at = end;
  }
  const body = Buffer.concat(kept);
  if (!/VP8[ LX]/.test(body.toString("latin1", 0, 4))) return undefined;
  const head = Buffer.alloc(12);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(body.length + 4, 4);
  head.write("WEBP", 8, "latin1");
  return Buffer.concat([head, body]);
}
