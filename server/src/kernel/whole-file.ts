import { type FileHandle, open } from "node:fs/promises";

/**
 * Writes all of `chunks` to `path` (made anew) and waits until the disk has them; the caller renames it into place.
 * Every failure is the caller's to hear, also one between two chunks: a stream's error without a listener would end the
 * process.
 */
export async function writeFileWhole(path: string, chunks: Iterable<Uint8Array>): Promise<void> {
  const file = await open(path, "w");
  try {
    for (const chunk of chunks) await writeAll(file, chunk);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A write may take a part only, as on a disk that is nearly full. */
async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
}

/** Waits until a folder's entries (new names, renamed ones) are on the disk. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
