import { readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { writeIso2709 } from "@commonshelf/marc";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  command,
  newFolder,
  postgresOver,
  type Region,
  record,
  serve,
  stop,
  tidyUpServers,
  untilTitles,
} from "./testing-server.ts";

/** One region is done all of this in turn: each time it is well again at the end. */
const folder = newFolder();
let region: Region;
tidyUpServers(afterAll);
beforeAll(async () => {
  region = await serve(folder);
});

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

const connection = (name: string): pg.ClientConfig => ({
  host: join(folder, "socket"),
  user: "commonshelf",
  database: "postgres",
  application_name: name,
});

/**
 * A session that is being let in when the end is told, and is inside only after all others were sent away, and `seen` says
 * that this was seen from outside. Until then another, which nobody sends away, looks whether it is so.
 */
async function comesLate(seen: () => boolean): Promise<{ ended: Promise<unknown> }> {
  const password = readFileSync(join(folder, "postgres-password"), "utf8").trim();
  const witness = new pg.Client({ ...connection("witness"), password });
  await witness.connect();
  const isAlone = async (): Promise<boolean> => {
    const { rows } = await witness.query(
      "select count(*)::int as n from pg_stat_activity where application_name like 'commonshelf%'",
    );
    return rows[0].n <= 1; // who sends the others away
  };
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
  const late = new pg.Client({
    ...connection("commonshelf-late"),
    password: async () => {
      ask();
      await expect.poll(async () => (await isAlone()) && seen()).toBe(true);
      await witness.end();
      return password;
    },
  });
  late.on("error", () => undefined); // it is sent away, as it must be
  const ended = new Promise((done) => late.once("end", done));
  late.connect().catch(() => undefined);
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
  const second = await command(folder, ["serve"]);
  expect(second.code).toBe(1);
  expect(second.err).toMatch(/Another server \(process \d+ on .*\) already serves .*COMMONSHELF_DATA/);
  expect(await command(folder, ["member", "add", "ALIB", "--name", "Library"])).toMatchObject({ code: 0 });
  await stop(region.child, "SIGKILL");
  region = await serve(folder);
});

test("PostgreSQL killed under a running server comes back by itself, and what waits is delivered", async () => {
  process.kill(postmasterOf(folder), "SIGKILL");
  // Meanwhile whatever needs the database says that it is away.
  const members = (): Promise<number> => fetch(`${region.address}/api/v1/members`).then((r) => r.status);
  expect([200, 503]).toContain(await members());
  await expect.poll(members, { interval: 250 }).toBe(200);
  expect((await fetch(`${region.address}/api/v1/search?size=1&facets=0`)).status).toBe(200);
  const file = join(folder, "books.mrc");
  writeFileSync(file, writeIso2709(record("p1", "边城")));
  expect(await command(folder, ["import", "--member", "ALIB", file])).toMatchObject({ code: 0 });
  await untilTitles(region.address, 1);
});

test("PostgreSQL told to end softly under a running server ends, is started again, and /readyz says so meanwhile", async () => {
  const before = postmasterOf(folder);
  const seen = new Set<number>();
  const late = await comesLate(() => seen.has(503));
  process.kill(before, "SIGTERM");
  const ask = async (): Promise<number> => {
    const [ready, members] = await Promise.all(
      ["/readyz", "/api/v1/members"].map((path) => fetch(`${region.address}${path}`).then((r) => r.status)),
    );
    seen.add(ready!);
    return members!;
  };
  await expect
    .poll(() => ask().then((status) => status === 200 && isAnother(before, folder)), { interval: 100 })
    .toBe(true);
  expect(seen).toContain(503);
  await late.ended;
  await expect.poll(() => fetch(`${region.address}/readyz`).then((r) => r.status)).toBe(200);
});

test("half a request does not keep a server that is told to stop, and after all this it ends cleanly", async () => {
  await sendHalf(region.address);
  // Within ten seconds: whatever hangs then is left behind, and the code says so.
  expect(await stop(region.child)).toBe(0);
  expect(postgresOver(folder)).toEqual([]);
});
