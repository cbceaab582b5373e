import { alignmentsOf, drawFixed, drawFormat, isFixed } from "./fixed-patterns.ts";
import { generatorOf, remainderOf } from "./reed-solomon.ts";

/** Rows of squares, true for dark. */
export type QrSquares = boolean[][];

/** Error correction codewords per block, and blocks, of versions 1 to 10 at level M (ISO/IEC 18004, table 9). */
const ECC_PER_BLOCK = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5];
const VERSIONS = 10;
/** Longest text, in bytes of UTF-8. */
export const MOST_BYTES = 213;

/**
 * The squares of a text: the smallest version that holds it, the mask that reads best.
 * Throws a RangeError beyond 213 bytes of UTF-8.
 */
export function encodeQr(text: string): QrSquares {
  const bytes = [...new TextEncoder().encode(text)];
  const version = versionFor(bytes.length);
  const codewords = interleave(toCodewords(bytes, version), version);
  let best: QrSquares | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let mask = 0; mask < 8; mask++) {
    const squares = draw(codewords, version, mask);
    const penalty = penaltyOf(squares);
    if (penalty < least) {
      best = squares;
      least = penalty;
    }
  }
  return best!;
}

function versionFor(length: number): number {
  for (let version = 1; version <= VERSIONS; version++)
    if (4 + countBits(version) + 8 * length <= 8 * dataBytes(version)) return version;
  throw new RangeError(`${length} bytes are too long for a QR code of version ${VERSIONS}`);
}

function countBits(version: number): number {
  return version < 10 ? 8 : 16;
}

/** Squares of a version that carry data and error correction, in whole bytes. */
function rawBytes(version: number): number {
  let squares = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const alignments = alignmentsOf(version).length;
    squares -= (25 * alignments - 10) * alignments - 55;
    if (version >= 7) squares -= 36;
  }
  return Math.floor(squares / 8);
}

function dataBytes(version: number): number {
  return rawBytes(version) - ECC_PER_BLOCK[version - 1]! * BLOCKS[version - 1]!;
}

/** Mode, length, text, terminator and padding (7.4). */
function toCodewords(bytes: number[], version: number): number[] {
  const bits: number[] = [];
  const push = (value: number, length: number): void => {
    for (let i = length - 1; i >= 0; i--) bits.push((value >>> i) & 1);
  };
  push(0b0100, 4);
  push(bytes.length, countBits(version));
  for (const byte of bytes) push(byte, 8);
  const capacity = 8 * dataBytes(version);
  push(0, Math.min(4, capacity - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < capacity; pad ^= 0xec ^ 0x11) push(pad, 8);
  const codewords: number[] = [];
  for (let i = 0; i < bits.length; i += 8) codewords.push(Number.parseInt(bits.slice(i, i + 8).join(""), 2));
  return codewords;
}

/** Blocks with their error correction, column by column (7.6). */
function interleave(data: number[], version: number): number[] {
  const blocks = BLOCKS[version - 1]!;
  const ecc = ECC_PER_BLOCK[version - 1]!;
  const raw = rawBytes(version);
  const short = blocks - (raw % blocks);
  const shortLength = Math.floor(raw / blocks) - ecc;
  const generator = generatorOf(ecc);
  const parts: { data: number[]; ecc: number[] }[] = [];
  for (let i = 0, at = 0; i < blocks; i++) {
    const length = shortLength + (i < short ? 0 : 1);
    const part = data.slice(at, at + length);
    parts.push({ data: part, ecc: remainderOf(part, generator) });
    at += length;
  }
  const result: number[] = [];
  for (let i = 0; i <= shortLength; i++)
    for (const part of parts) if (i < part.data.length) result.push(part.data[i]!);
  for (let i = 0; i < ecc; i++) for (const part of parts) result.push(part.ecc[i]!);
  return result;
}

const MASKS: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Inverts a data square where the mask says so (7.8.2). */
export function isMasked(mask: number, x: number, y: number): boolean {
  return MASKS[mask]!(x, y);
}

/** The places data goes to, in order: two columns at a time, up and down from the right (7.7.3). */
export function dataPlaces(version: number): { x: number; y: number }[] {
  const size = 17 + 4 * version;
  const places: { x: number; y: number }[] = [];
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const isUp = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++)
      for (const x of [right, right - 1]) {
        const y = isUp ? size - 1 - step : step;
        if (!isFixed(version, x, y)) places.push({ x, y });
      }
  }
  return places;
}

function draw(codewords: number[], version: number, mask: number): QrSquares {
  const squares = drawFixed(version);
  for (const [i, { x, y }] of dataPlaces(version).entries()) {
    const byte = codewords[i >>> 3];
    const bit = byte !== undefined && ((byte >>> (7 - (i & 7))) & 1) === 1;
    squares[y]![x] = bit !== isMasked(mask, x, y);
  }
  drawFormat(squares, mask);
  return squares;
}

/** How hard a symbol is to read: runs, blocks, false finders, imbalance (7.8.3). */
function penaltyOf(squares: QrSquares): number {
  const size = squares.length;
  const columns = squares.map((_, x) => squares.map((row) => row[x]!));
  let penalty = 0;
  let dark = 0;
  for (const line of [...squares, ...columns]) {
    const text = line.map((square) => (square ? "1" : "0")).join("");
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) penalty += run.length - 2;
    for (const finder of ["10111010000", "00001011101"])
      for (let at = text.indexOf(finder); at >= 0; at = text.indexOf(finder, at + 1)) penalty += 40;
  }
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const square = squares[y]![x]!;
      if (square) dark += 1;
      if (
        x > 0 &&
        y > 0 &&
        square === squares[y]![x - 1] &&
        square === squares[y - 1]![x] &&
        square === squares[y - 1]![x - 1]
      )
        penalty += 3;
    }
  return penalty + 10 * Math.floor(Math.abs((dark * 20) / (size * size) - 10));
}
