import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { App } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";

/** Where pictures of covers come from: asked with a title's ISBNs (13 digits), null where there is none. */
export type CoverProvider = {
  coverOf(isbns: readonly string[]): string | null;
  /** Bytes of one cover; undefined when it is gone. */
  read(isbn: string): Promise<Buffer | undefined>;
};

const NAME = /^(\d{13})\.(jpe?g|png|webp)$/i;
const LOOK_AGAIN_MS = 60_000;
const LARGEST_BYTES = 2 ** 21;

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
    read: async (isbn) => {
      const name = files.get(isbn);
      if (name === undefined) return undefined;
      return await readFile(join(folder, name)).catch(() => undefined); // taken away a moment ago
    },
  };
}

const SIGNATURES: [type: string, test: (bytes: Buffer) => boolean][] = [
  ["image/jpeg", (b) => b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff],
  ["image/png", (b) => b.subarray(0, 8).equals(Buffer.from("\x89PNG\r\n\x1a\n", "latin1"))],
  ["image/webp", (b) => b.toString("latin1", 0, 4) === "RIFF" && b.toString("latin1", 8, 12) === "WEBP"],
];

/** Mounts `/covers/{isbn}`. What is no picture by its first bytes, or larger than 2 MB, is not sent. */
export function registerCovers(app: App, covers: CoverProvider): void {
  app.get("/covers/:isbn", { schema: { hide: true } }, async (request, reply) => {
    const { isbn } = request.params as { isbn: string };
    const bytes = await covers.read(isbn);
    const type = bytes && SIGNATURES.find(([, test]) => test(bytes))?.[0];
    if (!bytes || !type || bytes.length > LARGEST_BYTES) throw new Problem("not-found", 404);
    return reply
      .header("cache-control", "public, max-age=86400")
      .header("x-content-type-options", "nosniff")
      .type(type)
      .send(bytes);
  });
}
