import { chmod, readdir, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { makeFolder, syncFolder } from "../files/index.ts";
import type { Config } from "../kernel/config.ts";
import { clusterOwner } from "../kernel/postgres/account.ts";
import { RESTORING } from "../kernel/postgres/embedded.ts";
import { Problem } from "../kernel/problem.ts";
import { readThrough } from "./backup.ts";
import { type BackupFacts, DUMP, demandApart, demandEmpty, FACTS, readFacts } from "./backup-folder.ts";
import { copyTree, type Owner } from "./cluster-copy.ts";
import { runTool } from "./dump-tools.ts";
import { EXIT, print, progressLine, UsageError } from "./output.ts";

export const restoreHelp = `commonshelf restore --from FOLDER [--json]

Puts a backup into the data folder, which must be empty, and reads it through; then the server can be started.
Interrupted, the same command begins again. With DATABASE_URL pg_restore fills that database, which must be empty too.`;

/** `commonshelf restore`. */
export async function restoreCommand(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { from: { type: "string" }, json: { type: "boolean", default: false } },
  });
  if (!values.from) throw new UsageError("restore needs --from FOLDER");
  const source = resolve(values.from);
  const facts = await readFacts(source);
  demandApart(source, config.dataFolder);
  await demandEmpty(config.dataFolder);
  if ((facts.kind === "external") !== (config.databaseUrl !== undefined))
    throw new Problem(
      facts.kind === "external" ? "backup-needs-database-url" : "backup-needs-no-database-url",
      409,
    );
  const line = progressLine();
  line.show("copying");
  if (config.databaseUrl) await demandEmptyDatabase(config.databaseUrl);
  await putInPlace(source, config.dataFolder);
  if (config.databaseUrl)
    await runTool(
      "pg_restore",
      ["--exit-on-error", "--no-owner", "--single-transaction", join(source, DUMP)],
      config.databaseUrl,
      config.environment,
    );
  else {
    line.show("reading");
    demandSameRows(facts, await readThrough(config.dataFolder));
  }
  line.end();
  await print(
    values.json
      ? `${JSON.stringify({ folder: config.dataFolder, backupOf: facts.endedAt })}\n`
      : `${config.dataFolder}: restored as it was at ${facts.endedAt}\n`,
  );
  return EXIT.ok;
}

/** Everything is gathered beside its place; the database comes last, so that half a region is never opened. */
async function putInPlace(source: string, folder: string): Promise<void> {
  const gathered = join(folder, RESTORING);
  await rm(gathered, { recursive: true, force: true });
  await makeFolder(gathered);
  const owner: Owner = await clusterOwner(folder);
  const isOther = (path: string): boolean => [FACTS, DUMP, "postgres"].includes(path);
  await copyTree(source, gathered, { skips: (path) => (isOther(path) ? "whole" : undefined) });
  const names = (await readdir(source)).filter((name) => !isOther(name));
  if ((await readdir(source)).includes("postgres")) {
    await copyTree(join(source, "postgres"), join(gathered, "postgres"), { owner });
    await chmod(join(gathered, "postgres"), 0o700);
    names.push("postgres");
  }
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
  for (const name of names) await rename(join(gathered, name), join(folder, name));
  await rm(gathered, { recursive: true });
  await syncFolder(folder);
}

function demandSameRows(facts: BackupFacts, found: Record<string, number>): void {
  const differing = Object.keys({ ...facts.rows, ...found }).filter(
    (table) => facts.rows[table] !== found[table],
  );
  if (differing.length > 0)
    throw new Error(`The restored database differs from the backup in ${differing.join(", ")}`);
}

async function demandEmptyDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "commonshelf-restore" });
  await client.connect();
  try {
    const { rows } = await client.query("select 1 from pg_namespace where nspname = 'kernel'");
    if (rows.length > 0) throw new Problem("database-in-use", 409);
  } finally {
    await client.end();
  }
}
