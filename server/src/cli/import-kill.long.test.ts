import { readdirSync, readFileSync } from "node:fs";
import { writeIso2709 } from "@commonshelf/marc";
import { expect, test } from "vitest";
import { command, newFolder, record, serve, stop, tidyUpServers } from "./testing-server.ts";
import { runOf, signInAsOffice, upload } from "./testing-upload.ts";

tidyUpServers();

const RECORDS = 20_000;
const MARC = Buffer.concat(
  Array.from({ length: RECORDS }, (_, i) => writeIso2709(record(`r${i}`, `${i} 号书`))),
);

/** Processes that import into this folder's region. */
function importers(runId: string): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`--run\0${runId}`);
      } catch {
        return false; // ended while we looked
      }
    });
}

test.each([
  ["SIGKILL", null],
  ["SIGTERM", 0],
] as const)(
  "an import cut off by %s goes on at the next start, and ends with everything once",
  async (signal, code) => {
    const folder = newFolder();
    const first = await serve(folder);
    await command(folder, ["member", "add", "ALIB", "--name", "Library"]);
    const headers = await signInAsOffice(folder, first);
    const id = await upload(first, headers, "ALIB", MARC);
    await expect
      .poll(async () => (await runOf(first, headers, id)).counts.read, { timeout: 60_000, interval: 100 })
      .toBeGreaterThan(0);
    const began = performance.now();
    expect(await stop(first.child, signal)).toBe(code);
    expect(performance.now() - began).toBeLessThan(10_000);
    // The child ends with its server, however that ended.
    await expect.poll(() => importers(id), { timeout: 12_000 }).toEqual([]);
    const looked = await command(folder, ["doctor"]);
    expect(looked.code, looked.out).toBe(1);
    expect(looked.out).toMatch(/LOOK {2}imports .*the next start/);
    const second = await serve(folder);
    const restarted = performance.now();
    const before = (await runOf(second, headers, id)).counts.read;
    expect(before).toBeLessThan(RECORDS);
    await expect
      .poll(async () => (await runOf(second, headers, id)).counts.read, { timeout: 60_000, interval: 200 })
      .toBeGreaterThan(before);
    expect(performance.now() - restarted).toBeLessThan(60_000);
    await expect
      .poll(async () => (await runOf(second, headers, id)).state, { timeout: 180_000, interval: 500 })
      .toBe("done");
    expect((await runOf(second, headers, id)).counts).toMatchObject({ read: RECORDS, created: RECORDS });
    expect(await stop(second.child)).toBe(0);
  },
  400_000,
);
