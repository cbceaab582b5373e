import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { type Account, chooseAccount, commandLine, environment, findBinaries, runAs } from "./account.ts";
import { CANNOT_CONNECT_NOW, knock, PASSING, StillRecovers } from "./closing.ts";
import { type Keeper, LEAVE_LOCK, openKeeper } from "./keeper.ts";
import { runningPostmaster } from "./postmaster.ts";

/** Without a sign of life; a server that replays its log says so and is waited for. */
const START_TIMEOUT_MS = 60_000;
const RECOVERY_TIMEOUT_MS = 30 * 60_000;
const LOOK_MS = 40;
/** How long a server that still recovers is waited for when it is told to end. */
const END_RECOVERY_MS = 3000;
/** How long connections that were just closed may linger on the server's side. */
const LINGER_MS = 1000;
/** sun_path holds 108 bytes on Linux; PostgreSQL appends "/.s.PGSQL.5432.lock". */
const LONGEST_SOCKET_FOLDER = 80;
const SUPERUSER = "commonshelf";

/** How to reach a running database of one data folder, and how to let it go again. */
export type DatabaseHandle = {
  connection: pg.ClientConfig;
  /** This process's own session: who holds it uses the database; a server owns the region by it. */
  keeper: Keeper;
  /** Stops the database unless another process still uses it. */
  release(): Promise<void>;
};

/** What the embedded database may use of the machine. */
export type DatabaseSize = { memoryBytes: number; cores: number };

/** A cluster and all that is needed to start it. */
type Cluster = {
  folder: string;
  postgres: string;
  account: Account;
  sockets: string;
  size: DatabaseSize;
  connection: pg.ClientConfig;
};

/**
 * Starts the PostgreSQL that comes with the package over `folder`, or joins the one already running there
 * (the command line works beside a running server). It listens on a Unix socket only, so any number of data
 * folders run side by side. After a crash PostgreSQL replays its log by itself at the next start.
 * Refuses when the machine's superuser starts it and no unprivileged account can reach the files, and a folder into
 * which a backup was restored only half. Given up by `signal` it ends a server that lets nobody in yet.
 */
export async function openEmbeddedPostgres(
  folder: string,
  size: DatabaseSize,
  signal?: AbortSignal,
): Promise<DatabaseHandle> {
  await mkdir(folder, { recursive: true });
  const binaries = await findBinaries();
  const account = await chooseAccount(binaries.postgres, folder);
  const password = await readPassword(folder);
  const sockets = await socketFolder(folder, account);
  const cluster: Cluster = {
    folder: join(folder, "postgres"),
    postgres: binaries.postgres,
    account,
    sockets,
    size,
    connection: { host: sockets, port: 5432, user: SUPERUSER, password, database: "commonshelf" },
  };
  if (!existsSync(join(cluster.folder, "PG_VERSION"))) {
    if (existsSync(join(folder, RESTORING)))
      throw new Error(`A restore into ${folder} did not end: run it again, or remove ${RESTORING} in it`);
    await initialise(cluster.folder, binaries.initdb, account, password);
  }
  const keeper = await openKeeper(
    { ...cluster.connection, database: "postgres" },
    (leaving) => ensureRunning(cluster, leaving),
    signal,
  );
  await createDatabase(cluster.connection);
  return { connection: cluster.connection, keeper, release: () => release(cluster, keeper) };
}

/** Where `restore` gathers a data folder before it puts it in place. */
export const RESTORING = "restoring";

async function readPassword(folder: string): Promise<string> {
  const file = join(folder, "postgres-password");
  const password = randomBytes(24).toString("base64url");
  try {
    await writeFile(file, password, { mode: 0o600, flag: "wx" });
    return password;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return (await readFile(file, "utf8")).trim();
  }
}

async function socketFolder(folder: string, account: Account): Promise<string> {
  const near = join(folder, "socket");
  const far = join(tmpdir(), `commonshelf-${createHash("sha256").update(folder).digest("hex").slice(0, 12)}`);
  const path = Buffer.byteLength(near) <= LONGEST_SOCKET_FOLDER ? near : far;
  await mkdir(path, { recursive: true, mode: 0o700 });
  await chmod(path, 0o700);
  if (account) await chown(path, account.uid, account.gid);
  return path;
}

/** Makes a cluster beside its place and renames it: one that was interrupted, or made twice at once, is never used. */
async function initialise(
  cluster: string,
  initdb: string,
  account: Account,
  password: string,
): Promise<void> {
  const draft = `${cluster}.${randomBytes(4).toString("hex")}`;
  const passwordFile = `${draft}.pw`;
  await mkdir(draft, { mode: 0o700 });
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (account) {
      await chown(draft, account.uid, account.gid);
      await chown(passwordFile, account.uid, account.gid);
    }
    await runAs(account, initdb, [
      `--pgdata=${draft}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--data-checksums",
      "--no-instructions",
    ]);
    await rename(draft, cluster);
  } catch (cause) {
    await rm(draft, { recursive: true, force: true });
    if (existsSync(join(cluster, "PG_VERSION"))) return; // another process was first
    throw new Error("PostgreSQL could not create its data folder", { cause });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function settings(size: DatabaseSize): string[] {
  const mb = Math.floor(size.memoryBytes / 2 ** 20);
  const values = {
    listen_addresses: "",
    unix_socket_permissions: "0700",
    max_connections: 100,
    shared_buffers: `${Math.min(2048, Math.max(128, mb >> 3))}MB`,
    effective_cache_size: `${Math.max(256, mb >> 1)}MB`,
    work_mem: "32MB",
    maintenance_work_mem: "256MB",
    max_wal_size: "4GB",
    min_wal_size: "512MB",
    checkpoint_timeout: "10min",
    random_page_cost: "1.1",
    jit: "off",
    max_parallel_workers_per_gather: Math.max(0, Math.min(2, size.cores - 1)),
    default_toast_compression: "pglz",
    autovacuum_vacuum_insert_scale_factor: "0.2",
    log_min_messages: "warning",
    log_checkpoints: "off",
    timezone: "UTC",
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** Resolves when the cluster's server answers: the one that runs, or one that is started now. */
async function ensureRunning(cluster: Cluster, signal: AbortSignal): Promise<void> {
  let started: { hasEnded(): boolean } | undefined;
  let lastWord = performance.now();
  const first = lastWord;
  let letsNobodyIn = false;
  const givenUp = once(signal, "abort").then(() => signal.reason as unknown);
  for (;;) {
    const knocked = knock({ ...cluster.connection, database: "postgres" }, START_TIMEOUT_MS);
    const failure = signal.aborted ? signal.reason : await Promise.race([knocked, givenUp]);
    if (failure === undefined) return;
    const now = performance.now();
    const isStarting = (failure as { code?: string }).code === CANNOT_CONNECT_NOW;
    if (isStarting) lastWord = now;
    letsNobodyIn ||= isStarting;
    if (now - lastWord > START_TIMEOUT_MS || now - first > RECOVERY_TIMEOUT_MS)
      throw new Error(`PostgreSQL did not answer in time; ${await logTail(cluster)}`, { cause: failure });
    const pid = await runningPostmaster(cluster.folder);
    if (signal.aborted && (pid !== undefined || started?.hasEnded() !== false)) {
      if (pid !== undefined && (started || letsNobodyIn)) await endBeforeItAnswers(cluster, pid);
      signal.throwIfAborted();
    }
    if (pid === undefined && started?.hasEnded())
      throw new Error(`PostgreSQL did not start; ${await logTail(cluster)}`, { cause: failure });
    if (pid === undefined) started ??= start(cluster);
    await pause(LOOK_MS);
  }
}

/** Ends a server that lets nobody in yet. What it did not replay of its log it replays at the next start. */
async function endBeforeItAnswers(cluster: Cluster, pid: number): Promise<void> {
  process.kill(pid, "SIGINT");
  if (await hasEnded(cluster, END_RECOVERY_MS)) return;
  throw new StillRecovers(`PostgreSQL (process ${pid}) still recovers from a crash; it was told to end`);
}

/** Waits until the cluster's server is gone; false: not within `ms`. */
async function hasEnded(cluster: Cluster, ms: number): Promise<boolean> {
  const file = join(cluster.folder, "postmaster.pid");
  for (const end = performance.now() + ms; existsSync(file); await pause(LOOK_MS))
    if (performance.now() > end) return false;
  return true;
}

async function logTail(cluster: Cluster): Promise<string> {
  const log = await readFile(`${cluster.folder}.log`, "utf8").catch(() => "(there is none)");
  return `its log ends with:\n${log.trim().split("\n").slice(-5).join("\n")}`;
}

function start(cluster: Cluster): { hasEnded(): boolean } {
  const log = openSync(`${cluster.folder}.log`, "a");
  const [command, args, options] = commandLine(cluster.account, cluster.postgres, [
    "-D",
    cluster.folder,
    "-k",
    cluster.sockets,
    ...settings(cluster.size),
  ]);
  // Its own process group: an interrupt typed at the terminal reaches us, and we stop it in order.
  const child = spawn(command, args, {
    cwd: "/",
    env: environment(),
    detached: true,
    stdio: ["ignore", log, log],
    ...options,
  });
  closeSync(log);
  child.unref();
  let ended = false;
  const end = (): void => {
    ended = true;
  };
  child.once("exit", end);
  child.once("error", end);
  return { hasEnded: () => ended };
}

async function createDatabase(connection: pg.ClientConfig): Promise<void> {
  const client = new pg.Client({ ...connection, database: "postgres" });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = $1", [connection.database]);
    if (found.rowCount === 0)
      await client.query(`create database ${connection.database} template template0 encoding 'UTF8'`);
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code !== "42P04" && code !== "23505") throw error; // another process was first
  } finally {
    await client.end();
  }
}

/** The last one out turns off the light: other processes of this data folder keep the database running. */
async function release(cluster: Cluster, keeper: Keeper): Promise<void> {
  const session = await keeper.leave();
  if (!session) return; // the server is gone already
  try {
    const { rows } = await session.query("select pg_try_advisory_lock($1) as alone", [LEAVE_LOCK]);
    if (!rows[0]!.alone || !(await isUnused(session))) return;
    const pid = await runningPostmaster(cluster.folder);
    if (pid === undefined) return;
    // Fast shutdown: roll back, checkpoint, exit. Whoever comes now waits for the lock until then, and starts it again.
    process.kill(pid, "SIGINT");
    await hasEnded(cluster, START_TIMEOUT_MS);
  } finally {
    await session.end().catch(() => undefined); // its server has just been stopped
  }
}

/** Whether nobody is connected: programs that hold no keeper's session, such as psql, count too. */
async function isUnused(session: pg.Client): Promise<boolean> {
  const deadline = performance.now() + LINGER_MS;
  for (;;) {
    const others = await session.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name <> $1`,
      [PASSING],
    );
    if (others.rows[0]!.n === 0) return true;
    if (performance.now() > deadline) return false;
    await pause(LOOK_MS);
  }
}
