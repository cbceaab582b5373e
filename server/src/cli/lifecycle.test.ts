import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type MarcRecord, writeIso2709 } from "@commonshelf/marc";
import { afterAll, afterEach, expect, test } from "vitest";

const MAIN = resolve(import.meta.dirname, "../main.ts");
const folders: string[] = [];
const running = new Set<ChildProcess>();

afterEach(async () => {
  await Promise.all([...running].map((child) => stop(child)));
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "commonshelf-lifecycle-"));
  folders.push(folder);
  return folder;
}

const environment = (folder: string, more: Record<string, string> = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  COMMONSHELF_DATA: folder,
  COMMONSHELF_DEMO: "off",
  PORT: "0",
  HOST: "127.0.0.1",
  ...more,
});

type Region = { child: ChildProcess; address: string; said: () => string };

/** Starts a region and waits for its ready line. */
function serve(folder: string): Promise<Region> {
  const child = spawn(process.execPath, [MAIN, "serve"], {
    env: environment(folder),
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let said = "";
  return new Promise((done, fail) => {
    const read = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /is ready: (http:\S+)/.exec(said);
      if (found) done({ child, address: found[1]!, said: () => said });
    };
    child.stdout!.on("data", read);
    child.stderr!.on("data", read);
    child.once("exit", (code) => fail(new Error(`ended with ${code}: ${said}`)));
  });
}

/** Sends a signal and gives the exit code once the process is gone. */
function stop(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
  running.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((done) => {
    child.once("exit", (code) => done(code));
    child.kill(signal);
  });
}

type Outcome = { code: number; out: string; err: string };

function command(folder: string, args: string[], more: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((done) => {
    execFile(process.execPath, [MAIN, ...args], { env: environment(folder, more) }, (error, out, err) =>
      done({ code: typeof error?.code === "number" ? error.code : error ? 1 : 0, out, err }),
    );
  });
}

/** Processes of a PostgreSQL server over this data folder. */
function postgresOver(folder: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(join(folder, "postgres"));
      } catch {
        return false; // the process ended while we looked
      }
    });
}

function record(number: string, title: string): MarcRecord {
  return {
    leader: "00000nam a2200000 i 4500",
    fields: [
      { tag: "001", value: number },
      { tag: "008", value: "261101s2001    xx            000 0 chi  " },
      { tag: "245", ind1: " ", ind2: " ", subfields: [["a", title]] },
      {
        tag: "264",
        ind1: " ",
        ind2: " ",
        subfields: [
          ["b", "中华书局"],
          ["c", "2001"],
        ],
      },
    ],
  };
}

async function titlesAt(address: string): Promise<number> {
  const reply = await fetch(`${address}/api/v1/search?size=1&facets=0`);
  return ((await reply.json()) as { total: number }).total;
}

async function untilTitles(address: string, wanted: number): Promise<void> {
  for (let i = 0; (await titlesAt(address)) !== wanted; i++) {
    if (i > 100) throw new Error(`never ${wanted} titles`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

test("two regions run side by side, take commands while they run, and end cleanly on SIGTERM", async () => {
  const [one, two] = [newFolder(), newFolder()];
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
}, 60_000);

test("after kill -9 the next start recovers by itself, with everything that was acknowledged", async () => {
  const folder = newFolder();
  const first = await serve(folder);
  await command(folder, ["member", "add", "ALIB", "--name", "Library"]);
  const file = join(folder, "books.mrc");
  writeFileSync(file, writeIso2709(record("k1", "呐喊")));
  expect(await command(folder, ["import", "--member", "ALIB", "--json", file])).toMatchObject({ code: 0 });
  await stop(first.child, "SIGKILL");
  const second = await serve(folder);
  await untilTitles(second.address, 1);
  expect(await stop(second.child)).toBe(0);
  await expect.poll(() => postgresOver(folder), { timeout: 5000 }).toEqual([]);
}, 60_000);

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
  const folder = newFolder();
  const blocker = createServer();
  await new Promise<void>((done) => blocker.listen(0, "127.0.0.1", done));
  const { port } = blocker.address() as { port: number };
  const outcome = await command(folder, ["serve"], { PORT: String(port) });
  blocker.close();
  expect(outcome.code).toBe(1);
  expect(outcome.err).toContain(String(port));
  expect(postgresOver(folder)).toEqual([]);
}, 30_000);

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
}, 30_000);
