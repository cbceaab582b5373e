import { createReadStream } from "node:fs";
import { lstat, mkdir, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { systemActor } from "../kernel/actor.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { takeUpload } from "../loads/index.ts";
import type { Source } from "./sources.ts";

/** A file that was written to so lately may not be complete. */
const REST_MS = 60_000;
const MOST_FILES = 100;
const DONE = "done";
/** What file transfers call a file that is on its way. */
const UNFINISHED = /^\.|\.(part|tmp|filepart|partial|crdownload)$|~$/i;

/** Where files of a source are put: `drop/MEMBER/NUMBER` of the data folder, which an SFTP server may lead to. */
function dropFolder(deps: Pick<RouteDeps, "config">, source: Pick<Source, "folder">): string {
  return join(deps.config.dataFolder, source.folder!);
}

/** Makes the folder, where there is none yet; its path. */
export async function openFolder(
  deps: Pick<RouteDeps, "config">,
  source: Pick<Source, "folder">,
): Promise<string> {
  const folder = dropFolder(deps, source);
  await mkdir(join(folder, DONE), { recursive: true, mode: 0o770 });
  return folder;
}

/**
 * Takes complete files of a folder as loads of the member, in the order of their names, and puts them under `done`. Links
 * and folders are none; a file that is still written waits. Returns the loads.
 */
export async function collectFolder(deps: RouteDeps, source: Source): Promise<string[]> {
  const folder = await openFolder(deps, source);
  const names = (await readdir(folder)).filter((name) => !UNFINISHED.test(name)).sort();
  const loads: string[] = [];
  for (const name of names.slice(0, MOST_FILES)) {
    const path = join(folder, name);
    const { size, mtimeMs, ...facts } = await lstat(path).then((one) => ({
      size: one.size,
      mtimeMs: one.mtimeMs,
      isFile: one.isFile(),
    }));
    if (!facts.isFile || size === 0 || deps.clock.now().getTime() - mtimeMs < REST_MS) continue;
    const upload = {
      memberId: source.memberId,
      memberCode: source.member,
      profile: source.profile || "auto",
      fileName: name.slice(0, 200),
      dryRun: false,
      staged: false,
    };
    const load = await takeUpload(deps, systemActor, upload, createReadStream(path));
    await rename(path, join(folder, DONE, `${load} ${name}`.slice(0, 250)));
    loads.push(load);
  }
  return loads;
}
