import { parseArgs } from "node:util";
import { CatalogueIndex, rebuildBrowse } from "../discovery/index.ts";
import type { Config } from "../kernel/config.ts";
import { openRegionDatabase } from "../kernel/region-database.ts";
import { EXIT, print, progressLine } from "./output.ts";

export const reindexHelp = `commonshelf reindex [--json]

Builds the search index anew from the catalogue and saves it for the next start; builds the browse lists anew.
A running server keeps its own index current; it takes the new one at its next start.`;

/** `commonshelf reindex`. */
export async function reindexCommand(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: "boolean", default: false } } });
  const database = await openRegionDatabase(config, 4, "commonshelf-reindex");
  try {
    const started = performance.now();
    const line = progressLine();
    const index = new CatalogueIndex(database.db, config.dataFolder);
    await index.rebuild((done) => line.show(`${done} titles`));
    await index.save();
    await rebuildBrowse(database.db, (done) => line.show(`${done} titles in the browse lists`));
    line.end();
    const seconds = (performance.now() - started) / 1000;
    const titles = index.index.size;
    await print(
      values.json
        ? `${JSON.stringify({ titles, seconds: Number(seconds.toFixed(3)) })}\n`
        : `${titles} titles in ${seconds.toFixed(1)} s, ${Math.round(titles / seconds)} titles/s\n`,
    );
    return EXIT.ok;
  } finally {
    await database.close();
  }
}
