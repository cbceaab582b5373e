import sharp from "sharp";
import { expect, test } from "vitest";
import { createLanes } from "./lanes.ts";
import { PICTURE_BYTES, PICTURE_PIXELS, pictureUses, writePicture, writePictures } from "./pictures.ts";
import { cameraJpeg, halves, heic, MARKS, pngBomb, talkativePng } from "./testing-pictures.ts";

async function codeOf(bytes: Buffer): Promise<string> {
  return await writePicture(bytes, pictureUses.photo).then(
    () => "taken",
    (error: { code?: string; status?: number }) => `${error.code} ${error.status}`,
  );
}

/** What stands behind the end of a JPEG, and which segments it has. */
function anatomy(jpeg: Buffer): { segments: number[]; scans: number; after: number } {
  const segments: number[] = [];
  let at = 2;
  while (jpeg[at + 1] !== 0xda) {
    segments.push(jpeg[at + 1]!);
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  const starts = jpeg.toString("latin1").split("\xff\xd8\xff").length - 1;
  return { segments, scans: starts, after: jpeg.length - jpeg.indexOf(Buffer.from([0xff, 0xd9])) - 2 };
}

const inputs: [name: string, make: () => Promise<Buffer>][] = [
  ["a camera's JPEG", () => cameraJpeg()],
  [
    "a second picture behind the first",
    async () => Buffer.concat([await cameraJpeg(), await cameraJpeg(20, 20)]),
  ],
  [
    "a film behind the picture",
    async () => Buffer.concat([await cameraJpeg(), Buffer.from("\0\0\0\x18ftypmp42secret GPS 40.8424")]),
  ],
  [
    "a progressive JPEG",
    () =>
      halves(60, 40)
        .jpeg({ progressive: true })
        .withExif({ IFD0: { Copyright: "secret" } })
        .toBuffer(),
  ],
  ["a PNG with texts", () => talkativePng()],
  [
    "a WebP with Exif",
    () =>
      halves(40, 20)
        .webp()
        .withExif({ IFD0: { Copyright: "secret" } })
        .toBuffer(),
  ],
  [
    "an AVIF with Exif",
    () =>
      halves(40, 20)
        .avif()
        .withExif({ IFD0: { Copyright: "secret" } })
        .toBuffer(),
  ],
  [
    "a moving GIF",
    async () =>
      sharp([await halves(20, 20).png().toBuffer(), await halves(20, 20).negate().png().toBuffer()], {
        join: { animated: true },
      })
        .gif()
        .toBuffer(),
  ],
  [
    "a JPEG in another colour space",
    () => halves(40, 20).toColourspace("cmyk").jpeg().withMetadata().toBuffer(),
  ],
];

test.each(inputs)("%s: nothing but pixels is kept", async (_name, make) => {
  const bytes = await make();
  const { full, small } = await writePictures(bytes, {
    full: pictureUses.photo,
    small: { edge: 16, as: "photo" },
  });
  for (const picture of [full, small]) {
    expect(picture.type).toBe("image/jpeg");
    expect(picture.bytes.toString("latin1")).not.toMatch(MARKS);
    const { segments, scans, after } = anatomy(picture.bytes);
    expect(segments.filter((one) => (one > 0xe0 && one !== 0xee && one <= 0xef) || one === 0xfe)).toEqual([]);
    expect([scans, after]).toEqual([1, 0]);
    const meta = await sharp(picture.bytes).metadata();
    expect([meta.exif, meta.xmp, meta.icc, meta.iptc, meta.orientation, meta.space, meta.pages]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      "srgb",
      undefined,
    ]);
  }
  expect(Math.max(small.width, small.height)).toBeLessThanOrEqual(16);
});

test("a picture lying on its side is set upright", async () => {
  const { width, height, bytes } = await writePicture(await cameraJpeg(60, 40), pictureUses.photo);
  expect([width, height]).toEqual([40, 60]);
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const redAt = (x: number, y: number): number => data[(y * info.width + x) * info.channels]!;
  expect(redAt(20, 5)).toBeGreaterThan(150);
  expect(redAt(20, 55)).toBeLessThan(100);
});

test("a logo keeps its transparency, and nothing else", async () => {
  const clear = await sharp({ create: { width: 900, height: 300, channels: 4, background: "#ff000080" } })
    .png()
    .withExif({ IFD0: { Copyright: "secret" } })
    .toBuffer();
  const logo = await writePicture(clear, pictureUses.logo);
  expect([logo.type, logo.width, logo.height]).toEqual(["image/png", 512, 171]);
  expect((await sharp(logo.bytes).metadata()).hasAlpha).toBe(true);
  expect(logo.bytes.toString("latin1")).not.toMatch(MARKS);
});

test("an ordinary photo of 12 megapixels is taken and made smaller", async () => {
  const big = await sharp({
    create: {
      width: 4032,
      height: 3024,
      channels: 3,
      background: "#888",
      noise: { type: "gaussian", mean: 128, sigma: 60 },
    },
  })
    .jpeg({ quality: 92 })
    .toBuffer();
  expect(big.length).toBeGreaterThan(4_000_000);
  const photo = await writePicture(big.subarray(0, PICTURE_BYTES), pictureUses.photo);
  expect([photo.width, photo.height]).toEqual([2048, 1536]);
});

test("what cannot be decoded is refused by name", async () => {
  const jpeg = await cameraJpeg();
  const png = await talkativePng();
  expect(await codeOf(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"))).toBe("picture-kind 415");
  expect(await codeOf(Buffer.from("%PDF-1.7"))).toBe("picture-kind 415");
  expect(await codeOf(await halves(4, 4).tiff().toBuffer())).toBe("picture-kind 415");
  expect(await codeOf(Buffer.alloc(0))).toBe("picture-kind 415");
  expect(await codeOf(Buffer.from([0xff]))).toBe("picture-kind 415");
  expect(await codeOf(Buffer.from([0xff, 0xd8, 0xff]))).toBe("picture-damaged 415");
  expect(await codeOf(heic)).toBe("picture-heic 415");
  expect(await codeOf(jpeg.subarray(0, 400))).toBe("picture-damaged 415");
  expect(await codeOf(jpeg.subarray(0, jpeg.length - 120))).toBe("picture-damaged 415");
  expect(await codeOf(png.subarray(0, 60))).toBe("picture-damaged 415");
  expect(await codeOf(Buffer.concat([Buffer.from("RIFF\x10\0\0\0WEBPVP8 "), Buffer.alloc(8)]))).toBe(
    "picture-damaged 415",
  );
  expect(await codeOf(Buffer.from("GIF89a"))).toBe("picture-damaged 415");
  expect(await codeOf(Buffer.alloc(PICTURE_BYTES + 1))).toBe("picture-large 413");
});

test("more pixels than are decoded are refused before decoding", async () => {
  expect(PICTURE_PIXELS).toBe(64_000_000);
  expect(PICTURE_BYTES).toBe(12 * 1024 * 1024);
  expect(await codeOf(pngBomb(30_000, 30_000))).toBe("picture-pixels 415");
  // The longest edge that is read, and one pixel more.
  expect(await codeOf(pngBomb(16_384, 100))).toBe("picture-damaged 415");
  expect(await codeOf(pngBomb(16_385, 100)), "LONGEST_EDGE").toBe("picture-pixels 415");
  expect(await codeOf(pngBomb(8000, 8000))).toBe("picture-damaged 415");
  expect(await codeOf(pngBomb(8000, 8001))).toBe("picture-pixels 415");
  expect(await codeOf(pngBomb(0xffffffff, 0xffffffff))).toMatch(/^picture-(damaged|pixels) 415$/);
  expect(await codeOf(pngBomb(1000, 1000))).toBe("picture-damaged 415");
});

test("pictures take turns: so many at a time, so many behind them", async () => {
  const lanes = createLanes(2, 1, () => new Error("full"));
  let most = 0;
  let now = 0;
  const ends: (() => void)[] = [];
  const work = async (): Promise<string> => {
    most = Math.max(most, ++now);
    await new Promise<void>((end) => ends.push(end));
    now--;
    return "done";
  };
  const three = [lanes.run(work), lanes.run(work), lanes.run(work)];
  await expect(lanes.run(work)).rejects.toThrow("full");
  ends.shift()!();
  await three[0];
  await new Promise((turn) => setImmediate(turn));
  ends.shift()!();
  ends.shift()!();
  expect([await Promise.all(three), most]).toEqual([["done", "done", "done"], 2]);
  const failed = lanes.run(async () => Promise.reject(new Error("broken")));
  await expect(failed).rejects.toThrow("broken");
  expect(await lanes.run(async () => "again")).toBe("again");
});
