import { parseArgs } from "node:util";
import type { Config } from "../../kernel/config.ts";
import { ownerOf } from "../../kernel/postgres/keeper.ts";
import { demoAccounts } from "../../people/index.ts";
import { EXIT, print } from "../output.ts";
import { openRegionDatabase, type RegionDatabase } from "../serving/region-database.ts";
import { lookAtCopies } from "./copies.ts";
import type { Finding } from "./finding.ts";
import { whyNotOpen } from "./not-open.ts";
import { lookAtFiles, lookAtStorage } from "./storage.ts";
import { lookAround, lookAtAddress, lookAtMail } from "./surroundings.ts";
import { lookAtWork } from "./work.ts";

export const doctorHelp = `commonshelf doctor [--json]

Looks whether everything is in order: settings, data folder, room on the disk, bucket, search cluster, database, its copy, connections
and clock, migrations, catalogue, messages between rooms and those set aside, jobs, imports, background work that fails, mail server,
collector of spans, public address, demo accounts. What needs a look is followed by what to do.
Exit code 0 when all is well, 1 when something needs a look.`;

/** `commonshelf doctor`. */
export async function doctorCommand(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: "boolean", default: false } } });
  const findings: Finding[] = [
    { check: "node", ok: true, detail: process.version },
    ...(await lookAtRegion(config)),
  ];
  for (const finding of findings) await print(values.json ? `${jsonOf(finding)}\n` : linesOf(finding));
  return findings.every((finding) => finding.ok) ? EXIT.ok : EXIT.failed;
}

function jsonOf({ advice, ...finding }: Finding): string {
  return JSON.stringify(finding.ok ? finding : { ...finding, advice });
}

function linesOf({ check, ok, detail, advice }: Finding): string {
  const line = `${ok ? "ok  " : "LOOK"}  ${check.padEnd(12)} ${detail}\n`;
  return ok || advice === undefined ? line : `${line}${" ".repeat(19)}→ ${advice}\n`;
}

async function lookAtRegion(config: Config): Promise<Finding[]> {
  let database: RegionDatabase;
  try {
    database = await openRegionDatabase(config, 2, "commonshelf-doctor");
  } catch (error) {
    const finding = whyNotOpen(config, error);
    if (!finding) throw error;
    // What needs no database is looked at all the same: not one thing is mended after the other.
    const besides = finding.check === "database" ? await lookAtFiles(config) : [];
    return [finding, ...besides, ...(await lookAtMail(config)), ...lookAtAddress(config)];
  }
  try {
    const server = await ownerOf(database.pool);
    return [
      { check: "server", ok: true, detail: server || "none runs" },
      ...(await lookAtStorage(config, database)),
      ...(await lookAtWork(database, server !== "")),
      ...(await lookAround(config, database)),
      ...(await lookAtCopies(config, database)),
      await lookAtDemo(database),
    ];
  } finally {
    await database.close();
  }
}

async function lookAtDemo(database: RegionDatabase): Promise<Finding> {
  const { open, closed } = await demoAccounts.count(database.db);
  return {
    check: "demo",
    ok: open === 0,
    detail:
      open > 0
        ? `${open} accounts have their printed password: the server listens on this machine only`
        : `no demo account can be signed in to${closed > 0 ? ` (${closed} are closed)` : ""}`,
    advice: "Change the passwords, or set COMMONSHELF_DEMO=off",
  };
}
