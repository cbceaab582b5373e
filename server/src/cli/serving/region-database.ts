import pg from "pg";
import { makeFolder } from "../../files/index.ts";
import type { Config } from "../../kernel/config.ts";
import { type Database, openDatabase } from "../../kernel/database.ts";
import { migrateJobs } from "../../kernel/jobs.ts";
import { type DatabaseHandle, openEmbeddedPostgres } from "../../kernel/postgres/embedded.ts";
import { type Keeper, openKeeper } from "../../kernel/postgres/keeper.ts";
import { migrate } from "../../kernel/postgres/migrate.ts";

const OLDEST_SERVER = 150_000;

/** The region's database, migrated and ready. `close` also stops the embedded server when nobody else uses it. */
export type RegionDatabase = Database & {
  connection: pg.ClientConfig;
  migrated: string[];
  keeper: Keeper;
};

/**
 * Opens the database the settings name: an external PostgreSQL, or the embedded one over the data folder
 * (started now, or joined when it runs already). Refuses servers older than PostgreSQL 15 before anything is written;
 * with `serves` also a region that another server serves already (`region-served` 409); `name`: one of several; `signal`
 * gives up a start of PostgreSQL.
 */
export async function openRegionDatabase(
  config: Config,
  poolSize: number,
  application: string,
  use: { serves: boolean; name?: string; signal?: AbortSignal } = { serves: false },
): Promise<RegionDatabase> {
  await makeFolder(config.dataFolder); // files lie in it, wherever the database is
  const handle = config.databaseUrl
    ? await openExternal({ connectionString: config.databaseUrl })
    : await openEmbeddedPostgres(
        config.dataFolder,
        { memoryBytes: config.memoryBytes, cores: config.cores },
        use.signal,
      );
  let database: Database | undefined;
  try {
    if (use.serves) await handle.keeper.own(use.name);
    const migrated = await migrate(handle.connection);
    database = openDatabase(handle.connection, poolSize, application);
    await migrateJobs(database.pool);
    const { close } = database;
    return {
      ...database,
      connection: { application_name: "commonshelf", ...handle.connection },
      migrated,
      keeper: handle.keeper,
      close: async () => {
        await close();
        await handle.release();
      },
    };
  } catch (error) {
    await database?.close();
    await handle.release();
    throw error;
  }
}

/** Opens the database of a server. `end` closes it, and gives up opening it. */
export function openServedDatabase(
  config: Config,
  poolSize: number,
): { opened: Promise<RegionDatabase>; end(): Promise<void> } {
  const giveUp = new AbortController();
  let hasFailed = false;
  const opened = openRegionDatabase(config, poolSize, "commonshelf-serve", {
    serves: true,
    name: config.processName,
    signal: giveUp.signal,
  });
  opened.catch(() => {
    hasFailed = true; // whoever waits for it says why
  });
  return {
    opened,
    end: async () => {
      if (hasFailed) return;
      giveUp.abort();
      const database = await opened.catch((error: Error) => {
        if (error.name !== "AbortError") throw error;
      });
      await database?.close();
    },
  };
}

async function openExternal(connection: pg.ClientConfig): Promise<DatabaseHandle> {
  await demandVersion(connection);
  const keeper = await openKeeper(connection, async () => undefined);
  return {
    connection,
    keeper,
    release: async () => {
      await (await keeper.leave())?.end();
    },
  };
}

/** Refuses a server that is too old, by asking it only. `oldest` is for tests, which have no old server. */
export async function demandVersion(connection: pg.ClientConfig, oldest = OLDEST_SERVER): Promise<void> {
  const client = new pg.Client({ ...connection, application_name: "commonshelf-version" });
  await client.connect();
  try {
    const { rows } = await client.query<{ number: number; name: string }>(
      "select current_setting('server_version_num')::int as number, current_setting('server_version') as name",
    );
    if (rows[0]!.number < oldest)
      throw new Error(`Commonshelf needs PostgreSQL 15 or newer; this server is ${rows[0]!.name}`);
  } finally {
    await client.end();
  }
}
