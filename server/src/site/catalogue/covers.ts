import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { FileStore } from "../../kernel/files/file-store.ts";
import type { App } from "../../kernel/http.ts";
import { pictureUses } from "../../kernel/images/pictures.ts";
import { type ForeignPicture, rewrittenPicture } from "../../kernel/images/rewritten.ts";
import { Problem } from "../../kernel/problem.ts";

/** Where pictures of covers come from: asked with a title's ISBNs (13 digits), null where there is none. */
export type CoverProvider = {
  coverOf(isbns: readonly string[]): string | null;
  /** One cover as it lies in the folder; undefined when it is gone. */
  find(isbn: string): Promise<ForeignPicture | undefined>;
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

/** Mounts `/covers/{isbn}`. What cannot be decoded is not there. */
export function registerCovers(app: App, covers: CoverProvider, files: FileStore): void {
  app.get("/covers/:isbn", { schema: { hide: true } }, async (request, reply) => {
    const { isbn } = request.params as { isbn: string };
    const found = await covers.find(isbn);
    const cover =
      found && (await rewrittenPicture(files, { folder: ROOM, name: isbn }, found, pictureUses.cover));
    if (!cover) throw new Problem("not-found", 404);
    return reply
      .header("cache-control", "public, max-age=86400")
      .type(cover.type)
      .header("content-length", cover.bytes)
      .send(cover.stream());
  });
}
