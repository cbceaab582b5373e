import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { openGround } from "./ground.ts";
import { openTiles, readDirectory, tileId } from "./pmtiles.ts";

const folder = mkdtempSync(join(tmpdir(), "commonshelf-map-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function varints(...values: number[]): Buffer {
  const bytes: number[] = [];
  for (let value of values) {
    for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
    bytes.push(value);
  }
  return Buffer.from(bytes);
}
type Entry = [id: number, run: number, length: number, offset: number];
const directory = (entries: Entry[]): Buffer =>
  gzipSync(
    varints(
      entries.length,
      ...entries.map(([id], i) => id - (entries[i - 1]?.[0] ?? 0)),
      ...entries.map(([, run]) => run),
      ...entries.map(([, , length]) => length),
      ...entries.map(([, , , offset], i) => {
        const before = entries[i - 1];
        return before && before[3] + before[2] === offset ? 0 : offset + 1;
      }),
    ),
  );

const SAID = {
  attribution: '<a href="https://example.org">&copy; Example</a> &#169;&nbsp;M&amp;K',
  vector_layers: [{ id: "water" }, { id: "roads" }],
};

/** A map of three zooms: the world, its four quarters (two of them the same sea), and one tile by a further directory. */
function sample(change: (head: Buffer) => void = () => {}, said: object | null = SAID): Buffer {
  const [world, land, sea, town] = ["world", "land", "sea", "town"].map((text) => gzipSync(text));
  const tiles = Buffer.concat([world!, land!, sea!, town!]);
  const leaf = directory([[tileId(2, 3, 1), 1, town!.length, world!.length + land!.length + sea!.length]]);
  const root = directory([
    [0, 1, world!.length, 0],
    [1, 1, land!.length, world!.length],
    [2, 2, sea!.length, world!.length + land!.length],
    [5, 0, leaf.length, 0],
  ]);
  const metadata = gzipSync(JSON.stringify(said));
  const head = Buffer.alloc(127);
  head.write("PMTiles");
  head[7] = 3;
  let at = 127;
  for (const [place, part] of [
    [8, root],
    [24, metadata],
    [40, leaf],
    [56, tiles],
  ] as const) {
    head.writeBigUInt64LE(BigInt(at), place);
    head.writeBigUInt64LE(BigInt(part.length), place + 8);
    at += part.length;
  }
  [head[97], head[98], head[99], head[100], head[101]] = [2, 2, 1, 0, 2];
  for (const [i, degree] of [83.9, 38.98, 84.14, 39.13].entries())
    head.writeInt32LE(Math.round(degree * 1e7), 102 + 4 * i);
  change(head);
  return Buffer.concat([head, root, metadata, leaf, tiles]);
}
const openSample = (bytes = sample()): ReturnType<typeof openTiles> =>
  openTiles(async (offset, length) => bytes.subarray(offset, offset + length));

test("tiles are numbered zoom by zoom along the Hilbert curve", () => {
  expect([tileId(0, 0, 0), tileId(1, 0, 0), tileId(1, 0, 1), tileId(1, 1, 1), tileId(1, 1, 0)]).toEqual([
    0, 1, 2, 3, 4,
  ]);
  expect([tileId(2, 0, 0), tileId(12, 3423, 1763)]).toEqual([5, 19078479]);
});

test("a tile is found by its place, also where several share one and where a further directory has it", async () => {
  const archive = await openSample();
  const text = async (z: number, x: number, y: number): Promise<string | null> =>
    (await archive.tile(z, x, y))?.toString() ?? null;
  expect(await text(0, 0, 0)).toBe("world");
  expect(await text(1, 0, 0)).toBe("land");
  expect([await text(1, 0, 1), await text(1, 1, 1)]).toEqual(["sea", "sea"]);
  expect(await text(1, 1, 0)).toBeNull();
  expect(await text(2, 3, 1)).toBe("town");
  for (const [z, x, y] of [
    [2, 0, 0],
    [3, 0, 0],
    [1, 2, 0],
  ] as const)
    expect(await text(z, x, y)).toBeNull();
});

test.each<[string, Buffer | ((head: Buffer) => void), string]>([
  ["no such file", Buffer.from("PNG and more of it".repeat(20)), "no PMTiles file"],
  ["an older version", (head) => void head.writeUInt8(2, 7), "PMTiles 2, not 3"],
  ["packed in an unknown way", (head) => void head.writeUInt8(4, 98), "not known here"],
  ["cut off", sample().subarray(0, 140), "ends too soon"],
  ["a directory of any length", (head) => void head.writeBigUInt64LE(2n ** 40n, 16), "too long"],
])("what is no map is refused by name: %s", async (_why, given, says) => {
  await expect(openSample(Buffer.isBuffer(given) ? given : sample(given))).rejects.toThrow(says);
});

test("a directory that lies about itself is refused", () => {
  expect(() => readDirectory(varints(2 ** 30, 1, 1))).toThrow("more than it holds");
  expect(() => readDirectory(varints(2, 1, 1, 1, 1, 200, 200))).toThrow("ends too soon");
  expect(() => readDirectory(varints(9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1))).toThrow("more than it holds");
  const huge = Buffer.concat([varints(2 ** 21), Buffer.alloc(2 ** 23, 1)]);
  expect(() => readDirectory(huge)).toThrow("more than it holds");
});

test("the operator's file says what pages need, with its maker's name as words", async () => {
  const path = join(folder, "region.pmtiles");
  writeFileSync(path, sample());
  const { facts, archive, close } = await openGround(path);
  expect(facts).toMatchObject({
    kind: "vector",
    minZoom: 0,
    maxZoom: 2,
    bounds: [83.9, 38.98, 84.14, 39.13],
    layers: ["water", "roads"],
    attribution: "© Example © M&K",
  });
  expect(facts.tiles).toMatch(/^\/map\/[0-9a-f]{12}\/\{z\}\/\{x\}\/\{y\}$/);
  expect((await archive.tile(0, 0, 0))?.toString()).toBe("world");
  await close();
  await expect(archive.tile(0, 0, 0)).rejects.toThrow();
  writeFileSync(path, sample(undefined, null));
  const silent = await openGround(path);
  expect(silent.facts).toMatchObject({ layers: [], attribution: "" });
  await silent.close();
  await expect(openGround(join(folder, "none"))).rejects.toThrow(/^COMMONSHELF_MAP \(.*none\): ENOENT/);
});
