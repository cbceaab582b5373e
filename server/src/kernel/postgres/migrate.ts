import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import pg from "pg";

const ROOMS = join(import.meta.dirname, "../..");
/** Any fixed number: one migrating process at a time. */
const LOCK = 7_266_181_014;

type Migration = { name: string; text: string; checksum: string };

/** A migration file differs from the one this database was built with: forward only, so it must be put back. */
class ChangedMigrationError extends Error {
  constructor(name: string) {
    super(`Migration ${name} was changed after it had been applied; write a new one instead`);
    this.name = "ChangedMigrationError";
  }
}

/** Migrations of rooms that are gone stay as they were applied, in `history/<room>/sql`. */
const HISTORY = "history";

/** Folders that hold migrations, each with the room that its files are named for. */
export function migrationFolders(): { room: string; folder: string }[] {
  const roomsIn = (base: string): { room: string; folder: string }[] =>
    readdirSync(base, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => ({ room: entry.name, folder: join(base, entry.name, "sql") }));
  return [...roomsIn(ROOMS), ...roomsIn(join(ROOMS, HISTORY))].filter(({ folder }) => existsSync(folder));
}

async function readMigrations(): Promise<Migration[]> {
  const found: Migration[] = [];
  for (const { room, folder } of migrationFolders()) {
    const files = await readdir(folder);
    for (const file of files.filter((f) => f.endsWith(".sql"))) {
      const text = await readFile(join(folder, file), "utf8");
      found.push({
        name: `${basename(file, ".sql")}@${room}`,
        text,
        checksum: createHash("sha256").update(text).digest("hex"),
      });
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Brings the database up to date: every `<room>/sql/*.sql` not yet applied, in the order of its file name,
 * each in a transaction of its own. Returns the names applied now. Safe when several processes start at once.
 */
export async function migrate(connection: pg.ClientConfig): Promise<string[]> {
  const migrations = await readMigrations();
  const client = new pg.Client({ ...connection, application_name: "commonshelf-migrate" });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [LOCK]);
    await client.query("create schema if not exists kernel");
    await client.query(
      `create table if not exists kernel.migration (
         name text primary key, checksum text not null, applied_at timestamptz not null default now())`,
    );
    const applied = new Map(
      (
        await client.query<{ name: string; checksum: string }>("select name, checksum from kernel.migration")
      ).rows.map((row) => [row.name, row.checksum]),
    );
    const done: string[] = [];
    for (const migration of migrations) {
      const checksum = applied.get(migration.name);
      if (checksum === migration.checksum) continue;
      if (checksum !== undefined) throw new ChangedMigrationError(migration.name);
      await applyOne(client, migration);
      done.push(migration.name);
    }
    return done;
  } finally {
    await client.end();
  }
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(migration.text);
    await client.query("insert into kernel.migration (name, checksum) values ($1, $2)", [
      migration.name,
      migration.checksum,
    ]);
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback");
    throw new Error(`Migration ${migration.name} failed: ${(cause as Error).message}`, { cause });
  }
}
