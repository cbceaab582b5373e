import fc from "fast-check";
import { expect, test } from "vitest";
import { pngBomb } from "../kernel/images/testing-pictures.ts";
import { imageInfo, readImageRequest } from "./iiif-request.ts";
import { readPixels } from "./image-files.ts";

const whole = { width: 6000, height: 4000 };
const ask = (region: string, size: string, rotation = "0", file = "default.jpg") =>
  readImageRequest(whole, { region, size, rotation, file });

// IIIF Image API 3.0, sections 4.1 to 4.3.
test.each<[string, string, string]>([
  ["full", "max", "full/4096,2731/0/default.jpg"],
  ["full", "600,", "full/600,400/0/default.jpg"],
  ["full", ",400", "full/600,400/0/default.jpg"],
  ["full", "pct:10", "full/600,400/0/default.jpg"],
  ["full", "!600,600", "full/600,400/0/default.jpg"],
  ["full", "600,600", "full/600,600/0/default.jpg"],
  ["square", "200,", "1000,0,4000,4000/200,200/0/default.jpg"],
  ["5900,3900,512,512", "max", "5900,3900,100,100/max/0/default.jpg"],
  ["pct:50,50,25,25", "max", "3000,2000,1500,1000/max/0/default.jpg"],
  ["0,0,100,100", "^200,", "0,0,100,100/^200,200/0/default.jpg"],
  ["0,0,100,100", "!200,200", "0,0,100,100/max/0/default.jpg"],
])("%s/%s is %s", (region, size, canonical) => {
  expect(ask(region, size).canonical).toBe(canonical);
});

test.each<[string, string, string, string]>([
  ["6000,0,10,10", "max", "0", "default.jpg"],
  ["0,0,0,10", "max", "0", "default.jpg"],
  ["pct:0,0,0,0", "max", "0", "default.jpg"],
  ["full", "0,0", "0", "default.jpg"],
  ["full", ",", "0", "default.jpg"],
  ["0,0,100,100", "200,", "0", "default.jpg"],
  ["full", "max", "45", "default.jpg"],
  ["full", "max", "450", "default.jpg"],
  ["full", "max", "0", "default.tif"],
  ["full", "max", "0", "best.jpg"],
  ["all", "max", "0", "default.jpg"],
])("%s/%s/%s/%s is refused", (region, size, rotation, file) => {
  expect(() => ask(region, size, rotation, file)).toThrow(/image-request-invalid/);
});

test("no side of an answer is longer than 4,096 pixels", () => {
  expect(ask("0,0,4096,4096", "^4096,4096").size).toEqual({ width: 4096, height: 4096 });
  for (const size of ["^4097,1", "^1,4097"])
    expect(() => ask("full", size), size).toThrow(expect.objectContaining({ code: "image-size-large" }));
});

test("an answer is at most 4,096 pixels long", () => {
  expect(ask("full", "4096,").size.width).toBe(4096);
  expect(() => ask("full", "4097,")).toThrow(/image-size-large/);
  expect(() => ask("0,0,100,100", "^5000,5000")).toThrow(/image-size-large/);
});

test("turns and mirrors are read", () => {
  expect(ask("full", "100,", "!270")).toMatchObject({ rotation: 270, mirrored: true });
  expect(ask("full", "100,", "360").rotation).toBe(0);
});

test("whatever is asked, an answer lies within the picture and the limits", () => {
  const number = fc.integer({ min: 0, max: 9000 });
  fc.assert(
    fc.property(number, number, number, number, number, (x, y, w, h, to) => {
      try {
        const { region, size } = ask(`${x},${y},${w},${h}`, `!${to},${to}`);
        expect(region.left + region.width).toBeLessThanOrEqual(whole.width);
        expect(region.top + region.height).toBeLessThanOrEqual(whole.height);
        expect(Math.max(size.width, size.height)).toBeLessThanOrEqual(4096);
        expect(Math.min(size.width, size.height)).toBeGreaterThan(0);
      } catch (error) {
        expect((error as { code?: string }).code).toMatch(/^image-/);
      }
    }),
  );
});

test("the description names the level, the tiles and every halving", () => {
  expect(imageInfo("https://x/iiif/image/1", whole)).toMatchObject({
    "@context": "http://iiif.io/api/image/3/context.json",
    type: "ImageService3",
    profile: "level2",
    tiles: [{ width: 512, height: 512, scaleFactors: [1, 2, 4, 8, 16] }],
  });
});

test("a scan has 400 million pixels at most and no side of more than 60,000, by what its head declares", async () => {
  const codeOf = (width: number, height: number): Promise<unknown> =>
    readPixels(pngBomb(width, height), "map.png").catch((error: { code: string }) => error.code);
  for (const [width, height] of [
    [20_001, 20_000],
    [60_001, 1],
    [1, 60_001],
  ] as const)
    expect(await codeOf(width, height), `${width} × ${height}`).toBe("file-pixels");
  expect(await codeOf(60_000, 1)).toBe("file-damaged");
});
