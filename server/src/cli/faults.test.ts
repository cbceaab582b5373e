import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { writeIso2709 } from "@commonshelf/marc";
import pg from "pg";
import { expect, test } from "vitest";
import {
  command,
  newFolder,
  postgresOver,
  record,
  serve,
  stop,
  tidyUpServers,
  untilTitles,
} from "./testing-server.ts";

tidyUpServers();

function postmasterOf(folder: string): number {
  return Number(readFileSync(join(folder, "postgres/postmaster.pid"), "utf8").split("\n")[0]);
}

/** Whether the cluster's server is no more the one it was. */
function isAnother(postmaster: number, folder: string): boolean {
  try {
    return postmasterOf(folder) !== postmaster;
  } catch {
    return false; // between the two
  }
}

/** A session that is being let in when the end is told, and would be inside only after all others were sent away. */
async function comesLate(folder: string): Promise<{ ended: Promise<unknown> }> {
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const client = new pg.Client({
    host: join(folder, "socket"),
    user: "commonshelf",
    database: "postgres",
    application_name: "commonshelf-late",
    password: async () => {
      ask();
      await setTimeout(3000);
      return readFileSync(join(folder, "postgres-password"), "utf8").trim();
    },
  });
  client.on("error", () => undefined); // it is sent away, as it must be
  const ended = new Promise((done) => client.once("end", done));
  client.connect().catch(() => undefined);
  await asked;
  return { ended };
}

/** Sends the head of a request and a few bytes of its body, and nothing more. */
function sendHalf(address: string): Promise<void> {
  const { port } = new URL(address);
  const socket = connect(Number(port), "127.0.0.1");
  socket.on("error", () => undefined); // the server cuts it at its end
  return new Promise((done) =>
    socket.write(
      'POST /api/v1/session HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"login":',
      () => done(),
    ),
  );
}

test("a second server over a folder is refused in plain words, commands go on, and after a kill the next may start", async () => {
  const folder = newFolder();
  const first = await serve(folder);
  const second = await command(folder, ["serve"]);
  expect(second.code).toBe(1);
  expect(second.err).toMatch(/Another server \(process \d+ on .*\) already serves .*COMMONSHELF_DATA/);
  expect(await command(folder, ["member", "add", "ALIB", "--name", "Library"])).toMatchObject({ code: 0 });
  await stop(first.child, "SIGKILL");
  const third = await serve(folder);
  expect(await stop(third.child)).toBe(0);
}, 90_000);

test("PostgreSQL killed under a running server comes back by itself, and what waits is delivered", async () => {
  const folder = newFolder();
  const region = await serve(folder);
  await command(folder, ["member", "add", "ALIB", "--name", "Library"]);
  process.kill(postmasterOf(folder), "SIGKILL");
  const titles = `${region.address}/api/v1/search?size=1&facets=0`;
  // Meanwhile whatever needs the database says that it is away.
  const members = await fetch(`${region.address}/api/v1/members`);
  if (members.status !== 200) expect(members.status).toBe(503);
  await expect
    .poll(() => fetch(`${region.address}/api/v1/members`).then((r) => r.status), {
      timeout: 30_000,
      interval: 250,
    })
    .toBe(200);
  expect((await fetch(titles)).status).toBe(200);
  const file = join(folder, "books.mrc");
  writeFileSync(file, writeIso2709(record("p1", "边城")));
  expect(await command(folder, ["import", "--member", "ALIB", file])).toMatchObject({ code: 0 });
  await untilTitles(region.address, 1);
  expect(await stop(region.child)).toBe(0);
  expect(postgresOver(folder)).toEqual([]);
}, 120_000);

test("PostgreSQL told to end softly under a running server ends, is started again, and /readyz says so meanwhile", async () => {
  const folder = newFolder();
  const region = await serve(folder);
  const before = postmasterOf(folder);
  const late = await comesLate(folder);
  process.kill(before, "SIGTERM");
  const seen: number[] = [];
  const ask = async (): Promise<number> => {
    const [ready, members] = await Promise.all(
      ["/readyz", "/api/v1/members"].map((path) => fetch(`${region.address}${path}`).then((r) => r.status)),
    );
    seen.push(ready!);
    return members!;
  };
  await expect
    .poll(() => ask().then((status) => status === 200 && isAnother(before, folder)), {
      timeout: 30_000,
      interval: 100,
    })
    .toBe(true);
  expect(seen).toContain(503);
  await late.ended;
  await expect.poll(() => fetch(`${region.address}/readyz`).then((r) => r.status)).toBe(200);
  expect(await stop(region.child)).toBe(0);
  expect(postgresOver(folder)).toEqual([]);
}, 120_000);

test("half a request does not keep a server that is told to stop", async () => {
  const folder = newFolder();
  const region = await serve(folder);
  await sendHalf(region.address);
  const began = performance.now();
  expect(await stop(region.child)).toBe(0);
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(postgresOver(folder)).toEqual([]);
}, 60_000);
