import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { PROVOKED_FOLDER } from "../testing-folders.ts";
import { type Database, openDatabase } from "./database.ts";
import { migrateJobs } from "./jobs.ts";
import { openEmbeddedPostgres } from "./postgres/embedded.ts";
import { migrate, migrationFolders } from "./postgres/migrate.ts";

const ROOMS = join(import.meta.dirname, "..");
const FOLDER = join(ROOMS, "../../var/test");
const CONNECTION = "COMMONSHELF_TEST_CONNECTION";
const POOL = 20;

/** How often a random test runs that takes seconds each time: as often as given, ten times so in the long tests. */
export function runs(usual: number): number {
  return process.env.COMMONSHELF_LONG === "1" ? 10 * usual : usual;
}

function migrationHash(): string {
  const hash = createHash("sha256");
  for (const { folder } of migrationFolders())
    for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)));
  return hash.digest("hex").slice(0, 16);
}

/**
 * Vitest's global setup: one real PostgreSQL for the whole run and a migrated template in it.
 * The cluster under `var/test` is kept between runs and may serve several runs at once.
 */
export default async function setup(): Promise<() => Promise<void>> {
  rmSync(PROVOKED_FOLDER, { recursive: true, force: true });
  const handle = await openEmbeddedPostgres(FOLDER, { memoryBytes: 2 ** 31, cores: 2 });
  const keeper = new pg.Client({ ...handle.connection, application_name: "commonshelf-test" });
  await keeper.connect();
  // Nothing here need outlive a power cut, and a clone is made and dropped twenty times faster (0.1 s, not 2 s).
  for (const setting of ["fsync", "full_page_writes"])
    await keeper.query(`alter system set ${setting} = off`);
  await keeper.query("select pg_reload_conf()");
  const template = `template_${migrationHash()}`;
  await keeper.query("select pg_advisory_lock(4711)");
  const found = await keeper.query("select 1 from pg_database where datname = $1", [template]);
  if (found.rowCount === 0) {
    const draft = `draft_${randomBytes(4).toString("hex")}`;
    await keeper.query(`create database ${draft} template template0`);
    const connection = { ...handle.connection, database: draft };
    await migrate(connection);
    const database = openDatabase(connection, 2, "commonshelf-test");
    await migrateJobs(database.pool);
    await database.close();
    // A connection that was just closed may still linger on the server's side.
    await keeper.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [draft]);
    await new Promise((done) => setTimeout(done, 100));
    await keeper.query(`alter database ${draft} rename to ${template}`);
  }
  await keeper.query("select pg_advisory_unlock(4711)");
  process.env[CONNECTION] = JSON.stringify({ connection: handle.connection, template });
  return async () => {
    await keeper.end();
    await handle.release();
  };
}

/**
 * A database of its own for one test file, cloned from the migrated template (about 0.1 s) and dropped on `close`.
 * `connection` serves code that opens its own clients.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  return await createFrom(given().template);
}

/** An empty database: for what brings its own tables. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return await createFrom("template0");
}

/** A database of one test file, and how to reach it. */
export type TestDatabase = Database & { connection: pg.ClientConfig };

function given(): { connection: pg.ClientConfig; template: string } {
  const text = process.env[CONNECTION];
  if (!text) throw new Error("Run tests through vitest: its global setup starts the database");
  return JSON.parse(text) as { connection: pg.ClientConfig; template: string };
}

async function createFrom(template: string): Promise<TestDatabase> {
  const { connection } = given();
  const name = `test_${randomBytes(6).toString("hex")}`;
  await administer(connection, `create database ${name} template ${template}`);
  const own = { ...connection, database: name };
  const database = openDatabase(own, POOL, "commonshelf-test");
  return {
    ...database,
    connection: own,
    close: async () => {
      await database.close();
      await administer(connection, `drop database if exists ${name} with (force)`);
    },
  };
}

async function administer(connection: pg.ClientConfig, statement: string): Promise<void> {
  const client = new pg.Client({ ...connection, application_name: "commonshelf-test" });
  await client.connect();
  try {
    // PostgreSQL copies one template at a time.
    await client.query("select pg_advisory_lock(4712)");
    await client.query(statement);
  } finally {
    await client.end();
  }
}
