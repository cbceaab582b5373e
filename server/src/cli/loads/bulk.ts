import { parseArgs } from "node:util";
import { loadItemPlaces } from "../../catalogue/index.ts";
import type { Config } from "../../kernel/config.ts";
import { isSystemFailure } from "../../kernel/http/failures.ts";
import { bulkChanges } from "../../loads/index.ts";
import { ImportStopped, listenForEnd, lockRun } from "../import-end.ts";
import { EXIT, print, progressLine, say, UsageError } from "../output.ts";
import { openRegionDatabase } from "../serving/region-database.ts";

export const bulkHelp = `commonshelf bulk perform CHANGE

Performs a change of many records that was ordered in the workbench, or goes on with one that was cut off. It is a load of
the same id: commonshelf import undo CHANGE takes it back as a whole.

Exit code: 0 done, 1 failed, 2 wrong use, 3 refused, 4 stopped before the end: the same command goes on.`;

const POOL = 5;

/** `commonshelf bulk`. */
export async function bulkCommand(args: string[], config: Config): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true });
  const [action, id, ...more] = positionals;
  if (action !== "perform" || id === undefined || more.length > 0)
    throw new UsageError("bulk needs perform and one CHANGE");
  const database = await openRegionDatabase(config, POOL, "commonshelf-bulk");
  const end = listenForEnd();
  try {
    const change = await bulkChanges.getChange(database.db, id);
    if (!change) throw new UsageError(`There is no bulk change ${id}`);
    const lock = await lockRun(database, id);
    const line = progressLine();
    try {
      const places = await loadItemPlaces(database.db, change.memberId);
      const changed = await bulkChanges.performBulk(database, change, places, (done) => {
        // A batch has just been committed.
        if (end.isWanted()) throw new ImportStopped();
        line.show(`${done} / ${change.selected}`);
      });
      line.end();
      await print(`${JSON.stringify({ id, changed })}\n`);
      return EXIT.ok;
    } finally {
      lock.release();
    }
  } catch (error) {
    if (!(error instanceof ImportStopped) && !isSystemFailure(error)) throw error;
    say(`Stopped after a whole batch: ${(error as Error).message}. The same command goes on from there.`);
    return EXIT.interrupted;
  } finally {
    await database.close();
  }
}
