import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { appendFile, chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { account, freePort, type Running, startProgram } from "../java.ts";

const VERSIONS = "/usr/lib/postgresql";
const USER = "region";

/** Two PostgreSQL servers of Debian's package on loopback, the second follows the first by streaming. */
export type PostgresPair = {
  primary: string;
  replica: string;
  /** Ends the second one without a word. */
  killReplica(): Promise<void>;
  startReplica(): Promise<void>;
  stop(): Promise<void>;
};

function programs(): string {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];
  const newest = versions
    .filter((one) => existsSync(join(VERSIONS, one, "bin", "postgres")))
    .sort((a, b) => Number(b) - Number(a))[0];
  if (newest === undefined)
    throw new Error("No PostgreSQL server found. Install with: sudo apt-get install postgresql");
  return join(VERSIONS, newest, "bin");
}

/** Starts both with an empty database called `region`. */
export async function startPostgresPair(): Promise<PostgresPair> {
  const bin = programs();
  const who = account("postgres");
  const folder = await mkdtemp(join(tmpdir(), "pair-"));
  if (who) await chown(folder, who.uid, who.gid);
  const run = (program: string, ...words: string[]): Promise<unknown> =>
    promisify(execFile)(join(bin, program), words, { cwd: folder, ...who });
  const [first, second] = [await freePort(), await freePort()];
  const urlOf = (port: number, database: string): string =>
    `postgres://${USER}@127.0.0.1:${port}/${database}`;
  const answers = (port: number) => async (): Promise<boolean> => {
    const client = new pg.Client(urlOf(port, "postgres"));
    client.on("error", () => undefined);
    await client.connect();
    await client.end();
    return true;
  };
  const start = (name: string, port: number): Promise<Running> => {
    const settings = [
      `port=${port}`,
      "listen_addresses=127.0.0.1",
      `unix_socket_directories=${folder}`,
      "fsync=off",
    ];
    const words = ["-D", join(folder, name), ...settings.flatMap((one) => ["-c", one])];
    return startProgram(join(bin, "postgres"), words, { cwd: folder, ...who }, answers(port));
  };
  await run(
    "initdb",
    "-D",
    join(folder, "first"),
    "-U",
    USER,
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "-N",
  );
  await mkdir(join(folder, "first"), { recursive: true });
  const primary = await start("first", first);
  const client = new pg.Client(urlOf(first, "postgres"));
  await client.connect();
  await client.query("create database region");
  await client.end();
  const from = ["-h", "127.0.0.1", "-p", String(first), "-U", USER, "-c", "fast"];
  await run("pg_basebackup", ...from, "-D", join(folder, "second"), "-R", "-X", "stream");
  await appendFile(join(folder, "second", "postgresql.auto.conf"), "hot_standby = on\n");
  let replica = await start("second", second);
  return {
    primary: urlOf(first, "region"),
    replica: urlOf(second, "region"),
    killReplica: () => replica.kill(),
    startReplica: async () => {
      await rm(join(folder, "second", "postmaster.pid"), { force: true });
      replica = await start("second", second);
    },
    stop: async () => {
      await replica.kill();
      await primary.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
