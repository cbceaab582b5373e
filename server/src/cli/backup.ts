import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { makeFolder, syncFolder } from "../files/index.ts";
import type { Config } from "../kernel/config.ts";
import { clusterOwner } from "../kernel/postgres/account.ts";
import { openEmbeddedPostgres } from "../kernel/postgres/embedded.ts";
import { systemClock } from "../kernel/time.ts";
import { type BackupFacts, DUMP, demandApart, demandEmpty, FACTS, isMadeAnew } from "./backup-folder.ts";
import { copyCluster, copyTree, countRows, type Owner } from "./cluster-copy.ts";
import { runTool } from "./dump-tools.ts";
import { EXIT, print, progressLine, say, UsageError } from "./output.ts";

export const backupHelp = `commonshelf backup --to FOLDER [--json]

Copies the whole region into an empty FOLDER while the server goes on: the database as it is at the end of the copy, and all
files (photos, logos, covers, uploads that wait). Then the copy is opened and every row in it is read and counted.
With DATABASE_URL the database is written by pg_dump, as it was when pg_dump began.
The search index is not in it: it is built anew at the first start after a restore.`;

/** What a server needs to read a copy through. */
const SMALL = { memoryBytes: 2 ** 30, cores: 1 };
const PACKAGE = join(import.meta.dirname, "../../../package.json");

/** `commonshelf backup`. */
export async function backupCommand(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { to: { type: "string" }, json: { type: "boolean", default: false } },
  });
  if (!values.to) throw new UsageError("backup needs --to FOLDER");
  const target = resolve(values.to);
  demandApart(config.dataFolder, target);
  await demandEmpty(target);
  const startedAt = systemClock.now().toISOString();
  await makeFolder(target, 0o700);
  const line = progressLine();
  try {
    const rows = config.databaseUrl
      ? await backUpExternal(config, config.databaseUrl, target)
      : await backUpEmbedded(config, target, (text) => line.show(text));
    const facts: BackupFacts = {
      kind: config.databaseUrl ? "external" : "embedded",
      version: (JSON.parse(await readFile(PACKAGE, "utf8")) as { version: string }).version,
      startedAt,
      endedAt: systemClock.now().toISOString(),
      rows,
    };
    await writeFile(join(target, FACTS), `${JSON.stringify(facts, null, 1)}\n`, { flush: true });
    await syncFolder(target);
    line.end();
    const total = Object.values(rows).reduce((sum, n) => sum + n, 0);
    await print(
      values.json
        ? `${JSON.stringify({ folder: target, ...facts })}\n`
        : `${target}: backup of ${facts.endedAt}${config.databaseUrl ? "" : `, opened and read: ${total} rows in ${Object.keys(rows).length} tables`}\n`,
    );
    if (config.s3)
      say(
        `Files in the bucket ${config.s3.bucket} are not in it: let its server keep versions, or copy it as well.`,
      );
    return EXIT.ok;
  } catch (error) {
    line.end();
    // Half a backup is worse than none.
    for (const name of await readdir(target)) await rm(join(target, name), { recursive: true, force: true });
    throw error;
  }
}

async function backUpEmbedded(
  config: Config,
  target: string,
  show: (text: string) => void,
): Promise<Record<string, number>> {
  if (!existsSync(join(config.dataFolder, "postgres", "PG_VERSION")))
    throw new Error(`There is no region in ${config.dataFolder}`);
  const owner: Owner = await clusterOwner(config.dataFolder);
  const database = await openEmbeddedPostgres(config.dataFolder, config);
  try {
    // Files first and again afterwards: what is in the database at the end has its file, taken away meanwhile or new.
    await copyFiles(config, target);
    show("copying the database");
    await copyCluster(
      database.connection,
      join(config.dataFolder, "postgres"),
      join(target, "postgres"),
      owner,
    );
    await copyFiles(config, target);
  } finally {
    await database.release();
  }
  show("reading the copy");
  return await readThrough(target);
}

/** Opens the copy with a server of its own, which puts it in order, and reads every row. */
export async function readThrough(folder: string): Promise<Record<string, number>> {
  const copy = await openEmbeddedPostgres(folder, SMALL);
  try {
    return await countRows(copy.connection);
  } finally {
    await copy.release();
    for (const name of ["socket", "postgres.log"])
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function copyFiles(config: Config, target: string): Promise<void> {
  await copyTree(config.dataFolder, target, {
    skips: (path) => (isMadeAnew(path) ? "whole" : undefined),
    onlyNew: true,
  });
  const covers = join(config.dataFolder, "covers");
  if (config.coversFolder !== covers && existsSync(config.coversFolder))
    await copyTree(config.coversFolder, join(target, "covers"), { onlyNew: true });
}

async function backUpExternal(config: Config, url: string, target: string): Promise<Record<string, number>> {
  const dump = join(target, DUMP);
  await copyFiles(config, target);
  await runTool("pg_dump", ["--format=custom", "--no-owner", `--file=${dump}`], url, config.environment);
  await copyFiles(config, target);
  return {};
}
