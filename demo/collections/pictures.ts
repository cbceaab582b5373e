import { type Canvas, clamp, fill, jpegOf, noise, paint, type Rgb, sheet } from "./drawing.ts";

const WIDTH = 960;
const HEIGHT = 680;
const MOUNT = 44;

/** A photograph as it was never taken: hills, water, a pagoda or a bridge, in the brown of old prints, on its mount. */
export async function oldPhotograph(
  seed: string,
  kind: "pagoda" | "bridge" | "street" | "lake",
): Promise<Buffer> {
  const next = noise(seed);
  const canvas = sheet(WIDTH, HEIGHT, [226, 214, 190], 10, seed);
  const horizon = HEIGHT * (0.5 + next() * 0.14);
  const ridges = [0, 1, 2].map((depth) => ({
    base: horizon - 40 + depth * 34,
    height: 150 - depth * 42,
    phase: next() * 6,
    light: 168 - depth * 36,
  }));
  for (let y = MOUNT; y < HEIGHT - MOUNT; y++)
    for (let x = MOUNT; x < WIDTH - MOUNT; x++) {
      let light = 236 - (Math.abs(y - horizon) / HEIGHT) * 70;
      for (const { base, height, phase, light: own } of ridges) {
        const top =
          base - (Math.sin(x / 140 + phase) + Math.sin(x / 53 + phase * 2) * 0.4 + 1) * height * 0.4;
        if (y > top) light = own + (y - top) * 0.06;
      }
      if (y > horizon + 70) light = 150 + Math.sin(y * 0.9 + Math.sin(x / 40) * 2) * 16 + (next() - 0.5) * 18;
      tone(canvas, x, y, light + (next() - 0.5) * 22);
    }
  if (kind === "pagoda") pagoda(canvas, WIDTH * (0.3 + next() * 0.4), horizon + 74);
  if (kind === "bridge") bridge(canvas, horizon + 60);
  if (kind === "street") street(canvas, next);
  vignette(canvas);
  return await jpegOf(canvas, [], 78);
}

/** A grey of a print: brown in its shadows. */
function tone(canvas: Canvas, x: number, y: number, light: number): void {
  paint(canvas, x, y, sepia(light));
}

function pagoda(canvas: Canvas, x: number, foot: number): void {
  for (let storey = 0; storey < 7; storey++) {
    const [width, y] = [118 - storey * 13, foot - 46 - storey * 46];
    for (let row = 0; row < 46; row++) {
      const half = row < 10 ? width * 0.72 - row : width * 0.46;
      for (let at = -half; at < half; at++)
        tone(canvas, Math.round(x + at), Math.round(y + row), row < 10 ? 46 : 74 + (at / half) * 26);
    }
  }
  fill(canvas, x - 3, foot - 46 * 8, 6, 50, [44, 38, 30]);
}

function bridge(canvas: Canvas, y: number): void {
  for (let x = MOUNT; x < WIDTH - MOUNT; x++) {
    const along = (x - WIDTH / 2) / (WIDTH * 0.34);
    const deck = y - Math.max(0, 1 - along * along) * 96;
    const arch = Math.sqrt(Math.max(0, 1 - ((x - WIDTH / 2) / 128) ** 2)) * 120;
    for (let row = deck; row < y + 30; row++)
      if (row < y + 30 - arch) tone(canvas, x, Math.round(row), 66 + ((x * 7 + row * 3) % 14));
  }
}

function street(canvas: Canvas, next: () => number): void {
  for (let at = 0; at < 7; at++) {
    const [width, height] = [96 + next() * 60, 190 + next() * 130];
    const x = MOUNT + at * 126;
    fill(canvas, x, HEIGHT - MOUNT - height, width, height, sepia(70 + next() * 50));
    fill(canvas, x - 12, HEIGHT - MOUNT - height - 18, width + 24, 18, [48, 42, 34]);
    for (let row = 0; row < 3; row++)
      fill(canvas, x + 18, HEIGHT - MOUNT - height + 30 + row * 62, 26, 36, [36, 32, 26]);
  }
}

/** A grey of a print, as `tone` paints it. */
const sepia = (light: number): Rgb => [clamp(light), clamp(light * 0.91), clamp(light * 0.75)];

function vignette(canvas: Canvas): void {
  for (let y = MOUNT; y < HEIGHT - MOUNT; y++)
    for (let x = MOUNT; x < WIDTH - MOUNT; x++) {
      const away = Math.hypot((x - WIDTH / 2) / (WIDTH / 2), (y - HEIGHT / 2) / (HEIGHT / 2));
      if (away < 0.7) continue;
      const at = (y * canvas.width + x) * 3;
      const keep = 1 - (away - 0.7) * 0.55;
      for (const part of [0, 1, 2]) canvas.pixels[at + part] = clamp(canvas.pixels[at + part]! * keep);
    }
}

/** Half the width of a vessel at a height between 0 (foot) and 1 (lip). */
function vesselProfile(shape: number): (height: number) => number {
  return (height) =>
    0.2 +
    0.34 * Math.sin(Math.min(1, height * (1.05 + shape * 0.25)) * Math.PI) ** 0.8 +
    (height > 0.86 ? (height - 0.86) * (0.9 + shape) : 0);
}

/** A vessel on a grey ground, lit from the left. */
export async function vessel(
  seed: string,
  shape: number,
  glaze: readonly [number, number, number],
): Promise<Buffer> {
  const [width, height] = [760, 760];
  const canvas = sheet(width, height, [206, 203, 196], 5, seed);
  const profile = vesselProfile(shape);
  for (let y = 90; y < 680; y++) {
    const half = profile(1 - (y - 90) / 590) * 420;
    for (let x = -half; x < half; x++) {
      const normal = x / half;
      const light =
        0.42 +
        0.62 * Math.max(0, Math.cos(Math.asin(normal) + 0.65)) +
        (Math.abs(normal + 0.52) < 0.03 ? 0.35 : 0);
      paint(canvas, Math.round(width / 2 + x), y, [
        clamp(glaze[0] * light),
        clamp(glaze[1] * light),
        clamp(glaze[2] * light),
      ]);
    }
  }
  for (let x = -150; x < 150; x++)
    for (let y = 0; y < 26; y++) {
      const fade = 1 - Math.abs(x) / 150 - y / 40;
      if (fade > 0)
        paint(canvas, width / 2 + x, 680 + y, [
          clamp(206 - 90 * fade),
          clamp(203 - 90 * fade),
          clamp(196 - 90 * fade),
        ]);
    }
  return await jpegOf(canvas, [], 82);
}

const AROUND = 32;
const UP = 28;

/** The same vessel as a model to be turned: binary glTF 2.0 (ISO/IEC 12113). */
export function vesselModel(shape: number, glaze: readonly [number, number, number]): Buffer {
  const profile = vesselProfile(shape);
  const positions: number[] = [];
  const normals: number[] = [];
  for (let up = 0; up <= UP; up++)
    for (let around = 0; around <= AROUND; around++) {
      const angle = (around / AROUND) * 2 * Math.PI;
      const radius = profile(up / UP) * 0.7;
      positions.push(Math.cos(angle) * radius, up / UP, Math.sin(angle) * radius);
      normals.push(Math.cos(angle), 0, Math.sin(angle));
    }
  const indices: number[] = [];
  for (let up = 0; up < UP; up++)
    for (let around = 0; around < AROUND; around++) {
      const at = up * (AROUND + 1) + around;
      indices.push(at, at + AROUND + 1, at + 1, at + 1, at + AROUND + 1, at + AROUND + 2);
    }
  const floats = (values: number[]): Buffer => Buffer.from(new Float32Array(values).buffer);
  const parts = [floats(positions), floats(normals), Buffer.from(new Uint16Array(indices).buffer)];
  const views = parts.map((part, at) => ({
    buffer: 0,
    byteOffset: parts.slice(0, at).reduce((sum, one) => sum + one.length, 0),
    byteLength: part.length,
    target: at === 2 ? 34963 : 34962,
  }));
  const vectors = { componentType: 5126, count: positions.length / 3, type: "VEC3" };
  const json = JSON.stringify({
    asset: { version: "2.0" },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, NORMAL: 1 }, indices: 2, material: 0 }] }],
    materials: [
      {
        doubleSided: true,
        pbrMetallicRoughness: {
          baseColorFactor: [...glaze.map((one) => one / 255), 1],
          metallicFactor: 0,
          roughnessFactor: 0.3,
        },
      },
    ],
    accessors: [
      { bufferView: 0, ...vectors, min: [-0.7, 0, -0.7], max: [0.7, 1, 0.7] },
      { bufferView: 1, ...vectors },
      { bufferView: 2, componentType: 5123, count: indices.length, type: "SCALAR" },
    ],
    bufferViews: views,
    buffers: [{ byteLength: parts.reduce((sum, part) => sum + part.length, 0) }],
  });
  const text = Buffer.from(json.padEnd(Math.ceil(json.length / 4) * 4));
  const binary = Buffer.concat(parts);
  const head = Buffer.alloc(12);
  head.write("glTF", 0, "latin1");
  head.writeUInt32LE(2, 4);
  head.writeUInt32LE(12 + 8 + text.length + 8 + binary.length, 8);
  return Buffer.concat([head, chunk("JSON", text), chunk("BIN\0", binary)]);
}

function chunk(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(body.length, 0);
  head.write(name, 4, "latin1");
  return Buffer.concat([head, body]);
}

const RATE = 8000;

/** A bell that is struck a few times: PCM in a WAV file. */
export function bell(pitches: readonly number[]): Buffer {
  const seconds = pitches.length * 0.8 + 1;
  const samples = Buffer.alloc(Math.round(seconds * RATE), 128);
  for (const [at, pitch] of pitches.entries())
    for (let n = 0; n < RATE * 1.6; n++) {
      const place = Math.round(at * 0.8 * RATE) + n;
      if (place >= samples.length) break;
      const fading = Math.exp(-n / (RATE * 0.45)) * 40;
      const wave =
        Math.sin((2 * Math.PI * pitch * n) / RATE) + 0.4 * Math.sin((2 * Math.PI * pitch * 2.76 * n) / RATE);
      samples[place] = clamp(samples[place]! + wave * fading);
    }
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(RATE, 24);
  head.writeUInt32LE(RATE, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
