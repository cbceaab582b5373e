import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { FileStore, StoredFile } from "../kernel/files/file-store.ts";
import type { App } from "../kernel/http.ts";
import { pictureUses, writePicture } from "../kernel/images/pictures.ts";
import { Problem } from "../kernel/problem.ts";

/** Where pictures of covers come from: asked with a title's ISBNs (13 digits), null where there is none. */
export type CoverProvider = {
  coverOf(isbns: readonly string[]): string | null;
  /** One cover as it lies in the folder; undefined when it is gone. `version` changes with the file. */
  find(isbn: string): Promise<{ version: string; read(): Promise<Buffer> } | undefined>;
};

const NAME = /^(\d{13})\.(jpe?g|png|webp|gif|avif)$/i;
const LOOK_AGAIN_MS = 60_000;
const ROOM = "covers";

/**
 * Pictures in a folder of the installation, named by ISBN: `9787020002207.jpg` (also .png, .webp). What is put there is
 * shown within a minute; nothing is fetched from anywhere. Without the folder every cover is drawn.
 */
export function createFolderCovers(folder: string): CoverProvider {
  let files: ReadonlyMap<string, string> = new Map();
  let lookedAt = Number.NEGATIVE_INFINITY;
  const look = (): void => {
    if (performance.now() - lookedAt < LOOK_AGAIN_MS) return;
    lookedAt = performance.now();
    readdir(folder).then(
      (names) => {
        files = new Map(
          names.flatMap((name) => (NAME.test(name) ? [[name.slice(0, 13), name] as const] : [])),
        );
      },
      () => {
        files = new Map(); // no such folder: every cover is drawn
      },
    );
  };
  look();
  return {
    coverOf: (isbns) => {
      look();
      const isbn = isbns.find((one) => files.has(one));
      return isbn === undefined ? null : `/covers/${isbn}`;
    },
    find: async (isbn) => {
      const name = files.get(isbn);
      if (name === undefined) return undefined;
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined); // taken away a moment ago
      if (!found) return undefined;
      return { version: `${Math.round(found.mtimeMs)}-${found.size}`, read: () => readFile(path) };
    },
  };
}

/**
 * A cover as it is sent: written anew at first use and kept until the picture in the folder changes. Refuses
 * `not-found` 404 for what is none or cannot be decoded.
 */
export async function coverFile(covers: CoverProvider, files: FileStore, isbn: string): Promise<StoredFile> {
  const cover = await covers.find(isbn);
  if (!cover) throw new Problem("not-found", 404);
  const key = `${ROOM}/${isbn}-${cover.version}.jpg`;
  const known = await files.get(key);
  if (known) return known;
  try {
    const { bytes } = await writePicture(await cover.read(), pictureUses.cover);
    await removeOlder(files, isbn);
    await files.put(key, bytes);
  } catch (error) {
    if (error instanceof Problem && error.status < 500) throw new Problem("not-found", 404);
    throw error;
  }
  const made = await files.get(key);
  if (!made) throw new Problem("not-found", 404);
  return made;
}

/** Earlier pictures of the same book. */
async function removeOlder(files: FileStore, isbn: string): Promise<void> {
  for await (const { key } of files.list(`${ROOM}/`))
    if (key.startsWith(`${ROOM}/${isbn}-`)) await files.delete(key);
}

/** Mounts `/covers/{isbn}`. */
export function registerCovers(app: App, covers: CoverProvider, files: FileStore): void {
  app.get("/covers/:isbn", { schema: { hide: true } }, async (request, reply) => {
    const { isbn } = request.params as { isbn: string };
    const cover = await coverFile(covers, files, isbn);
    return reply
      .header("cache-control", "public, max-age=86400")
      .type(cover.type)
      .header("content-length", cover.bytes)
      .send(cover.stream());
  });
}
