import type pg from "pg";
import type { Config } from "./config.ts";
import { type Database, openDatabase } from "./database.ts";
import { openEmbeddedPostgres } from "./embedded-postgres.ts";
import { migrateJobs } from "./jobs.ts";
import { migrate } from "./migrate.ts";

const OLDEST_SERVER = 150_000;

/** The region's database, migrated and ready. `close` also stops the embedded server when nobody else uses it. */
export type RegionDatabase = Database & { connection: pg.ClientConfig; migrated: string[] };

/**
 * Opens the database the settings name: an external PostgreSQL, or the embedded one over the data folder
 * (started now, or joined when it runs already). Refuses servers older than PostgreSQL 15.
 */
export async function openRegionDatabase(
  config: Config,
  poolSize: number,
  application: string,
): Promise<RegionDatabase> {
  const handle = config.databaseUrl
    ? { connection: connectionOf(config.databaseUrl), release: async (): Promise<void> => undefined }
    : await openEmbeddedPostgres(config.dataFolder, { memoryBytes: config.memoryBytes, cores: config.cores });
  const migrated = await migrate(handle.connection);
  const database = openDatabase(handle.connection, poolSize, application);
  const version = await database.pool.query<{ v: number }>(
    "select current_setting('server_version_num')::int as v",
  );
  if (version.rows[0]!.v < OLDEST_SERVER) {
    await database.close();
    throw new Error("Commonshelf needs PostgreSQL 15 or newer");
  }
  await migrateJobs(database.pool);
  return {
    ...database,
    connection: handle.connection,
    migrated,
    close: async () => {
      await database.close();
      await handle.release();
    },
  };
}

function connectionOf(url: string): pg.ClientConfig {
  return { connectionString: url };
}
