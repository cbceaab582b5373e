import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { basename, delimiter, join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";

const KEPT = resolve(import.meta.dirname, "../var/services");
const MAVEN_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1";
const MAVEN_MS = 600_000;
const COMPILE_MS = 120_000;
/** A program that lives may take so long until it is ready: a busy machine is no failure. One that ends is told at once. */
const READY_MS = 600_000;
/** A question whether it is ready; one that began to listen may not answer yet. */
const ASK_MS = 5000;

/**
 * Time limit of a hook or test that starts a service: none, for fetching, compiling and starting have limits of their
 * own and say which of them was not done.
 */
export const OWN_LIMITS = 0;

/** The class path of a `pom.xml`: its jars are fetched by Maven once and kept under `var/services`. */
export async function classPathOf(pom: string): Promise<string> {
  const folder = await madeOnce("jars", [pom], async (part) => {
    const goal = `${MAVEN_PLUGIN}:copy-dependencies`;
    const words = ["-q", "-B", "-f", pom, goal, "-DincludeScope=runtime", `-DoutputDirectory=${part}`];
    await promisify(execFile)("mvn", words, { timeout: MAVEN_MS }).catch((error: unknown) => {
      throw new Error(`mvn could not fetch the jars of ${pom}: is there Maven, and a JDK?`, { cause: error });
    });
  });
  return join(folder, "*");
}

/** The class path of the `pom.xml` and of one class beside it, which is compiled once and not by every start. */
export async function compiledWith(pom: string, source: string): Promise<string> {
  const jars = await classPathOf(pom);
  const folder = await madeOnce("classes", [pom, source], async (part) => {
    const words = ["-proc:none", "-cp", jars, "-d", part, source];
    await promisify(execFile)("javac", words, { timeout: COMPILE_MS }).catch((error: unknown) => {
      throw new Error(`javac could not compile ${basename(source)}: is there a JDK?`, { cause: error });
    });
  });
  return `${folder}${delimiter}${jars}`;
}

/** A folder under `var/services` that is made by whoever first needs it, anew when one of the files has changed. */
async function madeOnce(
  kind: string,
  files: readonly string[],
  make: (part: string) => Promise<void>,
): Promise<string> {
  const mark = createHash("sha256");
  for (const file of files) mark.update(readFileSync(file));
  const folder = join(KEPT, `${kind}-${mark.digest("hex").slice(0, 12)}`);
  if (existsSync(folder)) return folder;
  await mkdir(KEPT, { recursive: true });
  const part = await mkdtemp(join(KEPT, "part-"));
  try {
    // Some programs run under an account of their own.
    await chmod(part, 0o755);
    await make(part);
    // Another process may have been first: what it made is as good.
    await rename(part, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return folder;
}

/** The account of a name for a program that does not run as root; undefined for who is not root. */
export function account(name: string): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((one) => one.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

/** A port of this machine that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

/** A program that was started for a trial; `kill` ends it without a word. */
export type Running = { child: ChildProcess; stop(): Promise<void>; kill(): Promise<void> };

/** Starts a program and waits until `isReady`, asked again and again; what it said is told when it ends before. */
export async function startProgram(
  program: string,
  words: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv; uid?: number; gid?: number },
  isReady: (within: AbortSignal) => Promise<boolean>,
): Promise<Running> {
  const child = spawn(program, words, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  child.once("error", (error) => {
    said += error.message;
  });
  const end = async (signal: "SIGTERM" | "SIGKILL"): Promise<void> => {
    child.kill(signal);
    if (child.pid !== undefined) await ended;
  };
  // Whoever started it may end without stopping it.
  process.once("exit", () => child.kill("SIGKILL"));
  const deadline = performance.now() + READY_MS;
  while (!(await isReady(AbortSignal.timeout(ASK_MS)).catch(() => false))) {
    const isGone = child.exitCode !== null || child.pid === undefined;
    if (isGone || performance.now() > deadline) {
      await end("SIGKILL");
      throw new Error(`${program} ${words[0]} did not become ready: ${said}`);
    }
    await wait(200);
  }
  return { child, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
}
