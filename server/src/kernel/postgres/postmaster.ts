import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * The process id of the database server that owns `cluster` now, if one is alive. A `postmaster.pid` that names a process
 * of its own (after a power loss numbers meet again: another cluster's server, or any program) is stale: it is removed,
 * because PostgreSQL itself would refuse to start beside it.
 */
export async function runningPostmaster(cluster: string): Promise<number | undefined> {
  const file = join(cluster, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const text = await readFile(file, "utf8").catch(() => ""); // removed a moment ago
  const pid = Number(text.split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (!isAlive(pid)) return undefined;
  const words = await wordsOf(pid);
  if (words === undefined) return isAlive(pid) ? pid : undefined;
  if (await servesCluster(words, cluster)) return pid;
  await rm(file, { force: true });
  return undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // another user's
  }
}

/** The words a process was started with; undefined when the system does not tell. */
async function wordsOf(pid: number): Promise<string[] | undefined> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, "utf8")).split("\0");
  } catch {
    // No such folder outside Linux: the words come in one line, and a path with a space is several.
    return await run("ps", ["-ww", "-o", "args=", "-p", String(pid)]).then(
      ({ stdout }) => stdout.trim().split(" "),
      () => undefined,
    );
  }
}

/** Whether these words start PostgreSQL over this cluster: it must be their `-D`. */
async function servesCluster(words: string[], cluster: string): Promise<boolean> {
  const own = await realpath(cluster);
  const at = words.indexOf("-D");
  if (at < 0) return false;
  const given = words[at + 1] ?? "";
  if (given === cluster) return true;
  const rest = words.slice(at + 1).join(" ");
  const resolved = await realpath(given).catch(() => given); // a folder that is gone
  return resolved === own || rest.startsWith(`${cluster} `) || rest.startsWith(`${own} `);
}
