import sharp, { type Sharp } from "sharp";

const WIDTH = 640;
const HEIGHT = 360;
const FRAMES_A_SECOND = 6;
const SECONDS = 12;

type Colour = readonly [number, number, number];
const SHORE = 230;

const mixed = (a: Colour, b: Colour, share: number): Colour => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
];

/** How high a ridge stands over a place: a few waves laid over each other. */
function ridge(x: number, height: number, phase: number): number {
  const at = (x / WIDTH) * 32;
  return height * (0.55 + 0.3 * Math.sin(at / 5 + phase) + 0.15 * Math.sin(at / 2.3 + phase * 2));
}

function skyAt(x: number, y: number, sun: number): Colour {
  const far = SHORE - ridge(x, 90, 0.4);
  const near = SHORE - ridge(x, 46, 2.1);
  if (y > near) return [87, 86, 72];
  if (y > far) return [125, 122, 108];
  const away = Math.hypot(x - 430, y - sun);
  const sky = mixed([109, 127, 143], [230, 196, 144], y / SHORE);
  return away < 26 ? [246, 223, 174] : mixed([246, 223, 174], sky, Math.min(1, (away - 26) / 120 + 0.45));
}

function waterAt(x: number, y: number, share: number): Colour {
  const depth = (y - SHORE) / (HEIGHT - SHORE);
  const water = mixed([185, 159, 120], [76, 90, 99], depth);
  const wave = Math.sin(x / (9 + depth * 26) + y * 1.7 + share * (26 + (y % 3) * 9));
  return wave > 0.82 ? mixed(water, [243, 226, 192], 0.28) : water;
}

/** True where the ferry is: its hull, its cover, the ferryman and his pole; from its middle. */
function isFerry(x: number, y: number): boolean {
  const bend = (x / 60) ** 2;
  if (Math.abs(x) < 60 && y > 10 - 12 * bend && y < 24 - 14 * bend) return true;
  if (x > -22 && x < 16 && y < 10 && y > -18 - 8 * Math.cos((x + 3) / 12)) return true;
  if (Math.hypot(x - 40, y + 22) < 5) return true;
  if (x > 34 && x < 46 && y > -17 && y < 6) return true;
  return x > 44 && x < 78 && Math.abs(y - (-14 + (x - 46) * 1.19)) < 2;
}

/** A ferry on its way over the water at dawn, as it is at a share of the way: plain pixels. */
function frame(share: number): Buffer {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 3);
  const [left, top] = [90 + share * 430, 262 + 3 * Math.sin(share * 40)];
  const sun = 150 - share * 46;
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++) {
      const colour: Colour = isFerry(x - left, y - top)
        ? [44, 42, 37]
        : y < SHORE
          ? skyAt(x, y, sun)
          : waterAt(x, y, share);
      pixels.set(colour.map(Math.round), (y * WIDTH + x) * 3);
    }
  return pixels;
}

const picture = (pixels: Buffer): Sharp =>
  sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });

/** A number as Matroska writes sizes: its length in its first bits (RFC 8794, 4). */
function sized(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  bytes[0] = 0x01;
  return bytes;
}

function element(id: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const name = Buffer.from(id.toString(16), "hex");
  return Buffer.concat([name, sized(body.length), body]);
}

function unsigned(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return element(id, bytes);
}

function double(id: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return element(id, bytes);
}

const words = (id: number, text: string): Buffer => element(id, Buffer.from(text));

/** A lossy WebP holds one frame of VP8 that needs no other: films can be made of them (RFC 9649, 2.5). */
async function vp8(pixels: Buffer): Promise<Buffer> {
  const webp = await picture(pixels).webp({ quality: 62 }).toBuffer();
  for (let at = 12; at + 8 <= webp.length; ) {
    const size = webp.readUInt32LE(at + 4);
    if (webp.toString("latin1", at, at + 4) === "VP8 ") return webp.subarray(at + 8, at + 8 + size);
    at += 8 + size + (size % 2);
  }
  throw new Error("no frame in the picture");
}

/** The ferry's crossing as a film: WebM (RFC 9559) of VP8 frames, each of them whole. */
export async function ferryFilm(): Promise<Buffer> {
  const count = SECONDS * FRAMES_A_SECOND;
  const clusters: Buffer[] = [];
  for (let second = 0; second < SECONDS; second++) {
    const blocks: Buffer[] = [];
    for (let at = 0; at < FRAMES_A_SECOND; at++) {
      const head = Buffer.from([0x81, 0, 0, 0x80]);
      head.writeInt16BE(Math.round((at * 1000) / FRAMES_A_SECOND), 1);
      blocks.push(element(0xa3, head, await vp8(frame((second * FRAMES_A_SECOND + at) / count))));
    }
    clusters.push(element(0x1f43b675, unsigned(0xe7, second * 1000), ...blocks));
  }
  const info = element(
    0x1549a966,
    unsigned(0x2ad7b1, 1_000_000),
    double(0x4489, SECONDS * 1000),
    words(0x4d80, "commonshelf"),
    words(0x5741, "commonshelf"),
  );
  const track = element(
    0x1654ae6b,
    element(
      0xae,
      unsigned(0xd7, 1),
      unsigned(0x73c5, 1),
      unsigned(0x83, 1),
      words(0x86, "V_VP8"),
      element(0xe0, unsigned(0xb0, WIDTH), unsigned(0xba, HEIGHT)),
    ),
  );
  const head = element(
    0x1a45dfa3,
    unsigned(0x4286, 1),
    unsigned(0x42f7, 1),
    unsigned(0x42f2, 4),
    unsigned(0x42f3, 8),
    words(0x4282, "webm"),
    unsigned(0x4287, 2),
    unsigned(0x4285, 2),
  );
  return Buffer.concat([head, element(0x18538067, info, track, ...clusters)]);
}

/** The picture that stands for the film. */
export async function ferryStill(): Promise<Buffer> {
  return await picture(frame(0.4)).jpeg({ quality: 85 }).toBuffer();
}
