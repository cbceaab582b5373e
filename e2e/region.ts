import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";
import { startBalancer } from "./balancer.ts";

declare module "vitest" {
  interface ProvidedContext {
    address: string;
    dataFolder: string;
  }
}

const ROOT = resolve(import.meta.dirname, "..");
const START_TIMEOUT_MS = 600_000;

/** How many processes serve the region: with more than one every request goes to any of them at random. */
const PROCESSES = Number(process.env.COMMONSHELF_E2E_PROCESSES ?? "1");

/** Starts the product as a newcomer would, on a data folder of its own, and hands its address to the journeys. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataFolder = mkdtempSync(join(tmpdir(), "commonshelf-e2e-"));
  const regions: Awaited<ReturnType<typeof startRegion>>[] = [];
  for (let i = 1; i <= PROCESSES; i++)
    regions.push(await startRegion(dataFolder, PROCESSES > 1 ? { COMMONSHELF_PROCESS: `p${i}` } : {}));
  const balancer =
    PROCESSES > 1 ? await startBalancer(() => regions.map(({ address }) => address)) : undefined;
  project.provide("address", balancer?.address ?? regions[0]!.address);
  project.provide("dataFolder", dataFolder);
  return async () => {
    await balancer?.stop();
    for (const { child } of regions) await stopRegion(child);
    rmSync(dataFolder, { recursive: true, force: true });
  };
}

/** Runs `commonshelf serve` on a free port; resolves with the address it prints. */
export async function startRegion(
  dataFolder: string,
  env: Record<string, string> = {},
): Promise<{ child: ChildProcess; address: string; output: () => string }> {
  const child = spawn(process.execPath, [join(ROOT, "server/src/main.ts"), "serve"], {
    cwd: ROOT,
    env: {
      ...process.env,
      NODE_ENV: "production",
      PORT: "0",
      HOST: "127.0.0.1",
      COMMONSHELF_DATA: dataFolder,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const address = await new Promise<string>((done, fail) => {
    const timer = setTimeout(() => {
      child.kill("SIGTERM");
      fail(new Error(`Not ready in time:\n${output}`));
    }, START_TIMEOUT_MS);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const found = /is ready: (http:\/\/\S+)/.exec(output);
      if (!found) return;
      clearTimeout(timer);
      done(found[1]!);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("exit", (code) => fail(new Error(`Ended with ${code} before it was ready:\n${output}`)));
  });
  return { child, address, output: () => output };
}

/** Asks the region to stop and waits until it has. */
export async function stopRegion(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  child.kill("SIGTERM");
  return await ended;
}
