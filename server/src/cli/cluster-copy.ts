import { existsSync } from "node:fs";
import { chown, copyFile, lstat, mkdir, readdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import pg from "pg";

/** Made anew by PostgreSQL, or of no use without the processes that wrote them (PostgreSQL documentation, 25.3.4). */
const LEFT_OUT = new Set([
  "postmaster.pid",
  "postmaster.opts",
  "current_logfiles",
  "backup_label",
  "backup_label.old",
]);
const EMPTIED = new Set([
  "pg_wal",
  "pg_replslot",
  "pg_dynshmem",
  "pg_notify",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
]);
const TEMPORARY = /^(pgsql_tmp|pg_internal\.init)/;
const SEGMENT = /^[0-9A-F]{24}$/;
const FILES_AT_ONCE = 4;

/** Who the copies belong to; undefined: whoever copies. */
export type Owner = { uid: number; gid: number } | undefined;

/**
 * Copies a running cluster as it is when the copying ends, by PostgreSQL's own protocol for base backups: what is torn while
 * it is copied is mended from the log, which comes along up to the end. Everything committed before this resolves is in
 * the copy. The copy is put in order when a server opens it.
 */
export async function copyCluster(
  connection: pg.ClientConfig,
  cluster: string,
  target: string,
  owner: Owner,
): Promise<void> {
  const client = new pg.Client({ ...connection, application_name: "commonshelf-backup" });
  await client.connect();
  try {
    // The log is kept until it is copied; the slot goes with this session.
    await client.query("select pg_create_physical_replication_slot($1, true, true)", [
      `commonshelf_backup_${process.pid}`,
    ]);
    const begun = await client.query<{ segment: string }>(
      "select pg_walfile_name(pg_backup_start('commonshelf', true)) as segment",
    );
    const skips = (path: string): "whole" | "content" | undefined => {
      const name = basename(path);
      if (TEMPORARY.test(name)) return "whole";
      if (!path.includes("/") && LEFT_OUT.has(name)) return "whole";
      return !path.includes("/") && EMPTIED.has(name) ? "content" : undefined;
    };
    await copyTree(cluster, target, { owner, skips });
    const ended = await client.query<{ segment: string; label: string; map: string }>(
      "select pg_walfile_name(lsn) as segment, labelfile as label, spcmapfile as map from pg_backup_stop(false)",
    );
    const { segment: last, label, map } = ended.rows[0]!;
    await writeOwned(join(target, "backup_label"), label, owner);
    if (map.trim() !== "") await writeOwned(join(target, "tablespace_map"), map, owner);
    await copyLog(join(cluster, "pg_wal"), join(target, "pg_wal"), begun.rows[0]!.segment, last, owner);
  } finally {
    await client.end();
  }
}

async function copyLog(from: string, to: string, first: string, last: string, owner: Owner): Promise<void> {
  await mkdirOwned(join(to, "archive_status"), owner);
  for (const name of await readdir(from)) {
    const isNeeded = name.endsWith(".history") || (SEGMENT.test(name) && name >= first && name <= last);
    if (isNeeded) await copyOne(join(from, name), join(to, name), owner);
  }
}

async function writeOwned(path: string, text: string, owner: Owner): Promise<void> {
  await writeFile(path, text, { mode: 0o600 });
  if (owner) await chown(path, owner.uid, owner.gid);
}

async function mkdirOwned(path: string, owner: Owner): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (owner) await chown(path, owner.uid, owner.gid);
}

/** Copies one file; one that went away meanwhile is left out. */
async function copyOne(from: string, to: string, owner: Owner): Promise<void> {
  try {
    await copyFile(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" && !existsSync(from)) return;
    throw error;
  }
  if (owner) await chown(to, owner.uid, owner.gid);
}

/** How a folder is copied: `skips` is asked with the path below it, and may leave an entry out or only its content. */
export type CopyOptions = {
  owner?: Owner;
  skips?: (path: string) => "whole" | "content" | undefined;
  /** Leave what is at the target already. */
  onlyNew?: boolean;
};

/** Copies a folder with everything in it. Files that come and go meanwhile are no failure. */
export async function copyTree(from: string, to: string, options: CopyOptions = {}): Promise<void> {
  const files: [string, string][] = [];
  const walk = async (below: string): Promise<void> => {
    await mkdirOwned(join(to, below), options.owner);
    for (const entry of await entriesOf(join(from, below))) {
      const path = below === "" ? entry : `${below}/${entry}`;
      const skip = options.skips?.(path);
      if (skip === "whole") continue;
      const kind = await lstat(join(from, path)).catch(() => undefined); // gone meanwhile
      if (kind?.isDirectory()) {
        if (skip === "content") await mkdirOwned(join(to, path), options.owner);
        else await walk(path);
      } else if (kind?.isFile() && !(options.onlyNew && existsSync(join(to, path))))
        files.push([join(from, path), join(to, path)]);
    }
  };
  await walk("");
  let next = 0;
  const copier = async (): Promise<void> => {
    for (let file = files[next++]; file; file = files[next++]) await copyOne(...file, options.owner);
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, copier));
}

async function entriesOf(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}

/** Counts the rows of every table: all of them are read, and PostgreSQL checks every page it reads. */
export async function countRows(connection: pg.ClientConfig): Promise<Record<string, number>> {
  const client = new pg.Client({ ...connection, application_name: "commonshelf-backup" });
  await client.connect();
  try {
    const { rows } = await client.query<{ schema: string; name: string }>(
      `select t.schemaname as schema, t.tablename as name from pg_tables t
        where t.schemaname not in ('pg_catalog', 'information_schema') order by 1, 2`,
    );
    const counts: Record<string, number> = {};
    for (const { schema, name } of rows) {
      const table = `${client.escapeIdentifier(schema)}.${client.escapeIdentifier(name)}`;
      const counted = await client.query<{ n: number }>(`select count(*) as n from ${table}`);
      counts[`${schema}.${name}`] = counted.rows[0]!.n;
    }
    return counts;
  } finally {
    await client.end();
  }
}
