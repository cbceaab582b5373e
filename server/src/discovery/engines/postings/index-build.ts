import { readdir, rename, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type pg from "pg";
import type { IndexSource } from "../../../contracts/index-source.ts";
import { syncFolder } from "../../../files/index.ts";
import type { Db } from "../../../kernel/database.ts";
import { CatalogueIndex } from "./catalogue-index.ts";
import { absorbPart, type BuiltPart, versionPairs } from "./snapshot.ts";

/** Titles between two saves of a long build. */
const SAVE_EVERY = 100_000;

/** A module that names the sources (`indexSources`): a thread of its own reads it anew. */
type SourcesModule = { indexSources: readonly IndexSource[] };
/** What a thread that builds a part is given. */
export type PartTask = {
  connection: pg.ClientConfig;
  dataFolder: string;
  part: number;
  parts: number;
  sourcesFrom: string | undefined;
};

type Part = { index: CatalogueIndex; indexed: number };

/**
 * Builds the whole index in folders of its own and puts it in the live one's place: half of the titles here, half in
 * another thread when the machine has a second core. What is done is saved from time to time: stopped at any point,
 * the next call goes on from there. Returns how many titles were indexed now.
 */
export async function buildCatalogueIndex(
  database: { db: Db; connection: pg.ClientConfig },
  dataFolder: string,
  onProgress: (done: number) => void = () => undefined,
  { parts = Math.min(2, availableParallelism()), sourcesFrom }: { parts?: number; sourcesFrom?: string } = {},
): Promise<{ titles: number; indexed: number }> {
  const done = Array.from({ length: parts }, () => 0);
  const progress = (part: number) => (titles: number) => {
    done[part] = titles;
    onProgress(done.reduce((sum, each) => sum + each, 0));
  };
  const threads = Array.from({ length: parts - 1 }, (_, i) =>
    buildInThread(
      { connection: database.connection, dataFolder, part: i + 1, parts, sourcesFrom },
      progress(i + 1),
    ),
  );
  const [next, ...rest] = await Promise.all([
    buildPart(database.db, { dataFolder, part: 0, parts, sourcesFrom }, progress(0)),
    ...threads.map((thread) => thread.built),
  ]).finally(() => Promise.all(threads.map((thread) => thread.stop())));
  for (const part of rest) await absorbPart(next.index.contents, part);
  // One segment is searched a fifth faster than a dozen.
  next.index.index.compact();
  await next.index.saveNow();
  await putInPlace(dataFolder, next.index.folder);
  const indexed = [next, ...rest].reduce((sum, part) => sum + part.indexed, 0);
  return { titles: next.index.index.size, indexed };
}

async function putInPlace(dataFolder: string, built: string): Promise<void> {
  const live = join(dataFolder, "index");
  await rm(live, { recursive: true, force: true });
  await rename(built, live);
  for (const name of await readdir(dataFolder))
    if (name.startsWith("index-next")) await rm(join(dataFolder, name), { recursive: true });
  await syncFolder(dataFolder);
}

/** Builds the titles whose ids leave `part` when divided by `parts`, going on from what was saved. */
export async function buildPart(
  db: Db,
  { dataFolder, part, parts, sourcesFrom }: Omit<PartTask, "connection">,
  onProgress: (done: number) => void,
): Promise<Part> {
  const module = sourcesFrom && ((await import(sourcesFrom)) as SourcesModule);
  const index = new CatalogueIndex(db, dataFolder, {
    name: part === 0 ? "index-next" : `index-next-${part}`,
    sources: module ? module.indexSources : [],
    isOurs: (id) => id % parts === part,
    savesEvery: SAVE_EVERY,
  });
  await index.load();
  const indexed = await index.reconcile(onProgress);
  return { index, indexed };
}

/** Saves a part, and says what the thread that takes it over needs to know. */
export async function saveBuilt({ index, indexed }: Part): Promise<BuiltPart> {
  await index.saveNow();
  return { folder: index.folder, versions: versionPairs(index.contents.versions), indexed };
}

function buildInThread(
  task: PartTask,
  onProgress: (done: number) => void,
): { built: Promise<BuiltPart>; stop: () => Promise<unknown> } {
  const worker = new Worker(new URL("./index-part-worker.ts", import.meta.url), { workerData: task });
  const built = new Promise<BuiltPart>((done, fail) => {
    worker.on("message", (told: number | BuiltPart) => {
      if (typeof told === "number") onProgress(told);
      else done(told);
    });
    worker.once("error", fail);
    worker.once("exit", (code) => fail(new Error(`A part of the index ended with ${code}`)));
  });
  return { built, stop: () => worker.terminate() };
}
