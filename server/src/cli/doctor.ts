import { parseArgs } from "node:util";

import { probeFiles, regionFiles } from "../files/index.ts";
import type { Config } from "../kernel/config.ts";
import { freeBytes } from "../kernel/disk-space.ts";
import { outboxFigures } from "../kernel/figures.ts";
import { jobFigures } from "../kernel/jobs.ts";
import { canWrite } from "../kernel/postgres/embedded.ts";
import { ownerOf } from "../kernel/postgres/keeper.ts";
import { openRegionDatabase, type RegionDatabase } from "../kernel/region-database.ts";
import { listTroubles } from "../kernel/troubles.ts";
import { countDifferences, importFigures } from "../loads/index.ts";
import { countDemoAccounts } from "../people/index.ts";
import { EXIT, print } from "./output.ts";

export const doctorHelp = `commonshelf doctor [--json]

Looks whether everything is in order: settings, data folder, room on the disk, database, migrations, catalogue, messages
between rooms and those set aside, jobs, imports, background work that fails, demo accounts.
Exit code 0 when all is well, 1 when something needs a look.`;

type Finding = { check: string; ok: boolean; detail: string };

/** What waits longer than this does not go on by itself. */
const OVERDUE_SECONDS = 600;

/** `commonshelf doctor`. */
export async function doctorCommand(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: "boolean", default: false } } });
  const findings: Finding[] = [{ check: "node", ok: true, detail: process.version }];
  const database = await openRegionDatabase(config, 2, "commonshelf-doctor");
  try {
    const server = await ownerOf(database.pool);
    findings.push({ check: "server", ok: true, detail: server || "none runs" });
    findings.push(...(await lookAtStorage(config, database)));
    findings.push(...(await lookAtWork(database, server !== "")));
    for (const { name, since, times, error } of await listTroubles(database.db))
      findings.push({
        check: name,
        ok: false,
        detail: `fails since ${since.toISOString()}, ${times} times: ${error}`,
      });
    const demo = await countDemoAccounts(database.db);
    findings.push({
      check: "demo",
      ok: demo.open === 0,
      detail:
        demo.open > 0
          ? `${demo.open} accounts have their printed password: the server listens on this machine only. Change the passwords, or COMMONSHELF_DEMO=off`
          : `no demo account can be signed in to${demo.closed > 0 ? ` (${demo.closed} are closed)` : ""}`,
    });
  } finally {
    await database.close();
  }
  for (const f of findings)
    await print(
      values.json
        ? `${JSON.stringify(f)}\n`
        : `${f.ok ? "ok  " : "LOOK"}  ${f.check.padEnd(12)} ${f.detail}\n`,
    );
  return findings.every((f) => f.ok) ? EXIT.ok : EXIT.failed;
}

async function lookAtStorage(config: Config, database: RegionDatabase): Promise<Finding[]> {
  const free = await freeBytes(config.dataFolder);
  const { rows } = await database.pool.query<{ version: string; bytes: number }>(
    "select current_setting('server_version') as version, pg_database_size(current_database()) as bytes",
  );
  const catalogue = await countDifferences(database.db);
  return [
    { check: "data folder", ok: canWrite(config.dataFolder), detail: config.dataFolder },
    {
      check: "disk",
      ok: free >= config.freeBytes,
      detail: `${megabytes(free)} MB free, ${megabytes(config.freeBytes)} MB are kept free`,
    },
    ...(await lookAtBucket(config)),
    {
      check: "database",
      ok: true,
      detail: `PostgreSQL ${rows[0]!.version}, ${megabytes(rows[0]!.bytes)} MB`,
    },
    {
      check: "migrations",
      ok: true,
      detail: database.migrated.length > 0 ? `applied now: ${database.migrated.join(", ")}` : "up to date",
    },
    {
      check: "catalogue",
      ok: catalogue.wrongCounts === 0 && catalogue.withoutDescription === 0,
      detail: `${catalogue.instances} instances, ${catalogue.records} records, ${catalogue.items} items; ${catalogue.wrongCounts} instances with a wrong record count, ${catalogue.withoutDescription} records without description`,
    },
  ];
}

async function lookAtBucket(config: Config): Promise<Finding[]> {
  if (!config.s3) return [];
  const { bucket, endpoint = "Amazon S3" } = config.s3;
  const trouble = await probeFiles(regionFiles(config));
  const detail =
    trouble === undefined
      ? `bucket ${bucket} at ${endpoint} can be written and read`
      : `bucket ${bucket} at ${endpoint}: ${trouble}. Look at S3_ENDPOINT, S3_BUCKET and the keys; pictures cannot be seen or sent`;
  return [{ check: "files", ok: trouble === undefined, detail }];
}

async function lookAtWork(database: RegionDatabase, isServed: boolean): Promise<Finding[]> {
  const [outbox, jobs, imports] = await Promise.all([
    outboxFigures(database.db),
    jobFigures(database.db),
    importFigures(database.db),
  ]);
  const abandoned = isServed ? 0 : jobs.locked;
  const unfinished = imports.waiting + imports.running;
  const start = "; the next start of the server takes them up";
  return [
    {
      check: "outbox",
      ok: outbox.oldestSeconds < OVERDUE_SECONDS,
      detail: `${outbox.waiting} messages, oldest ${outbox.oldestSeconds} s; ${outbox.retried} tried again`,
    },
    {
      check: "set aside",
      ok: outbox.setAside === 0,
      detail: `${outbox.setAside} messages${outbox.setAside > 0 ? "; see commonshelf outbox list" : ""}`,
    },
    {
      check: "jobs",
      ok: jobs.oldestSeconds < OVERDUE_SECONDS && jobs.oldLocks + jobs.givenUp + abandoned === 0,
      detail:
        `${jobs.waiting} waiting, oldest ${jobs.oldestSeconds} s; ${jobs.oldLocks} locked for hours, ${jobs.givenUp} given up` +
        (abandoned > 0 ? `; ${abandoned} left locked by a server that is gone${start}` : ""),
    },
    {
      check: "imports",
      ok: imports.failed === 0 && imports.oldestSeconds < OVERDUE_SECONDS && (isServed || unfinished === 0),
      detail:
        `${imports.failed} failed, ${imports.waiting} waiting (oldest ${imports.oldestSeconds} s), ${imports.running} under way` +
        (!isServed && unfinished > 0 ? start : ""),
    },
  ];
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
