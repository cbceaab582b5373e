import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { Config } from "../kernel/config.ts";
import { type FilesPlace, regionFiles } from "./region-files.ts";
import type { ForeignPicture } from "./rewritten.ts";

/** Where pictures of covers come from: asked with a title's ISBNs (13 digits), null where there is none. */
export type CoverSource = {
  coverOf(isbns: readonly string[]): string | null;
  /** One cover as it was put there; undefined when it is gone. */
  find(isbn: string): Promise<ForeignPicture | undefined>;
};

/** What says where covers are put; plain data, for threads of our own. */
export type CoversPlace = FilesPlace & Pick<Config, "coversFolder">;

/** A place where somebody puts pictures: their names, and one of them. */
type Shelf = {
  lookAgainMs: number;
  names(): Promise<string[]>;
  open(name: string): Promise<ForeignPicture | undefined>;
};

const NAME = /^(\d{13})\.(jpe?g|png|webp|gif|avif)$/i;
/** Endings a store knows. */
const KEPT = /^[^/]+\.(jpg|png|webp)$/;
/** Folder of the bucket where an installation puts its covers. */
const GIVEN = "given-covers/";

/** The part of the settings that says where covers are put. */
export function coversPlace({ dataFolder, s3, coversFolder }: Config): CoversPlace {
  return { dataFolder, s3, coversFolder };
}

/**
 * Pictures that the installation puts there, named by ISBN: `9787020002207.jpg` (also .png, .webp), in a folder or in the
 * bucket. They are shown within minutes; nothing is fetched from anywhere. Without any every cover is drawn.
 */
export function createCovers(place: CoversPlace): CoverSource {
  const shelf = place.s3 === undefined ? folderShelf(place.coversFolder) : bucketShelf(place);
  let files: ReadonlyMap<string, string> = new Map();
  let lookedAt = Number.NEGATIVE_INFINITY;
  const look = (): void => {
    if (performance.now() - lookedAt < shelf.lookAgainMs) return;
    lookedAt = performance.now();
    shelf.names().then(
      (names) => {
        files = new Map(
          names.flatMap((name) => (NAME.test(name) ? [[name.slice(0, 13), name] as const] : [])),
        );
      },
      () => undefined, // the bucket is away: what was known is still shown
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
      return name === undefined ? undefined : await shelf.open(name);
    },
  };
}

function folderShelf(folder: string): Shelf {
  return {
    lookAgainMs: 60_000,
    // Without the folder every cover is drawn.
    names: async () => await readdir(folder).catch(() => []),
    open: async (name) => {
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined); // taken away a moment ago
      if (!found) return undefined;
      return { version: `${Math.round(found.mtimeMs)}-${found.size}`, read: () => readFile(path) };
    },
  };
}

/** A thousand names are one request to the bucket, so it is asked less often. */
function bucketShelf(place: FilesPlace): Shelf {
  const files = regionFiles(place);
  const written = new Map<string, Date>();
  return {
    lookAgainMs: 5 * 60_000,
    names: async () => {
      const names: string[] = [];
      for await (const { key, writtenAt } of files.list(GIVEN)) {
        const name = key.slice(GIVEN.length);
        if (!KEPT.test(name)) continue;
        names.push(name);
        written.set(name, writtenAt);
      }
      return names;
    },
    open: async (name) => {
      const found = await files.get(GIVEN + name);
      if (!found) return undefined;
      const version = `${written.get(name)?.getTime() ?? 0}-${found.bytes}`;
      return { version, read: () => buffer(found.stream()) };
    },
  };
}
