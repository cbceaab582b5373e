import fc from "fast-check";
import jsQR from "jsqr";
import sharp from "sharp";
import { expect, test } from "vitest";
import { QR_BYTES, qrPath } from "./qr.ts";

const DOT = 3;

/** Draws the path as a printer does, and reads it as a camera does. */
async function read(text: string): Promise<string | undefined> {
  const { path, size } = qrPath(text);
  const dark = Buffer.alloc(size * size, 255);
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    dark.fill(0, Number(y) * size + Number(x), Number(y) * size + Number(x) + Number(run));
  const side = size * DOT;
  const { data } = await sharp(dark, { raw: { width: size, height: size, channels: 1 } })
    .resize(side, side, { kernel: "nearest" })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return jsQR.default(new Uint8ClampedArray(data), side, side)?.data;
}

test("what is written can be read again: addresses, any text of the world, and as much as is taken", async () => {
  for (const text of ["https://shelf.example/zh-hans/drift/ABC234/k7fjq2", "书巢 №7", "a", "x".repeat(200)])
    expect(await read(text)).toBe(text);
  expect(() => qrPath("x".repeat(QR_BYTES + 1))).toThrow(RangeError);
  expect(qrPath("x".repeat(QR_BYTES)).size).toBeGreaterThan(100);
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1, maxLength: 40 }), async (text) => {
      expect(await read(text)).toBe(text);
    }),
    { numRuns: 20 },
  );
});

test("four squares of nothing stand around a code", () => {
  const { path, size } = qrPath("https://shelf.example");
  const places = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map((found) => found.slice(1).map(Number));
  expect(Math.min(...places.map(([x]) => x!), ...places.map(([, y]) => y!))).toBe(4);
  expect(Math.max(...places.map(([x, , run]) => x! + run!))).toBe(size - 4);
});
