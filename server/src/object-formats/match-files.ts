import type { ArchiveFile } from "./archive.ts";

const natural = new Intl.Collator("en", { numeric: true });
/** Endings of what stands beside a picture and says the words on it. */
const TEXTS = /\.(?:txt|xml|hocr|html?|vtt|srt)$/i;
const TABLE = /\.(?:csv|tsv|xlsx)$/i;
const RECORDS = /\.(?:xml|mrc|marc|iso|json)$/i;

const stemOf = (path: string): string => path.replace(/\.[^./]+$/, "");
const baseOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
const folded = (text: string): string => text.normalize("NFC").toLowerCase();

/** Files of an archive by path, name, stem and folder, in the order in which people number them. */
export type FileIndex = {
  table: ArchiveFile | null;
  /** Files of records that belong to no picture: what the archive is described by, where it has no table. */
  records: ArchiveFile[];
  media: ArchiveFile[];
  find(name: string): ArchiveFile[];
  /** Files of an object that names none: its folder, or files called by its identifier. */
  ofIdentifier(identifier: string): ArchiveFile[];
  /** What says the words on a picture; null: nothing does. */
  textOf(file: ArchiveFile): ArchiveFile | null;
};

/** Puts the files of an archive in order. `Texts` beside pictures and the one table are no media. */
export function indexFiles(files: readonly ArchiveFile[]): FileIndex {
  const sorted = [...files].sort((a, b) => natural.compare(a.path, b.path));
  const media = sorted.filter(({ path }) => !TEXTS.test(path) && !TABLE.test(path) && !RECORDS.test(path));
  const stems = new Set(media.map((file) => stemOf(file.path)));
  const by = new Map<string, ArchiveFile[]>();
  const add = (key: string, file: ArchiveFile): void => {
    const known = by.get(key);
    if (known) known.push(file);
    else by.set(key, [file]);
  };
  for (const file of media) {
    const path = folded(file.path);
    for (const key of new Set([path, baseOf(path), stemOf(path), stemOf(baseOf(path))])) add(key, file);
    for (let folder = folderOf(path); folder !== ""; folder = folderOf(folder)) {
      add(`${folder}/`, file);
      if (baseOf(folder) !== folder) add(`${baseOf(folder)}/`, file);
    }
  }
  const texts = new Map(
    sorted.filter((file) => TEXTS.test(file.path)).map((file) => [stemOf(folded(file.path)), file]),
  );
  const find = (name: string): ArchiveFile[] => {
    const key = folded(name.trim().replaceAll("\\", "/")).replace(/\/$/, "");
    return by.get(key) ?? by.get(`${key}/`) ?? [];
  };
  return {
    table: sorted.find((file) => TABLE.test(file.path)) ?? null,
    records: sorted.filter(({ path }) => RECORDS.test(path) && !stems.has(stemOf(path))),
    media,
    find,
    ofIdentifier: (identifier) => {
      const key = folded(identifier);
      const own = by.get(`${key}/`) ?? by.get(key);
      if (own) return own;
      const isOwn = (name: string): boolean =>
        name.startsWith(key) && /^[-_ .(]/.test(name.slice(key.length));
      return media.filter((file) => isOwn(baseOf(folded(file.path))));
    },
    textOf: (file) => texts.get(stemOf(folded(file.path))) ?? null,
  };
}

/** One row per folder that holds media, and one per file that lies in none: an archive without a table. */
export function rowsOfFolders(index: FileIndex): Record<string, string>[] {
  const folders = new Map<string, ArchiveFile[]>();
  for (const file of index.media) {
    const key = folderOf(file.path) || file.path;
    folders.set(key, [...(folders.get(key) ?? []), file]);
  }
  // A lone folder around everything is how people pack: its files are objects.
  if (folders.size === 1 && index.media.length > 1 && index.media.every((file) => folderOf(file.path) !== ""))
    return index.media.map((file) => row(stemOf(baseOf(file.path)), file.path));
  return [...folders].map(([key, files]) =>
    folderOf(files[0]!.path) === "" ? row(stemOf(key), key) : row(baseOf(key), key),
  );
}

const row = (name: string, files: string): Record<string, string> => ({ path: files, name, files });
/** Columns of such rows. */
export const FOLDER_COLUMNS = ["path", "name", "files"];
