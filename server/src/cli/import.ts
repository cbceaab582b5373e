import { writeFile } from "node:fs/promises";
import { constants, getPriority, setPriority } from "node:os";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import {
  type ImportCounts,
  importFile,
  listRejects,
  loadItemPlaces,
  postponeImportRun,
  profileNames,
} from "../catalogue/index.ts";
import { findMemberByCode } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import type { Config } from "../kernel/config.ts";
import { isSystemFailure } from "../kernel/failures.ts";
import { openRegionDatabase, type RegionDatabase } from "../kernel/region-database.ts";
import { tsvLine } from "../kernel/tables.ts";
import { EXIT, print, progressLine, say, UsageError } from "./output.ts";

export const importHelp = `commonshelf import --member CODE [--profile NAME] [--dry-run] [--rejects FILE] [--json] FILE…

Loads a member's MARC (ISO 2709, MARCXML or MARC-in-JSON, plain or gzip) into the union catalogue.
Running it again changes nothing; after an interruption the same command goes on where it stopped.

  --member CODE    the library the records belong to
  --profile NAME   how to read items: ${profileNames.join(", ")}
                   (default: the member's own, else auto)
  --dry-run        do everything, keep nothing
  --rejects FILE   where refused records go with their reasons (default: FILE.rejects.tsv, only when there are any)
  --json           one JSON line per file instead of text

Exit code: 0 all files read (refused records are counted, not an error), 1 failed, 2 wrong use, 3 refused, 4 stopped
before the end (a signal, a full disk, the database away): the same command goes on.`;

const PAGE = 1000;
const POOL = 5;

/** `commonshelf import`. */
export async function importCommand(args: string[], config: Config): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      member: { type: "string" },
      profile: { type: "string" },
      "dry-run": { type: "boolean", default: false },
      rejects: { type: "string" },
      json: { type: "boolean", default: false },
      run: { type: "string" },
      "no-rejects-file": { type: "boolean", default: false },
    },
  });
  if (!values.member) throw new UsageError("import needs --member CODE");
  if (positionals.length === 0) throw new UsageError("import needs at least one FILE");
  const end = listenForEnd();
  const database = await openRegionDatabase(config, POOL, "commonshelf-import");
  // Readers and desks come first: an import takes what they leave of the machine. The database is not held back.
  setPriority(Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
  const lock = values.run ? await lockRun(database, values.run) : undefined;
  try {
    const member = await findMemberByCode(database.db, values.member);
    const places = await loadItemPlaces(database.db, member.id);
    for (const path of positionals) {
      const profile = values.profile ?? member.importProfile ?? "auto";
      const order = {
        path,
        memberId: member.id,
        profile,
        dryRun: values["dry-run"],
        actorId: systemActor.personId,
        places,
        runId: values.run,
      };
      const started = performance.now();
      const line = progressLine();
      const { runId, counts } = await importFile(database.pool, order, (p) => {
        // A batch has just been committed.
        if (end.isWanted()) throw new ImportStopped();
        line.show(
          `${basename(path)}  ${Math.floor((100 * p.bytesDone) / Math.max(1, p.bytesTotal))} %  ${p.counts.read} records`,
        );
      });
      line.end();
      const seconds = (performance.now() - started) / 1000;
      await report(database, path, runId, counts, seconds, values);
    }
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof ImportStopped) && !isSystemFailure(error)) throw error;
    say(`Stopped after a whole batch: ${(error as Error).message}. The same command goes on from there.`);
    if (values.run) await postponeImportRun(database.db, values.run).catch(() => undefined); // the database is away
    return EXIT.interrupted;
  } finally {
    lock?.release();
    await database.close();
  }
}

/** The import was asked to end; everything up to its last whole batch is kept. */
class ImportStopped extends Error {
  constructor() {
    super("told to stop");
    this.name = "ImportStopped";
  }
}

/** A batch that takes longer than this after the wish to end is given up; it is read again the next time. */
const END_WITHIN_MS = 8000;

/** Hears of signals, and of the end of the server that started this process: its channel closes however it ended. */
function listenForEnd(): { isWanted(): boolean } {
  let isWanted = false;
  const want = (): void => {
    isWanted = true;
    setTimeout(() => process.exit(EXIT.interrupted), END_WITHIN_MS).unref();
  };
  process.once("disconnect", want);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, want);
  if (process.channel === null) want(); // it ended before we listened
  return { isWanted: () => isWanted };
}

/** One process per run: one that was left by a killed server first ends its batch. */
async function lockRun(database: RegionDatabase, runId: string): Promise<{ release(): void }> {
  const client = await database.pool.connect();
  try {
    await client.query("select pg_advisory_lock(hashtextextended($1, 0))", [`catalogue.import-run ${runId}`]);
  } catch (error) {
    client.release(true);
    throw error;
  }
  // The connection is closed, and the lock with it.
  return { release: () => client.release(true) };
}

async function report(
  database: RegionDatabase,
  path: string,
  runId: string,
  counts: ImportCounts,
  seconds: number,
  options: { json?: boolean; rejects?: string; "no-rejects-file"?: boolean },
): Promise<void> {
  const rejectsFile = options["no-rejects-file"]
    ? null
    : await writeRejects(database, path, runId, options.rejects);
  if (options.json) {
    await print(
      `${JSON.stringify({ file: path, runId, ...counts, seconds: Number(seconds.toFixed(3)), rejectsFile })}\n`,
    );
    return;
  }
  const rate = Math.round(counts.read / Math.max(seconds, 0.001));
  await print(`${basename(path)}: ${JSON.stringify(counts)}\n`);
  say(
    `  ${seconds.toFixed(1)} s, ${rate} records/s${rejectsFile ? `, refused records in ${rejectsFile}` : ""}`,
  );
}

async function writeRejects(
  database: RegionDatabase,
  path: string,
  runId: string,
  wanted: string | undefined,
): Promise<string | null> {
  const lines: string[] = ["record\tbyte\tcontrol number\treason\tmessage"];
  let after = -1;
  for (;;) {
    const page = await listRejects(database.db, runId, after, PAGE);
    for (const r of page)
      lines.push(
        tsvLine([r.recordIndex, r.byteOffset, r.controlNumber, r.reason, r.message.replace(/\s+/g, " ")]),
      );
    if (page.length < PAGE) break;
    after = page.at(-1)!.recordIndex;
  }
  if (lines.length === 1) return null;
  const file = wanted ?? `${path}.rejects.tsv`;
  await writeFile(file, `${lines.join("\n")}\n`);
  return file;
}
