import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { TestProject } from "vitest/node";
import { startBalancer } from "./balancer.ts";

/** Where a region is served, and the folder that its data lie in. */
export type Region = { address: string; dataFolder: string };

declare module "vitest" {
  interface ProvidedContext {
    regions: Region[];
  }
}

const ROOT = resolve(import.meta.dirname, "..");
const START_TIMEOUT_MS = 600_000;

/** How many processes serve a region: with more than one every request goes to any of them at random. */
const PROCESSES = Number(process.env.COMMONSHELF_E2E_PROCESSES ?? "1");

/** How many files of journeys run at a time, each on a region that is its own meanwhile. */
export const WORKERS = PROCESSES > 1 ? 1 : 2;

/** Starts the product as a newcomer would, once for each worker and on a data folder of its own, and hands out the addresses. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const ends: (() => Promise<void>)[] = [];
  const end = async (): Promise<void> => {
    for (const one of ends.splice(0).reverse()) await one();
  };
  try {
    project.provide("regions", await Promise.all(Array.from({ length: WORKERS }, () => openRegion(ends))));
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}

/** One region, served by one process or several; `ends` gets what is to be done at the end, last first. */
async function openRegion(ends: (() => Promise<void>)[]): Promise<Region> {
  const dataFolder = mkdtempSync(join(tmpdir(), "commonshelf-e2e-"));
  ends.push(async () => rmSync(dataFolder, { recursive: true, force: true }));
  const addresses: string[] = [];
  for (let i = 1; i <= PROCESSES; i++) {
    const { child, address } = await startRegion(
      dataFolder,
      PROCESSES > 1 ? { COMMONSHELF_PROCESS: `p${i}` } : {},
    );
    ends.push(async () => void (await stopRegion(child)));
    addresses.push(address);
  }
  if (PROCESSES === 1) return { address: addresses[0]!, dataFolder };
  const balancer = await startBalancer(() => addresses);
  ends.push(() => balancer.stop());
  return { address: balancer.address, dataFolder };
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
