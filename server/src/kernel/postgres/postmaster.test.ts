import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { runningPostmaster } from "./postmaster.ts";

const folder = mkdtempSync(join(tmpdir(), "commonshelf-postmaster-"));
const file = join(folder, "postmaster.pid");
const children: ChildProcess[] = [];
beforeEach(() => rmSync(file, { force: true }));
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A process that is called like PostgreSQL and given these words. */
async function postgresWith(...words: string[]): Promise<number> {
  const child = spawn("/bin/sh", ["-c", "sleep 60; :", ...words], { argv0: "postgres" });
  children.push(child);
  await new Promise((done) => child.once("spawn", done));
  return child.pid!;
}

function name(pid: number): void {
  writeFileSync(file, `${pid}\n${folder}\n`);
}

test("the server of this cluster is recognised by its -D", async () => {
  const pid = await postgresWith("-D", folder, "-k", "/tmp");
  name(pid);
  await expect.poll(() => runningPostmaster(folder)).toBe(pid);
});

test("another cluster's PostgreSQL with the same number is not ours, and the file goes", async () => {
  name(await postgresWith("-D", `${folder}-other`, "-k", "/tmp"));
  expect(await runningPostmaster(folder)).toBeUndefined();
  expect(existsSync(file)).toBe(false);
});

test("neither is any other program, nor this one", async () => {
  name(process.pid);
  expect(await runningPostmaster(folder)).toBeUndefined();
  expect(existsSync(file)).toBe(false);
});

test("a number nobody has, an empty file and no file mean that no server runs", async () => {
  expect(await runningPostmaster(folder)).toBeUndefined();
  name(2 ** 22 + 1);
  expect(await runningPostmaster(folder)).toBeUndefined();
  writeFileSync(file, "");
  expect(await runningPostmaster(folder)).toBeUndefined();
});
