import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stem } from "@commonshelf/cjk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EMPTY_BRIEF } from "../../../catalogue/testing.ts";
import { createTestDatabase } from "../../../kernel/testing.ts";
import { CatalogueIndex } from "./catalogue-index.ts";
import { buildCatalogueIndex, buildPart, saveBuilt } from "./index-build.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "commonshelf-index-"));
  await addTitles(300);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.close();
});

const brief = (title: string): string =>
  JSON.stringify({ ...EMPTY_BRIEF, title: { main: title }, year: 2001 });

async function addTitles(count: number): Promise<void> {
  await database.pool.query(
    "insert into catalogue.instance (brief, record_count) select replace($1, 'TITLE', 'title ' || n)::json, 1 from generate_series(1, $2) n",
    [brief("TITLE"), count],
  );
}

function totalOf(index: CatalogueIndex, term: string): number {
  return index.index.search({ term, fields: ["title"] }, { limit: 0 }).total;
}

test("a build stands in the live one's place, and the next start loads it", async () => {
  expect(await buildCatalogueIndex(database, folder)).toEqual({ titles: 300, indexed: 300 });
  expect(await readdir(folder)).toEqual(["index"]);
  const next = new CatalogueIndex(database.db, folder);
  await next.open();
  expect(totalOf(next, stem("title"))).toBe(300);
});

test("a build that was stopped goes on where it had saved", async () => {
  for (const part of [0, 1]) {
    const stopped = await buildPart(
      database.db,
      { dataFolder: folder, part, parts: 2, sourcesFrom: undefined },
      () => undefined,
    );
    await saveBuilt(stopped);
  }
  await addTitles(50);
  expect(await buildCatalogueIndex(database, folder)).toEqual({ titles: 350, indexed: 50 });
  expect(await readdir(folder)).toEqual(["index"]);
});

test("a build begun with more threads goes on with fewer", async () => {
  for (const part of [0, 1]) {
    const stopped = await buildPart(
      database.db,
      { dataFolder: folder, part, parts: 2, sourcesFrom: undefined },
      () => undefined,
    );
    await saveBuilt(stopped);
  }
  expect(await buildCatalogueIndex(database, folder, () => undefined, { parts: 1 })).toEqual({
    titles: 350,
    indexed: 175,
  });
  expect(await readdir(folder)).toEqual(["index"]);
});

test("a live index takes over what another process built, and what changed meanwhile", async () => {
  const live = new CatalogueIndex(database.db, folder);
  await live.open();
  await buildCatalogueIndex(database, folder);
  await addTitles(10);
  await database.pool.query(
    "update catalogue.instance set record_count = 0, version = version + 1 where id = 1",
  );
  await live.adoptSnapshot();
  expect(totalOf(live, stem("title"))).toBe(359);
});

test("a change that comes while a built index is taken over is in the new one", async () => {
  const live = new CatalogueIndex(database.db, folder);
  await live.open();
  await buildCatalogueIndex(database, folder);
  const adopted = live.adoptSnapshot();
  await database.pool.query(
    "update catalogue.instance set brief = $1::json, version = version + 1 where id = 20",
    [brief("meanwhile")],
  );
  await live.follow([20]);
  expect(totalOf(live, stem("meanwhile"))).toBe(1);
  await adopted;
  expect(totalOf(live, stem("meanwhile"))).toBe(1);
  await live.save();
  const next = new CatalogueIndex(database.db, folder);
  await next.open();
  expect(totalOf(next, stem("meanwhile"))).toBe(1);
});

test("what is told of is indexed when its version changed, taken out when it is gone, and else left alone", async () => {
  const index = new CatalogueIndex(database.db, folder);
  await index.open();
  const change = async (id: number, title: string, version: number, records: number): Promise<void> => {
    await database.pool.query(
      "update catalogue.instance set brief = $2::json, version = version + $3, record_count = $4 where id = $1",
      [id, brief(title), version, records],
    );
    await index.follow([id]);
  };
  await change(7, "unheard", 0, 1);
  expect(totalOf(index, stem("unheard"))).toBe(0);
  await change(7, "heard", 1, 1);
  expect(totalOf(index, stem("heard"))).toBe(1);
  await change(7, "heard", 1, 0);
  expect(totalOf(index, stem("heard"))).toBe(0);
});

test("a snapshot that finds no room leaves the old one and nothing else, and the next attempt writes it", async () => {
  const live = new CatalogueIndex(database.db, folder);
  await live.open();
  await live.save();
  const files = join(folder, "index");
  const kept = (await readdir(files)).sort();
  for (const name of ["catalogue.index.new", "catalogue.versions.new"]) {
    await addTitles(1);
    await live.reconcile();
    // Every write to this device fails as on a full disk.
    await symlink("/dev/full", join(files, name));
    await expect(live.save()).rejects.toMatchObject({ code: "ENOSPC" });
    expect((await readdir(files)).sort()).toEqual(kept);
    const started = new CatalogueIndex(database.db, folder);
    await started.open();
    expect(started.index.size).toBe(live.index.size);
  }
  await live.save();
  await addTitles(1);
  const next = new CatalogueIndex(database.db, folder);
  await next.open();
  expect(next.index.size).toBe(live.index.size + 1);
});

test("a snapshot cut short costs time, never a title", async () => {
  const live = new CatalogueIndex(database.db, folder);
  await live.open();
  await live.save();
  for (const name of ["catalogue.versions", "catalogue.index"]) {
    const path = join(folder, "index", name);
    const whole = await readFile(path);
    for (const bytes of [0, 3, 10, Math.floor(whole.length / 2), whole.length - 3]) {
      await writeFile(path, whole.subarray(0, bytes));
      const next = new CatalogueIndex(database.db, folder);
      await next.open();
      expect(next.index.size, `${name} of ${bytes} bytes`).toBe(live.index.size);
    }
    await writeFile(path, whole);
  }
});
