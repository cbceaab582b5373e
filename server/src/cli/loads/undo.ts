import { listRejects, loadItemPlaces } from "../../catalogue/index.ts";
import { systemActor, through } from "../../kernel/actor.ts";
import type { Config } from "../../kernel/config.ts";
import { inTransaction } from "../../kernel/database.ts";
import { isSystemFailure } from "../../kernel/http/failures.ts";
import { beginUndo, getLoad, loadReport, performUndo, previewUndo } from "../../loads/index.ts";
import { ImportStopped, listenForEnd, lockRun } from "../import-end.ts";
import { languageOf } from "../language.ts";
import { EXIT, print, progressLine, say, UsageError } from "../output.ts";
import { openRegionDatabase, type RegionDatabase } from "../serving/region-database.ts";

const POOL = 5;
const PAGE = 1000;
const MOST_SHOWN = 20;

type Options = { "dry-run": boolean; json: boolean; language?: string; run?: string };

/** `commonshelf import undo`. */
export async function undoCommand(words: string[], options: Options, config: Config): Promise<number> {
  const [loadId, ...more] = words;
  if (loadId === undefined || more.length > 0) throw new UsageError("import undo needs one LOAD");
  const database = await openRegionDatabase(config, POOL, "commonshelf-undo");
  const end = listenForEnd();
  try {
    if (options["dry-run"]) return await preview(database, loadId);
    const runId =
      options.run ??
      (
        await inTransaction(database.db, (tx) =>
          beginUndo(tx, through(systemActor, "cli"), loadId, { takesUp: true }),
        )
      ).runId;
    const load = await getLoad(database.db, loadId);
    if (!load) throw new UsageError(`There is no load ${loadId}`);
    const lock = await lockRun(database, runId);
    const line = progressLine();
    try {
      const places = await loadItemPlaces(database.db, load.memberId);
      const outcome = await performUndo(database.pool, load, runId, places, (done) => {
        // A batch has just been committed.
        if (end.isWanted()) throw new ImportStopped();
        line.show(`${load.fileName}  ${done} records`);
      });
      line.end();
      await print(`${JSON.stringify(outcome)}\n`);
      if (!options.json) await sayStays(database, runId, options.language, config);
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

async function preview(database: RegionDatabase, loadId: string): Promise<number> {
  const load = await getLoad(database.db, loadId);
  if (!load) throw new UsageError(`There is no load ${loadId}`);
  await print(`${JSON.stringify(await previewUndo(database.db, load))}\n`);
  return EXIT.ok;
}

async function sayStays(
  database: RegionDatabase,
  runId: string,
  wanted: string | undefined,
  config: Config,
): Promise<void> {
  const language = languageOf(wanted, config.environment);
  const lines = await listRejects(database.db, runId, -1, PAGE);
  for (const one of lines.slice(0, MOST_SHOWN))
    say(`  ${one.controlNumber ?? ""}: ${loadReport.noteText(one, language)}`);
  if (lines.length > MOST_SHOWN) say("  …");
}
