import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const SOURCE = resolve(ROOT, "../shared/bench");
const MAIN = join(ROOT, "server/src/main.ts");
export const LIBRARIES = ["ALIB", "BLIB", "CLIB", "DLIB", "ELIB", "FLIB", "GLIB", "HLIB"];
const PASSWORD = "bench lamp under snow 42";

/** An empty region of its own with a server, for a benchmark. */
export type BenchRegion = {
  address: string;
  /** Runs a command of the program over its data; returns what it prints. */
  run(...args: string[]): string;
  /** Headers of somebody who administers the whole region. */
  office(): Promise<Record<string, string>>;
  close(): Promise<void>;
};

/** Prints one figure as a line of JSON with the machine it was measured on. */
export function printFigure(name: string, value: number, unit: string, more: object = {}): void {
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    load: loadavg()[0],
  };
  const figure = { name, value: Number(value.toFixed(4)), unit, ...more, ...machine };
  process.stdout.write(`${JSON.stringify(figure)}\n`);
}

/** The generator of corpora and the scorer of clusters, ready to run. */
export function benchTools(work: string): string {
  const tools = join(work, "tools/bench");
  if (!existsSync(SOURCE)) throw new Error("The corpus generator is expected at ../shared/bench");
  if (existsSync(join(tools, "node_modules"))) return tools;
  mkdirSync(join(work, "tools"), { recursive: true });
  cpSync(SOURCE, tools, { recursive: true });
  execFileSync("chmod", ["-R", "u+w", tools]);
  if (!existsSync(join(work, "tools/data")))
    symlinkSync(resolve(ROOT, "../shared/data"), join(work, "tools/data"));
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: tools, stdio: "ignore" });
  return tools;
}

/** A corpus for a seed; made once: of eight libraries, of the first of them alone, or of files that are kept badly. */
export function benchCorpus(
  work: string,
  titles: string,
  seed: string,
  kind: "eight" | "one" | "nasty" = "eight",
): string {
  const folder = join(work, `corpus-${titles}-${seed}${kind === "eight" ? "" : `-${kind}`}`);
  const libraries = kind === "one" ? "1" : String(LIBRARIES.length);
  const profile = kind === "nasty" ? ["--profile", join(ROOT, "bench/profile-nasty.mjs")] : [];
  if (!existsSync(join(folder, "truth.tsv")))
    execFileSync(
      process.execPath,
      [
        "corpus.mjs",
        ...["--titles", titles, "--libraries", libraries, "--seed", seed, "--out", folder],
        ...profile,
      ],
      {
        cwd: benchTools(work),
        env: { ...process.env, COMMONSHELF_BENCH_TOOLS: benchTools(work) },
        stdio: "ignore",
      },
    );
  return folder;
}

/** Opens an empty region with the eight libraries, its data in `data`; what was there goes. */
export async function openBenchRegion(data: string): Promise<BenchRegion> {
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  const env = {
    ...process.env,
    COMMONSHELF_DATA: data,
    COMMONSHELF_DEMO: "off",
    COMMONSHELF_BUDGET: "0",
    PORT: "0",
    HOST: "127.0.0.1",
  };
  const { address, stop } = await startBenchServer(env);
  const run = (...args: string[]): string =>
    execFileSync(process.execPath, [MAIN, ...args], {
      env: { ...env, COMMONSHELF_PASSWORD: PASSWORD },
      encoding: "utf8",
      maxBuffer: 2 ** 30,
      stdio: ["ignore", "pipe", "ignore"],
    });
  for (const library of LIBRARIES) run("member", "add", library, "--name", library);
  return { address, run, office: () => signIn(address, run), close: () => end(stop, data) };
}

/** `commonshelf serve` with these settings, once it is ready. */
export async function startBenchServer(
  env: Record<string, string | undefined>,
): Promise<{ address: string; pid: number; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [MAIN, "serve"], { env, stdio: ["ignore", "inherit", "pipe"] });
  const address = await new Promise<string>((done, fail) => {
    let text = "";
    child.stderr.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const found = /is ready: (http:\S+)/.exec(text);
      if (found) done(found[1]!);
    });
    child.on("exit", () => fail(new Error(text)));
  });
  const stop = (): Promise<void> =>
    new Promise((done) => {
      child.once("exit", () => done());
      child.kill("SIGTERM");
    });
  return { address, pid: child.pid!, stop };
}

async function signIn(address: string, run: BenchRegion["run"]): Promise<Record<string, string>> {
  run("user", "add", "office", "--name", "Office", "--role", "consortium-admin");
  const reply = await fetch(`${address}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login: "office", password: PASSWORD, bearer: true }),
  });
  if (!reply.ok) throw new Error(`sign-in: ${reply.status} ${await reply.text()}`);
  const { token } = (await reply.json()) as { token: string };
  return { authorization: `Bearer ${token}`, "content-type": "application/json" };
}

async function end(stop: () => Promise<void>, data: string): Promise<void> {
  await stop();
  rmSync(data, { recursive: true, force: true });
}
