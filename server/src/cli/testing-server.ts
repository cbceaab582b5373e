import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { MarcRecord } from "@commonshelf/marc";
import { afterAll, afterEach, expect } from "vitest";

const MAIN = resolve(import.meta.dirname, "../main.ts");
const folders: string[] = [];
const running = new Set<ChildProcess>();

/** Ends every server a test has left, or all at the end, and removes the folders; called once by a test file. */
export function tidyUpServers(hook: typeof afterEach | typeof afterAll = afterEach): void {
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  hook(async () => {
    await Promise.all([...running].map((child) => stop(child)));
  });
}

/** An empty folder of its own. */
export function newFolder(): string {
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

/** A server that runs. */
export type Region = { child: ChildProcess; address: string; said: () => string };

/** Starts a region and waits for its ready line; `main`: of another copy of the product. */
export function serve(folder: string, more: Record<string, string> = {}, main = MAIN): Promise<Region> {
  const child = spawn(process.execPath, [main, "serve"], {
    env: environment(folder, more),
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
export function stop(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
  running.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((done) => {
    child.once("exit", (code) => done(code));
    child.kill(signal);
  });
}

export type Outcome = { code: number; out: string; err: string };

/** Runs one command line over this data folder. */
export function command(folder: string, args: string[], more: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((done) => {
    // As `bin/commonshelf.mjs` starts it: over a channel that tells when either side is gone.
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: environment(folder, more),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    let [out, err] = ["", ""];
    child.stdout!.on("data", (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr!.on("data", (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.on("close", (code) => done({ code: code ?? 1, out, err }));
  });
}

/** Processes of a PostgreSQL server over this data folder. */
export function postgresOver(folder: string): string[] {
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

/** A small record. */
export function record(number: string, title: string): MarcRecord {
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

/** How many titles the server finds. */
export async function titlesAt(address: string): Promise<number> {
  const reply = await fetch(`${address}/api/v1/search?size=1&facets=0`);
  return ((await reply.json()) as { total: number }).total;
}

/** Waits until the server finds so many. */
export async function untilTitles(address: string, wanted: number): Promise<void> {
  await expect.poll(() => titlesAt(address)).toBe(wanted);
}
