import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { sql } from "kysely";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OWN_LIMITS } from "../../../services/java.ts";
import { type S3Server, startS3 } from "../../../services/s3/server.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { pictureUses } from "../kernel/images/pictures.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { type Clock, DAY_MS, fixedClock, systemClock } from "../kernel/time.ts";
import { createCovers } from "./covers.ts";
import { fileJobs, removeFiles, sweepFiles } from "./file-jobs.ts";
import type { FileStore } from "./file-store.ts";
import { folderFiles, regionFiles } from "./region-files.ts";
import { rewrittenPicture } from "./rewritten.ts";

let folder: string;
let server: S3Server;
let database: Database;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "files-"));
  [server, database] = await Promise.all([startS3(), createTestDatabase()]);
}, OWN_LIMITS);
afterAll(async () => {
  await server.stop();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const inBucket = (prefix = "") =>
  readConfig({ COMMONSHELF_DATA: folder, S3_PREFIX: prefix, ...server.settings });

const tomorrow = (): Clock =>
  fixedClock(new Date(systemClock.now().getTime() + DAY_MS + 3_600_000).toISOString());

describe.each([
  ["a folder", () => folderFiles(folder)],
  ["a bucket", () => regionFiles(inBucket())],
  ["a part of a bucket", () => regionFiles(inBucket("regions/jiangdu"))],
])("files in %s", (_, open) => {
  let files: FileStore;
  beforeAll(() => {
    files = open();
  });
  const keysOf = async (prefix: string): Promise<string[]> => {
    const keys = [];
    for await (const { key } of files.list(prefix)) keys.push(key);
    return keys.sort();
  };

  test("a file is kept whole, streamed back with its type, listed and removed", async () => {
    await files.put("a/one.jpg", Buffer.from("one"));
    await files.put("a/b/two.png", Readable.from([Buffer.from("tw"), Buffer.from("o")]));
    const two = (await files.get("a/b/two.png"))!;
    expect([two.type, two.bytes, (await buffer(two.stream())).toString()]).toEqual(["image/png", 3, "two"]);
    expect(await keysOf("a/")).toEqual(["a/b/two.png", "a/one.jpg"]);
    expect([await keysOf("a/o"), await keysOf("a/x")]).toEqual([["a/one.jpg"], []]);
    expect(await keysOf("nowhere/")).toEqual([]);
    await files.delete("a/one.jpg");
    await files.delete("a/one.jpg");
    expect([await files.get("a/one.jpg"), await files.get("a/three.jpg")]).toEqual([undefined, undefined]);
  });

  test("of a film a part is read, both ends in it, and one that nobody reads costs nothing", async () => {
    await files.put("a/film.mp4", Buffer.from("0123456789"));
    const film = (await files.get("a/film.mp4"))!;
    expect((await buffer(film.stream({ start: 2, end: 4 }))).toString()).toBe("234");
    expect((await buffer(film.stream({ start: 9, end: 9 }))).toString()).toBe("9");
    film.stream().destroy();
  });

  test("what is large comes back as it was", async () => {
    const large = Buffer.alloc(12_000_000, "abcdefgh-");
    await files.put("a/large.tif", large);
    expect((await buffer((await files.get("a/large.tif"))!.stream())).equals(large)).toBe(true);
  });

  test("a file that breaks off leaves nothing under its name", async () => {
    const broken = new Readable({
      read() {
        this.push(Buffer.from("half"));
        this.destroy(new Error("cut"));
      },
    });
    await expect(files.put("c/half.jpg", broken)).rejects.toThrow("cut");
    expect(await keysOf("c/")).toEqual([]);
  });

  test.each(["../x.jpg", "a/../../x.jpg", "/x.jpg", "a/.x.jpg", "x.jpg", "a/x.svg", "a/x"])(
    "%s is no key",
    async (key) => {
      await expect(files.put(key, Buffer.from("x"))).rejects.toThrow(RangeError);
      await expect(files.get(key)).rejects.toThrow(RangeError);
    },
  );

  test("files go with the commit: a transaction that fails removes nothing", async () => {
    await sql`delete from graphile_worker._private_jobs`.execute(database.db);
    await files.put("d/kept.jpg", Buffer.from("x"));
    const failing = inTransaction(database.db, async (tx) => {
      await removeFiles(tx, ["d/kept.jpg"]);
      throw new Error("aborted");
    });
    await expect(failing).rejects.toThrow("aborted");
    const waiting = async () =>
      (
        await sql<{ payload: unknown }>`select payload from graphile_worker._private_jobs`.execute(
          database.db,
        )
      ).rows;
    expect(await waiting()).toEqual([]);
    await inTransaction(database.db, (tx) => removeFiles(tx, ["d/kept.jpg"]));
    expect(await keysOf("d/")).toEqual(["d/kept.jpg"]);
    for (const { payload } of await waiting()) await fileJobs(() => files)["files-remove"]!(payload);
    expect(await keysOf("d/")).toEqual([]);
  });

  test("what no row names is swept a day later, and not before", async () => {
    for (const name of ["row", "orphan"]) await files.put(`e/${name}.jpg`, Buffer.from(name));
    const standing = async (keys: string[]) => new Set(keys.filter((key) => key === "e/row.jpg"));
    expect(await sweepFiles(files, systemClock, "e/", standing)).toBe(0);
    expect(await sweepFiles(files, tomorrow(), "e/", standing)).toBe(1);
    expect(await keysOf("e/")).toEqual(["e/row.jpg"]);
  });

  test("a picture from elsewhere is written anew once, until it changes", async () => {
    const picture = await sharp({ create: { width: 40, height: 60, channels: 3, background: "#a33" } })
      .png()
      .toBuffer();
    let reads = 0;
    const at = (version: string) => ({
      version,
      read: async () => {
        reads++;
        return picture;
      },
    });
    const place = { folder: "covers", name: "9787020002207" };
    for (const version of ["1", "1", "2"])
      expect((await rewrittenPicture(files, place, at(version), pictureUses.cover))?.type).toBe("image/jpeg");
    expect([reads, await keysOf("covers/")]).toEqual([2, ["covers/9787020002207-2.jpg"]]);
  });
});

test("in a folder also what never became whole is swept", async () => {
  const files = folderFiles(folder);
  await files.put("f/row.jpg", Buffer.from("row"));
  await writeFile(join(folder, "files", "f", "row.jpg.0199.part"), "ha");
  expect(await sweepFiles(files, tomorrow(), "f/", async () => new Set(["f/row.jpg"]))).toBe(1);
  expect(await readdir(join(folder, "files", "f"))).toEqual(["row.jpg"]);
});

test("parts of a bucket do not see each other", async () => {
  const [one, other] = [regionFiles(inBucket("one")), regionFiles(inBucket("other"))];
  await one.put("g/a.jpg", Buffer.from("a"));
  expect([await other.get("g/a.jpg"), (await one.get("g/a.jpg"))?.bytes]).toEqual([undefined, 1]);
});

test("covers that the installation puts into the bucket are shown", async () => {
  const config = inBucket("with-covers");
  await regionFiles(config).put("given-covers/9787020002207.png", Buffer.from("x"));
  const covers = createCovers(config);
  await expect.poll(() => covers.coverOf(["9787020000000", "9787020002207"])).toBe("/covers/9787020002207");
  const found = (await covers.find("9787020002207"))!;
  expect([found.version, (await found.read()).toString()]).toEqual([expect.stringMatching(/^\d+-1$/), "x"]);
  expect(await covers.find("9787020000000")).toBeUndefined();
});

test("a bucket that is away, or not ours, is refused by files-unavailable, and only that", async () => {
  const refused = { code: "files-unavailable", status: 503, params: { retryAfterSeconds: 5 } };
  const away = { ...server.settings, S3_ENDPOINT: "http://127.0.0.1:1" };
  const foreign = { ...server.settings, S3_SECRET_KEY: "wrong" };
  const none = { ...server.settings, S3_BUCKET: "no-such-bucket" };
  for (const settings of [away, foreign, none]) {
    const files = regionFiles(readConfig({ COMMONSHELF_DATA: folder, ...settings }));
    await expect(files.put("h/a.jpg", Buffer.from("a"))).rejects.toMatchObject(refused);
    if (settings !== none) await expect(files.get("h/a.jpg")).rejects.toMatchObject(refused);
  }
});

test.each([
  [{ S3_ENDPOINT: "http://127.0.0.1:9000" }, "S3_BUCKET is needed"],
  [{ S3_BUCKET: "A" }, "S3_BUCKET must be"],
  [{ S3_BUCKET: "region", S3_ENDPOINT: "127.0.0.1" }, "S3_ENDPOINT must be"],
  [{ S3_BUCKET: "region", S3_ACCESS_KEY: "a" }, "S3_ACCESS_KEY and S3_SECRET_KEY"],
  [{ S3_BUCKET: "region", S3_PREFIX: "a//b" }, "S3_PREFIX must be"],
])("settings that do not fit are named: %j", (settings, words) => {
  expect(() => readConfig(settings)).toThrow(words);
});
