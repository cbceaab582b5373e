import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { writeIso2709 } from "@commonshelf/marc";
import { expect, test } from "vitest";
import {
  command,
  newFolder,
  postgresOver,
  record,
  serve,
  stop,
  tidyUpServers,
  titlesAt,
  untilTitles,
} from "./testing-server.ts";

tidyUpServers();
const [one, two] = [newFolder(), newFolder()];

test("two regions run side by side, take commands while they run, and end cleanly on SIGTERM", async () => {
  const regions = await Promise.all([serve(one), serve(two)]);
  expect(regions[0].address).not.toBe(regions[1].address);
  expect(await command(one, ["member", "add", "ALIB", "--name", "First library"])).toMatchObject({ code: 0 });
  expect(await command(one, ["member", "add", "ALIB", "--name", "Again"])).toMatchObject({ code: 3 });
  const file = join(one, "books.mrc");
  writeFileSync(
    file,
    Buffer.concat([writeIso2709(record("a1", "边城")), writeIso2709(record("a2", "长河"))]),
  );
  const imported = await command(one, ["import", "--member", "ALIB", "--json", file]);
  expect(JSON.parse(imported.out)).toMatchObject({
    read: 2,
    created: 2,
    updated: 0,
    unchanged: 0,
    rejected: 0,
  });
  await untilTitles(regions[0].address, 2);
  expect(await titlesAt(regions[1].address)).toBe(0);
  const clusters = await command(one, ["clusters"]);
  expect(
    clusters.out
      .trim()
      .split("\n")
      .map((line) => line.split("\t").slice(0, 2)),
  ).toEqual([
    ["ALIB", "a1"],
    ["ALIB", "a2"],
  ]);
  expect((await command(one, ["export", "--member", "ALIB"])).out).toContain("边城");
  expect(JSON.parse((await command(one, ["reindex", "--json"])).out)).toMatchObject({ titles: 2 });
  expect(await command(one, ["doctor", "--json"])).toMatchObject({ code: 0 });
  expect(await Promise.all(regions.map(({ child }) => stop(child)))).toEqual([0, 0]);
  expect([...postgresOver(one), ...postgresOver(two)]).toEqual([]);
});

test("after kill -9 the next start recovers by itself, with everything that was acknowledged", async () => {
  const first = await serve(one);
  const file = join(one, "more.mrc");
  writeFileSync(file, writeIso2709(record("k1", "呐喊")));
  expect(await command(one, ["import", "--member", "ALIB", "--json", file])).toMatchObject({ code: 0 });
  await stop(first.child, "SIGKILL");
  const second = await serve(one);
  await untilTitles(second.address, 3);
  expect(await stop(second.child)).toBe(0);
  await expect.poll(() => postgresOver(one)).toEqual([]);
});

/** Starts a server over a PostgreSQL that lets nobody in, and waits for that: its log, the server, and a way to hear the end. */
async function serveWhileRecovering(folder: string): Promise<{ child: ChildProcess; said: () => string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../main.ts"), "serve"], {
    env: { ...process.env, COMMONSHELF_DATA: folder, COMMONSHELF_DEMO: "off", PORT: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout!, child.stderr!])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  await expect.poll(() => startupOf(folder)).toBeDefined();
  return { child, said: () => said };
}

/** The process of PostgreSQL that replays the log, once there is one. */
function startupOf(folder: string): number | undefined {
  const [postmaster] = postgresOver(folder);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        const title = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return stat.split(" ")[3] === postmaster && title.startsWith("postgres: startup");
      } catch {
        return false; // the process ended while we looked
      }
    });
}

test("a stop while PostgreSQL still recovers ends it, and says so when it cannot be ended", async () => {
  const cluster = join(two, "postgres");
  // A copy that waits for its original recovers without an end.
  writeFileSync(join(cluster, "standby.signal"), "");
  appendFileSync(join(cluster, "postgresql.conf"), "hot_standby = off\n");
  const first = await serveWhileRecovering(two);
  expect(await stop(first.child)).toBe(0);
  expect(postgresOver(two)).toEqual([]);

  const second = await serveWhileRecovering(two);
  const startup = startupOf(two)!;
  process.kill(startup, "SIGSTOP");
  expect(await stop(second.child)).toBe(1);
  expect(second.said()).toMatch(/PostgreSQL \(process \d+\) still recovers from a crash; it was told to end/);
  process.kill(startup, "SIGCONT");
  await expect.poll(() => postgresOver(two)).toEqual([]);
  rmSync(join(cluster, "standby.signal"));
});

test("a data folder that cannot be made is said at once, by doctor too", async () => {
  const nowhere = { COMMONSHELF_DATA: "/proc/nope/region" };
  expect(await command("", ["serve"], nowhere)).toMatchObject({
    code: 1,
    err: expect.stringContaining("The folder /proc/nope cannot be made"),
  });
  expect(await command("", ["doctor"], nowhere)).toMatchObject({
    code: 1,
    out: expect.stringContaining("Set COMMONSHELF_DATA to a folder"),
  });
});

test("wrong settings are all named together, and nothing is started", async () => {
  const folder = newFolder();
  const outcome = await command(folder, ["serve"], {
    PORT: "ninety",
    COMMONSHELF_DEMO: "perhaps",
    DATABASE_URL: "mysql://x",
    PUBLIC_URL: "ftp://x",
    SMTP_URL: "smtp://x",
    SMTP_FROM: "",
  });
  expect(outcome.code).toBe(2);
  for (const name of ["PORT", "COMMONSHELF_DEMO", "DATABASE_URL", "PUBLIC_URL", "SMTP_FROM"])
    expect(outcome.err).toContain(name);
  expect(readdirSync(folder)).toEqual([]);
});

test("a port that is taken is said, and the database is not left behind", async () => {
  const blocker = createServer();
  await new Promise<void>((done) => blocker.listen(0, "127.0.0.1", done));
  const { port } = blocker.address() as { port: number };
  const outcome = await command(two, ["serve"], { PORT: String(port) });
  blocker.close();
  expect(outcome.code).toBe(1);
  expect(outcome.err).toContain(String(port));
  expect(postgresOver(two)).toEqual([]);
});

test("every command has help; what is no command or option is refused by name", async () => {
  const folder = newFolder();
  const names = ["serve", "member", "import", "clusters", "export", "reindex", "user", "doctor"];
  const helps = await Promise.all(names.map((name) => command(folder, [name, "--help"])));
  for (const [i, help] of helps.entries()) {
    expect(help.code).toBe(0);
    expect(help.out).toContain(`commonshelf ${names[i]}`);
  }
  expect(await command(folder, ["lend"])).toMatchObject({ code: 2, err: expect.stringContaining('"lend"') });
  expect(await command(folder, ["clusters", "--colour"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("--colour"),
  });
  expect((await command(folder, [])).code).toBe(2);
});
