import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readImageRequest } from "./iiif-request.ts";
import { readTile } from "./pyramid-tiles.ts";

const WHOLE = { width: 2100, height: 1100 };
let folder: string;
let path: string;

async function makePyramid(quality: number, blue = 90): Promise<void> {
  const noise = { type: "gaussian", mean: 150, sigma: 30 } as const;
  const picture = sharp({ create: { ...WHOLE, channels: 3, background: "#000", noise } })
    .blur(3)
    .tint({ r: 200, g: 150, b: blue });
  await picture
    .tiff({ tile: true, tileWidth: 512, tileHeight: 512, pyramid: true, compression: "jpeg", quality })
    .toFile(path);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "commonshelf-tiles-"));
  path = join(folder, "pyramid.tif");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function tile(region: string, size = "512,512", rotation = "0", file = "default.jpg") {
  return await readTile(path, WHOLE, readImageRequest(WHOLE, { region, size, rotation, file }));
}

/** How far two pictures of one size differ at most, over averages of blocks. */
async function difference(one: Buffer, other: Buffer): Promise<number> {
  const small = async (bytes: Buffer) => await sharp(bytes).resize(32, 32, { fit: "fill" }).raw().toBuffer();
  const [a, b] = [await small(one), await small(other)];
  return Math.max(...a.map((value, at) => Math.abs(value - b[at]!)));
}

test.each([88, 90])("a whole tile of any level is the pyramid's own bytes (quality %i)", async (quality) => {
  await makePyramid(quality);
  const bytes = await readFile(path);
  for (const [level, regions] of [
    ["0,0,512,512", "1024,512,512,512", "1536,0,512,512"],
    ["0,0,1024,1024", "1024,0,1024,1024"],
  ].entries())
    for (const region of regions) {
      const found = (await tile(region))!;
      // What follows the tables stands in the pyramid as it is.
      expect(bytes.includes(found.subarray(-2000)), region).toBe(true);
      const [left, top] = region.split(",").map((part) => Number(part) / 2 ** level);
      const cut = await sharp(path, { page: level, pages: 1 })
        .extract({ left: left!, top: top!, width: 512, height: 512 })
        .png()
        .toBuffer();
      expect(await difference(found, cut), region).toBeLessThan(4);
    }
});

test("whatever is no whole tile of its level is left to be cut", async () => {
  await makePyramid(88);
  expect(await tile("2048,0,52,512", "52,512")).toBeNull();
  expect(await tile("0,1024,512,76", "512,76")).toBeNull();
  expect(await tile("256,0,512,512")).toBeNull();
  expect(await tile("0,0,512,512", "256,256")).toBeNull();
  expect(await tile("0,0,768,768")).toBeNull();
  expect(await tile("0,0,512,512", "512,512", "90")).toBeNull();
  expect(await tile("0,0,512,512", "512,512", "!0")).toBeNull();
  expect(await tile("0,0,512,512", "512,512", "0", "gray.jpg")).toBeNull();
  expect(await tile("0,0,512,512", "512,512", "0", "default.png")).toBeNull();
});

test("a pyramid that was made again is read anew, and none is no fault", async () => {
  await makePyramid(88);
  const before = (await tile("512,0,512,512"))!;
  await rm(path);
  expect(await tile("512,0,512,512")).toBeNull();
  await makePyramid(70, 220);
  const after = (await tile("512,0,512,512"))!;
  expect(await difference(before, after)).toBeGreaterThan(20);
  const cut = await sharp(path).extract({ left: 512, top: 0, width: 512, height: 512 }).png().toBuffer();
  expect(await difference(after, cut)).toBeLessThan(4);
});

test("a TIFF that is no pyramid of ours has no tiles", async () => {
  const plain = sharp({ create: { ...WHOLE, channels: 3, background: "#555" } });
  await plain.tiff({ compression: "lzw" }).toFile(path);
  expect(await tile("0,0,512,512")).toBeNull();
});
