import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../kernel/config.ts";
import { newId } from "../kernel/ids.ts";

/** Kept of what came by upload; older ones go. */
const MOST_FILES = 10;

/** Where a library's lists are awaited, below the data folder. */
export const folderOf = (code: string): string => `patron-lists/${code}`;

/** The newest list of a library: a file `*.csv` that the university's system put there, or that was sent. */
export type ListFile = { name: string; path: string; writtenAt: Date };

/** The newest list that lies there; null: none. */
export async function newestList(config: Pick<Config, "dataFolder">, code: string): Promise<ListFile | null> {
  return (await listsOf(join(config.dataFolder, folderOf(code))))[0] ?? null;
}

async function listsOf(folder: string): Promise<ListFile[]> {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(
    names
      .filter((name) => /\.csv$/i.test(name))
      .map(async (name) => {
        const path = join(folder, name);
        return { name, path, writtenAt: (await stat(path)).mtime };
      }),
  );
  return files.sort((a, b) => b.writtenAt.getTime() - a.writtenAt.getTime() || (a.name < b.name ? 1 : -1));
}

/** A list as it lies there now, with what tells it from others. */
export async function readList(file: ListFile): Promise<{ bytes: Buffer; hash: string }> {
  const bytes = await readFile(file.path);
  return { bytes, hash: createHash("sha256").update(bytes).digest("hex") };
}

/** Puts a list that was sent beside the others: whole or not at all. Only the newest ten stay. */
export async function keepList(
  config: Pick<Config, "dataFolder">,
  code: string,
  bytes: Buffer,
  now: Date,
): Promise<string> {
  const folder = join(config.dataFolder, folderOf(code));
  await mkdir(folder, { recursive: true });
  const name = `sent-${now.toISOString().replace(/[:.]/g, "-")}-${newId().slice(-4)}.csv`;
  await writeFile(join(folder, `.${name}.part`), bytes);
  await rename(join(folder, `.${name}.part`), join(folder, name));
  for (const old of (await listsOf(folder)).filter((one) => one.name.startsWith("sent-")).slice(MOST_FILES))
    await rm(old.path, { force: true });
  return name;
}
