import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { demandPlace, type FileStore, type ListedFile, typeOfKey } from "./file-store.ts";

/** Ending of a file that is not whole yet. */
const PART = ".part";

/** Files in a folder of this machine. A file is written aside, synced, and then given its name. */
export function createFolderStore(folder: string): FileStore {
  return {
    put: async (key, content) => {
      typeOfKey(key);
      const path = join(folder, key);
      const part = `${path}.${randomUUID()}${PART}`;
      await mkdir(dirname(path), { recursive: true });
      try {
        await writeSynced(part, content);
        await rename(part, path);
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
      await syncFolder(dirname(path));
    },
    get: async (key) => {
      const type = typeOfKey(key);
      const path = join(folder, key);
      const found = await orAbsent(stat(path));
      if (!found?.isFile()) return undefined;
      return { type, bytes: found.size, stream: (part) => createReadStream(path, part) };
    },
    delete: async (key) => {
      await rm(join(folder, demandPlace(key)), { force: true });
    },
    list: async function* (prefix) {
      const above = prefix.slice(0, prefix.lastIndexOf("/") + 1);
      for await (const file of listFolder(folder, above)) if (file.key.startsWith(prefix)) yield file;
    },
  };
}

async function writeSynced(path: string, content: Buffer | Readable): Promise<void> {
  const handle: FileHandle = await open(path, "wx", 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A name is durable once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function* listFolder(folder: string, prefix: string): AsyncIterable<ListedFile> {
  const entries = (await orAbsent(readdir(join(folder, prefix), { withFileTypes: true }))) ?? [];
  for (const entry of entries) {
    const key = `${prefix}${entry.name}`;
    if (entry.isDirectory()) yield* listFolder(folder, `${key}/`);
    else {
      const found = await orAbsent(stat(join(folder, key)));
      if (found) yield { key, writtenAt: found.mtime };
    }
  }
}

async function orAbsent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
