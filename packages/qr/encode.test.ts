import fc from "fast-check";
import { expect, test } from "vitest";
import { dataPlaces, encodeQr, isMasked, MOST_BYTES, type QrSquares } from "./encode.ts";
import { alignmentsOf, formatBits } from "./fixed-patterns.ts";
import { multiply } from "./reed-solomon.ts";
import { qrPath, qrSvg } from "./svg.ts";

const ECC = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5];

/** Reads a symbol as a camera's decoder does: format, mask, codewords, syndromes, text. */
function decode(squares: QrSquares): string {
  const size = squares.length;
  const version = (size - 17) / 4;
  let format = 0;
  for (let i = 0; i < 8; i++) format |= Number(squares[8]![size - 1 - i]) << i;
  for (let i = 8; i < 15; i++) format |= Number(squares[size - 15 + i]![8]) << i;
  const mask = [0, 1, 2, 3, 4, 5, 6, 7].find((candidate) => formatBits(candidate) === format);
  expect(mask, "format is one of level M").toBeDefined();
  const bits = dataPlaces(version).map(({ x, y }) => squares[y]![x] !== isMasked(mask!, x, y));
  const bytes: number[] = [];
  for (let i = 0; i + 8 <= bits.length; i += 8)
    bytes.push(bits.slice(i, i + 8).reduce((sum, bit) => 2 * sum + Number(bit), 0));
  return readText(blocksOf(bytes, version), version);
}

function blocksOf(bytes: number[], version: number): number[][] {
  const count = BLOCKS[version - 1]!;
  const ecc = ECC[version - 1]!;
  const short = Math.floor(bytes.length / count) - ecc;
  const long = bytes.length % count;
  const blocks: number[][] = Array.from({ length: count }, () => []);
  let at = 0;
  for (let i = 0; i <= short; i++)
    for (let b = 0; b < count; b++) if (i < short || b >= count - long) blocks[b]!.push(bytes[at++]!);
  for (let i = 0; i < ecc; i++) for (let b = 0; b < count; b++) blocks[b]!.push(bytes[at++]!);
  for (const block of blocks)
    for (let power = 0, root = 1; power < ecc; power++, root = multiply(root, 2)) {
      const syndrome = block.reduce((sum, byte) => multiply(sum, root) ^ byte, 0);
      expect(syndrome, "the block has no error").toBe(0);
    }
  return blocks.map((block) => block.slice(0, -ecc));
}

function readText(blocks: number[][], version: number): string {
  const bits = blocks.flat().flatMap((byte) => [7, 6, 5, 4, 3, 2, 1, 0].map((i) => (byte >>> i) & 1));
  const take = (length: number): number => bits.splice(0, length).reduce((sum, bit) => 2 * sum + bit, 0);
  expect(take(4)).toBe(0b0100);
  const length = take(version < 10 ? 8 : 16);
  return new TextDecoder().decode(Uint8Array.from({ length }, () => take(8)));
}

test("what is encoded can be read again, in every version", () => {
  for (let length = 0; length <= MOST_BYTES; length += 3) {
    const text = "a".repeat(length);
    expect(decode(encodeQr(text))).toBe(text);
  }
  expect(encodeQr("a".repeat(MOST_BYTES)).length).toBe(57);
});

test("any text of the world comes back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
      fc.pre(new TextEncoder().encode(text).length <= MOST_BYTES);
      expect(decode(encodeQr(text))).toBe(text);
    }),
    { numRuns: 40 },
  );
});

test("more than a code can hold is refused", () => {
  expect(() => encodeQr("a".repeat(MOST_BYTES + 1))).toThrow(RangeError);
});

test("known facts of the standard: alignment places, format bits, finders", () => {
  expect(alignmentsOf(2)).toEqual([6, 18]);
  expect(alignmentsOf(7)).toEqual([6, 22, 38]);
  expect(alignmentsOf(10)).toEqual([6, 28, 50]);
  expect(formatBits(0).toString(2)).toBe("101010000010010");
  expect(formatBits(5).toString(2)).toBe("100000011001110");
  const squares = encodeQr("https://example.org/");
  expect(squares[0]!.slice(0, 8)).toEqual([true, true, true, true, true, true, true, false]);
  expect(squares[3]!.slice(0, 8)).toEqual([true, false, true, true, true, false, true, false]);
});

test("the picture has a white ground and four quiet squares all around", () => {
  const squares = encodeQr("x");
  const { path, size } = qrPath(squares);
  expect(size).toBe(29);
  expect(path.startsWith("M4 4h7v1h-7z")).toBe(true);
  expect(qrSvg(squares)).toContain('fill="#fff"');
});
