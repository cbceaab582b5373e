import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import sharp from "sharp";
import { beforeAll, expect, test } from "vitest";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { code128 } from "./code-128.ts";

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
  const bytes = await readFile(wasm);
  await prepareZXingModule({
    overrides: {
      wasmBinary: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
    },
    fireImmediately: true,
  });
});

test.each(["J-1", "0012345678", "B0000123456789X", "lib a/7", "A1"])(
  "%s is read back by a scanner",
  async (text) => {
    const bars = code128(text)!;
    const [width, height] = [bars.width + 40, 60];
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width * 2}" height="${height * 2}" viewBox="0 0 ${width} ${height}">
      <rect width="${width}" height="${height}" fill="#fff"/><g transform="translate(20 10) scale(1 40)"><path d="${bars.path}"/></g></svg>`;
    const png = await sharp(Buffer.from(svg)).png().toBuffer();
    const found = await readBarcodes(new Uint8Array(png), { formats: ["Code128"] });
    expect(found.map((one) => one.text)).toEqual([text]);
  },
);

test.each(["", "条码", "a\n", "x".repeat(49)])("%j is printed as digits alone", (text) => {
  expect(code128(text)).toBeNull();
});
