import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chooseAccount, commandLine, runAs } from "../kernel/postgres/account.ts";
import { command, newFolder, serve, stop, tidyUpServers } from "./testing-server.ts";

const DEBIAN = "/usr/lib/postgresql";
tidyUpServers();

/** Where a PostgreSQL server of its own is installed, the newest first; its programs are Debian's or on the path. */
function serverPrograms(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const places = [
    ...versions.map((version) => join(DEBIAN, version, "bin")),
    ...(process.env.PATH ?? "").split(delimiter),
  ];
  const found = places.find((place) =>
    ["postgres", "initdb", "pg_dump", "pg_restore", "pg_basebackup"].every((name) =>
      existsSync(join(place, name)),
    ),
  );
  if (!found)
    throw new Error("This test needs a PostgreSQL server of its own (Debian: apt-get install postgresql)");
  return found;
}

const programs = serverPrograms();
const path = { PATH: `${programs}${delimiter}${process.env.PATH}` };
const clusters: ChildProcess[] = [];

/** Starts a server over this cluster on a free port of the machine; gives its address. */
async function start(cluster: string, port: number): Promise<string> {
  const account = await chooseAccount(join(programs, "postgres"), cluster);
  const words = ["-D", cluster, "-p", String(port), "-k", cluster, "-c", "listen_addresses=127.0.0.1"];
  const [name, rest, options] = commandLine(account, join(programs, "postgres"), words);
  const child = spawn(name, rest, { ...options, cwd: "/", stdio: "ignore" });
  clusters.push(child);
  const url = `postgres://owner:secret@127.0.0.1:${port}/`;
  for (let n = 0; n < 200; n++) {
    const client = new pg.Client({ connectionString: `${url}postgres` });
    const isUp = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined);
    if (isUp) return url;
    await pause(100);
  }
  throw new Error("PostgreSQL did not start");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const over = new Promise((done) => child.once("exit", done));
  child.kill("SIGINT");
  await over;
}

/** A folder that the account of PostgreSQL may write. */
async function ownFolder(): Promise<string> {
  const folder = newFolder();
  const account = await chooseAccount(join(programs, "postgres"), folder);
  const inside = join(folder, "cluster");
  mkdirSync(inside, { mode: 0o700 });
  if (account) {
    chownSync(folder, account.uid, account.gid);
    chownSync(inside, account.uid, account.gid);
  }
  return inside;
}

async function ask<T>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as T[];
  } finally {
    await client.end();
  }
}

let url: string;
let port: number;
beforeAll(async () => {
  const cluster = await ownFolder();
  const account = await chooseAccount(join(programs, "postgres"), cluster);
  await runAs(account, join(programs, "initdb"), [
    "-D",
    cluster,
    "-U",
    "owner",
    "-A",
    "trust",
    "--encoding=UTF8",
  ]);
  port = 54_000 + (process.pid % 900);
  url = await start(cluster, port);
  await ask(`${url}postgres`, "create database region");
});
afterAll(async () => {
  for (const cluster of clusters) await end(cluster);
});

test("an external database is written by pg_dump while writes go on, and read back with everything from before it began", async () => {
  const folder = newFolder();
  const at = { ...path, DATABASE_URL: `${url}region` };
  const region = await serve(folder, at);
  const acknowledged: { code: string; at: number }[] = [];
  let isOver = false;
  const writer = (async () => {
    for (let n = 0; !isOver; n++) {
      const { code } = await command(folder, ["member", "add", `LIB${n}`, "--name", `Library ${n}`], at);
      if (code === 0) acknowledged.push({ code: `LIB${n}`, at: Date.now() });
    }
  })();
  await expect.poll(() => acknowledged.length, { timeout: 120_000 }).toBeGreaterThan(1);
  const began = Date.now();
  const target = join(newFolder(), "copy");
  const made = await command(folder, ["backup", "--to", target, "--json"], at);
  expect(made.code, made.err).toBe(0);
  const before = acknowledged.filter((one) => one.at < began).map((one) => one.code);

  // Beside it, the server's own physical backup, checked and started as a server.
  const physical = await ownFolder();
  const copied = acknowledged.length;
  const account = await chooseAccount(join(programs, "postgres"), physical);
  await runAs(account, join(programs, "pg_basebackup"), [
    ...["-D", physical, "-h", "127.0.0.1", "-p", String(port), "-U", "owner", "-X", "stream", "-c", "fast"],
  ]);
  await runAs(account, join(programs, "pg_verifybackup"), [physical]);
  isOver = true;
  await writer;
  expect(await stop(region.child)).toBe(0);

  await ask(`${url}postgres`, "create database second");
  const second = { ...path, DATABASE_URL: `${url}second` };
  const elsewhere = join(newFolder(), "region");
  const restored = await command(elsewhere, ["restore", "--from", target], second);
  expect(restored.code, restored.err).toBe(0);
  const codes = async (place: string): Promise<string[]> =>
    (await ask<{ code: string }>(place, "select m.code from consortium.member m order by m.id")).map(
      (row) => row.code,
    );
  expect((await codes(second.DATABASE_URL)).slice(0, before.length)).toEqual(before);
  const again = await serve(elsewhere, second);
  expect((await fetch(`${again.address}/readyz`)).status).toBe(200);
  expect(await stop(again.child)).toBe(0);
  // A database that is one already is not overwritten.
  const refused = await command(join(newFolder(), "third"), ["restore", "--from", target], second);
  expect([refused.code, refused.err]).toEqual([3, expect.stringContaining("database-in-use")]);

  const other = await start(physical, port + 1);
  expect((await codes(`${other}region`)).slice(0, copied)).toEqual(
    acknowledged.slice(0, copied).map((one) => one.code),
  );
  const fromPhysical = await serve(newFolder(), { ...path, DATABASE_URL: `${other}region` });
  expect((await fetch(`${fromPhysical.address}/readyz`)).status).toBe(200);
  expect(await stop(fromPhysical.child)).toBe(0);
}, 600_000);

test("missing tools say what to install, and no backup is left that looks whole", async () => {
  const target = join(newFolder(), "copy");
  const bare = { PATH: newFolder(), DATABASE_URL: `${url}region` };
  const failed = await command(newFolder(), ["backup", "--to", target], bare);
  expect(failed.code).toBe(1);
  expect(failed.err).toContain("pg_dump is not installed here");
  expect(existsSync(join(target, "backup.json"))).toBe(false);
}, 120_000);
