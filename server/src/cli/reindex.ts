import { setPriority } from "node:os";
import { parseArgs } from "node:util";
import { rebuildBrowse } from "../browse-lists/index.ts";
import { buildCatalogueIndex, INDEX_REBUILT } from "../discovery/index.ts";
import type { Config } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import { publish } from "../kernel/outbox.ts";
import { indexSources } from "../rooms.ts";
import * as openSearch from "../search-cluster/index.ts";
import { EXIT, print, progressLine } from "./output.ts";
import { openRegionDatabase, type RegionDatabase } from "./serving/region-database.ts";

export const reindexHelp = `commonshelf reindex [--index-only] [--json]

Builds the search index anew from the catalogue beside the live one, then puts it in its place; builds the browse lists
anew. A running server goes on answering and takes the new index over by itself. Stopped in the middle, the same
command goes on where it was.

  --index-only     leave the browse lists as they are`;

/** Niceness of work that can wait. */
const PATIENT = 10;

/** `commonshelf reindex`. */
export async function reindexCommand(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { json: { type: "boolean", default: false }, "index-only": { type: "boolean", default: false } },
  });
  const database = await openRegionDatabase(config, 4, "commonshelf-reindex");
  try {
    const started = performance.now();
    const line = progressLine();
    // Whoever searches meanwhile comes first.
    setPriority(PATIENT);
    const { titles, indexed } = await buildIndex(database, config, (done) => line.show(`${done} titles`));
    await inTransaction(database.db, (tx) => publish(tx, INDEX_REBUILT, {}));
    const indexSeconds = (performance.now() - started) / 1000;
    if (!values["index-only"])
      await rebuildBrowse(database.db, (done) => line.show(`${done} titles in the browse lists`));
    line.end();
    const seconds = (performance.now() - started) / 1000;
    await print(
      values.json
        ? `${JSON.stringify({ titles, indexed, seconds: rounded(seconds), indexSeconds: rounded(indexSeconds) })}\n`
        : `${titles} titles: index ${indexSeconds.toFixed(1)} s, ${Math.round(indexed / indexSeconds)} titles/s; ` +
            `browse lists ${(seconds - indexSeconds).toFixed(1)} s\n`,
    );
    return EXIT.ok;
  } finally {
    await database.close();
  }
}

async function buildIndex(
  database: RegionDatabase,
  { openSearch: cluster, dataFolder }: Config,
  onProgress: (done: number) => void,
): Promise<{ titles: number; indexed: number }> {
  if (!cluster)
    return await buildCatalogueIndex(database, dataFolder, onProgress, {
      sourcesFrom: new URL("../rooms.ts", import.meta.url).href,
    });
  await using there = await openSearch.Cluster.ofRegion(database.db, cluster);
  const titles = await openSearch.buildClusterIndex(database.db, there, onProgress, indexSources);
  return { titles, indexed: titles };
}

function rounded(seconds: number): number {
  return Number(seconds.toFixed(3));
}
