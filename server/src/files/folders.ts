import { mkdir, open, stat } from "node:fs/promises";
import { dirname } from "node:path";

/** Waits until a folder's entries (new names, renamed ones) are on the disk. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * Makes a folder that people name, and those above it; `mode` is the folder's own. `mkdir` with `recursive` never ends
 * where nothing can be made, as in /proc.
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  if (await isFolder(path)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  try {
    await mkdir(path, { mode });
  } catch (cause) {
    if (await isFolder(path)) return; // another was first
    const { code } = cause as NodeJS.ErrnoException;
    throw Object.assign(new Error(`The folder ${path} cannot be made (${code})`, { cause }), { code });
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
