import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, inTransaction } from "../database.ts";
import { createTestDatabase } from "../testing.ts";
import { fixedClock } from "../time.ts";
import { fileJobs, removeFiles, sweepFiles } from "./file-jobs.ts";
import type { FileStore } from "./file-store.ts";
import { createFolderStore } from "./folder-store.ts";

let folder: string;
let files: FileStore;
let database: Database;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "files-"));
  files = createFolderStore(folder);
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
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
  expect(await keysOf("nowhere/")).toEqual([]);
  await files.delete("a/one.jpg");
  await files.delete("a/one.jpg");
  expect([await files.get("a/one.jpg"), await files.get("a/three.jpg")]).toEqual([undefined, undefined]);
});

test("a file that breaks off leaves nothing under its name", async () => {
  const broken = new Readable({
    read() {
      this.push(Buffer.from("half"));
      this.destroy(new Error("cut"));
    },
  });
  await expect(files.put("c/half.jpg", broken)).rejects.toThrow("cut");
  expect(await readdir(join(folder, "c"))).toEqual([]);
});

test.each(["../x.jpg", "a/../../x.jpg", "/x.jpg", "a/.x.jpg", "x.jpg", "a/x.svg", "a/x"])(
  "%s is no key",
  async (key) => {
    await expect(files.put(key, Buffer.from("x"))).rejects.toThrow(RangeError);
    await expect(files.get(key)).rejects.toThrow(RangeError);
  },
);

test("files go with the commit: a transaction that fails removes nothing", async () => {
  await files.put("d/kept.jpg", Buffer.from("x"));
  const failing = inTransaction(database.db, async (tx) => {
    await removeFiles(tx, ["d/kept.jpg"]);
    throw new Error("aborted");
  });
  await expect(failing).rejects.toThrow("aborted");
  const waiting = async () =>
    (await sql<{ payload: unknown }>`select payload from graphile_worker._private_jobs`.execute(database.db))
      .rows;
  expect(await waiting()).toEqual([]);
  await inTransaction(database.db, (tx) => removeFiles(tx, ["d/kept.jpg"]));
  expect(await keysOf("d/")).toEqual(["d/kept.jpg"]);
  for (const { payload } of await waiting()) await fileJobs(files)["files-remove"]!(payload);
  expect(await keysOf("d/")).toEqual([]);
});

test("what no row names is swept a day later, and what never became whole", async () => {
  for (const name of ["row", "orphan", "fresh"]) await files.put(`e/${name}.jpg`, Buffer.from(name));
  await mkdir(join(folder, "e"), { recursive: true });
  await writeFile(join(folder, "e", "row.jpg.0199.part"), "ha");
  const now = fixedClock("2026-11-29T12:00:00Z");
  const old = new Date("2026-11-28T11:00:00Z");
  for (const name of ["row.jpg", "orphan.jpg", "row.jpg.0199.part"])
    await utimes(join(folder, "e", name), old, old);
  await utimes(join(folder, "e", "fresh.jpg"), now.now(), now.now());
  const swept = await sweepFiles(
    files,
    now,
    "e/",
    async (keys) => new Set(keys.filter((key) => key === "e/row.jpg")),
  );
  expect([swept, await keysOf("e/")]).toEqual([2, ["e/fresh.jpg", "e/row.jpg"]]);
});
