import { parseArgs } from "node:util";
import { countDifferences } from "../catalogue/index.ts";
import type { Config } from "../kernel/config.ts";
import { canWrite } from "../kernel/embedded-postgres.ts";
import { openRegionDatabase } from "../kernel/region-database.ts";
import { EXIT, print } from "./output.ts";

export const doctorHelp = `commonshelf doctor [--json]

Looks whether everything is in order: settings, data folder, database, migrations, catalogue, outbox, imports.
Exit code 0 when all is well, 1 when something needs a look.`;

type Finding = { check: string; ok: boolean; detail: string };

/** `commonshelf doctor`. */
export async function doctorCommand(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: "boolean", default: false } } });
  const findings: Finding[] = [{ check: "node", ok: true, detail: process.version }];
  const database = await openRegionDatabase(config, 2, "commonshelf-doctor");
  try {
    findings.push({ check: "data folder", ok: canWrite(config.dataFolder), detail: config.dataFolder });
    const one = async (text: string): Promise<Record<string, string | number>> =>
      (await database.pool.query<Record<string, string | number>>(text)).rows[0]!;
    const server = await one(
      "select current_setting('server_version') as v, pg_database_size(current_database()) as bytes",
    );
    findings.push({
      check: "database",
      ok: true,
      detail: `PostgreSQL ${server.v}, ${Math.round(Number(server.bytes) / 1e6)} MB`,
    });
    findings.push({
      check: "migrations",
      ok: true,
      detail: database.migrated.length > 0 ? `applied now: ${database.migrated.join(", ")}` : "up to date",
    });
    const catalogue = await countDifferences(database.db);
    findings.push({
      check: "catalogue",
      ok: catalogue.wrongCounts === 0 && catalogue.withoutDescription === 0,
      detail: `${catalogue.instances} instances, ${catalogue.records} records, ${catalogue.items} items; ${catalogue.wrongCounts} instances with a wrong record count, ${catalogue.withoutDescription} records without description`,
    });
    const outbox = await one(
      "select count(*) as n, coalesce(extract(epoch from now() - min(created_at)), 0)::int as age from kernel.outbox",
    );
    findings.push({
      check: "outbox",
      ok: Number(outbox.age) < 600,
      detail: `${outbox.n} messages, oldest ${outbox.age} s`,
    });
    const failed = await one("select count(*) as n from catalogue.import_run where state = 'failed'");
    findings.push({ check: "imports", ok: Number(failed.n) === 0, detail: `${failed.n} failed` });
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
