import { accessSync, constants, existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { damageFigures } from "../../assets/index.ts";
import { probeFiles, regionFiles } from "../../files/index.ts";
import type { Config } from "../../kernel/config.ts";
import { countDifferences } from "../../loads/index.ts";
import * as openSearch from "../../search-cluster/index.ts";
import type { RegionDatabase } from "../serving/region-database.ts";
import { type Finding, megabytes } from "./finding.ts";

/** A folder, or the nearest above it that is there: with a database elsewhere nothing may have been written yet. */
function standing(folder: string): string {
  return existsSync(folder) ? folder : standing(dirname(folder));
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Data folder, disk and bucket. */
export async function lookAtFiles(config: Config): Promise<Finding[]> {
  const { bavail, bsize } = await statfs(standing(config.dataFolder));
  const free = bavail * bsize;
  return [
    {
      check: "data folder",
      ok: canWrite(standing(config.dataFolder)),
      detail: config.dataFolder,
      advice: "Give the folder to the user that runs the server, or set COMMONSHELF_DATA",
    },
    {
      check: "disk",
      ok: free >= config.freeBytes,
      detail: `${megabytes(free)} MB free, ${megabytes(config.freeBytes)} MB are kept free`,
      advice: "Make room: old backups and exports first; files of readers are refused until then",
    },
    ...(await lookAtBucket(config)),
  ];
}

/** Disk, bucket, search cluster, database, and whether the catalogue agrees with itself. */
export async function lookAtStorage(config: Config, database: RegionDatabase): Promise<Finding[]> {
  const { rows } = await database.pool.query<{ version: string; bytes: number }>(
    "select current_setting('server_version') as version, pg_database_size(current_database()) as bytes",
  );
  const catalogue = await countDifferences(database.db);
  return [
    ...(await lookAtFiles(config)),
    ...(await lookAtSearch(config, database)),
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
    await lookAtOriginals(database),
    {
      check: "catalogue",
      ok: catalogue.wrongCounts === 0 && catalogue.withoutDescription === 0,
      detail: `${catalogue.instances} instances, ${catalogue.records} records, ${catalogue.items} items; ${catalogue.wrongCounts} instances with a wrong record count, ${catalogue.withoutDescription} records without description`,
      advice: "Start the server, which describes records anew; if it stays, run commonshelf rematch",
    },
  ];
}

/** Originals of special collections as they were read last: each is read again within a month. */
async function lookAtOriginals({ db }: RegionDatabase): Promise<Finding> {
  const { missing, changed, names } = await damageFigures(db);
  return {
    check: "originals",
    ok: missing + changed === 0,
    detail: `${missing} missing, ${changed} changed${names.length > 0 ? `: ${names.join(", ")}` : ""}`,
    advice: "Put them back from a backup; the workbench lists them under Special collections",
  };
}

async function lookAtBucket(config: Config): Promise<Finding[]> {
  if (!config.s3) return [];
  const { bucket, endpoint = "Amazon S3" } = config.s3;
  const trouble = await probeFiles(regionFiles(config));
  const place = `bucket ${bucket} at ${endpoint}`;
  return [
    {
      check: "files",
      ok: trouble === undefined,
      detail: trouble === undefined ? `${place} can be written and read` : `${place}: ${trouble}`,
      advice: "Look at S3_ENDPOINT, S3_BUCKET and the keys; until then pictures are neither seen nor taken",
    },
  ];
}

async function lookAtSearch({ openSearch: settings }: Config, { db }: RegionDatabase): Promise<Finding[]> {
  if (!settings) return [];
  await using cluster = await openSearch.Cluster.ofRegion(db, settings);
  const place = `index ${cluster.alias} on OpenSearch`;
  const titles = await openSearch.createSearcher(cluster).size().catch(causeOf);
  return [
    {
      check: "search",
      ok: typeof titles === "number",
      detail: typeof titles === "number" ? `${place}: ${titles} titles can be found` : `${place}: ${titles}`,
      advice: "Look at OPENSEARCH_URL and the cluster; a running server builds and catches up by itself",
    },
  ];
}

function causeOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return cause instanceof Error ? cause.message : String(error);
}
