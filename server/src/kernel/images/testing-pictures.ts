import { crc32, deflateSync } from "node:zlib";
import sharp, { type Sharp } from "sharp";
import { PICTURE_BYTES, pictureUses, writePicture } from "./pictures.ts";

/** Words that stand where cameras write place, device and maker's notes: none may be in what is kept. */
export const MARKS =
  /GPS 40\.8424|Exif|MakerNote|ns\.adobe|secret|MPF|ftypmp42|http:\/\/|Author|eXIf|iTXt|tEXt/;

const NOISE = { r: 200, g: 60, b: 40 };

/** A picture of `width` × `height` with a red left half, so that turning shows. */
export function halves(width: number, height: number): Sharp {
  return sharp({ create: { width, height, channels: 3, background: "#1030e0" } }).composite([
    { input: { create: { width: width / 2, height, channels: 3, background: NOISE } }, left: 0, top: 0 },
  ]);
}

/** A JPEG as a camera writes it: Exif with place and orientation, XMP, Photoshop and MPF segments, a comment. */
export async function cameraJpeg(width = 60, height = 40): Promise<Buffer> {
  const plain = await halves(width, height).jpeg().toBuffer();
  const tiff = Buffer.from("49492a0008000000010012010300010000000600000000000000", "hex");
  const exif = Buffer.concat([Buffer.from("Exif\0\0"), tiff, Buffer.from("GPS 40.8424 111.749 MakerNote")]);
  return Buffer.concat([
    plain.subarray(0, 2),
    segment(0xe1, exif),
    segment(0xe1, Buffer.from("http://ns.adobe.com/xap/1.0/\0<x>GPS 40.8424</x>")),
    segment(0xe2, Buffer.from("MPF\0secret")),
    segment(0xed, Buffer.from("Photoshop 3.0\0secret")),
    segment(0xfe, Buffer.from("secret comment")),
    plain.subarray(2),
  ]);
}

function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** A chunk of a PNG. */
function pngChunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A PNG with what programs write beside the picture, and something behind its end. */
export async function talkativePng(): Promise<Buffer> {
  const plain = await halves(40, 20).png().toBuffer();
  const end = plain.length - 12;
  return Buffer.concat([
    plain.subarray(0, end),
    pngChunk("eXIf", Buffer.from("49492a0008000000010012010300010000000100000000000000", "hex")),
    pngChunk("tEXt", Buffer.from("Author\0secret")),
    pngChunk("iTXt", Buffer.from("XML:com.adobe.xmp\0\0\0\0\0GPS 40.8424")),
    plain.subarray(end),
    Buffer.from("secret behind the end"),
  ]);
}

/** A PNG that declares this size and holds no more than one row's worth of pixels. */
export function pngBomb(width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.writeUInt8(8, 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk("IHDR", head),
    pngChunk("IDAT", deflateSync(Buffer.alloc(30_001))),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The first bytes of a HEIC, as iPhones write them. */
export const heic = Buffer.concat([
  Buffer.from([0, 0, 0, 0x18]),
  Buffer.from("ftypheic\0\0\0\0mif1heic"),
  Buffer.alloc(600, 7),
]);

/** While so many pictures wait to be written that no further one is taken. */
export async function whilePicturesBusy<T>(work: () => Promise<T>): Promise<T> {
  const picture = await cameraJpeg(8, 8);
  let isOver = false;
  const write = async () => {
    while (!isOver) await writePicture(picture, pictureUses.thumbnail);
  };
  // Those for whom there is no room are refused and stop.
  const rush = Promise.allSettled(Array.from({ length: 100 }, write));
  try {
    return await work();
  } finally {
    isOver = true;
    await rush;
  }
}

/** A file for each way in which a picture is refused. */
export async function wrongPictures(): Promise<Record<string, Buffer>> {
  return {
    "photo-missing": Buffer.alloc(0),
    "picture-large": Buffer.alloc(PICTURE_BYTES + 1),
    "picture-kind": Buffer.from("%PDF-1.7"),
    "picture-heic": heic,
    "picture-pixels": pngBomb(30_000, 30_000),
    "picture-damaged": (await cameraJpeg()).subarray(0, 400),
  };
}
