import type { ArchiveFile } from "./archive.ts";

const natural = new Intl.Collator("en", { numeric: true });
/** Endings of what stands beside a picture and says the words on it. */
const TEXTS = /\.(?:txt|xml|hocr|html?|vtt|srt)$/i;
const TABLE = /\.(?:csv|tsv|xlsx)$/i;
const RECORDS = /\.(?:xml|mrc|marc|iso|json)$/i;

/** Folders that programs put the words of pages into, below their pictures. */
const OF_WORDS = /(?:^|\/)(?:page|alto|ocr|hocr|te?xt|transcripts?)$/i;
/** Files that may say which picture they belong to, and how much of one is read for it. */
const MOST_NAMING = 5000;
const MOST_NAMING_BYTES = 8 * 2 ** 20;
const HEAD_BYTES = 32_768;
const PAGE_PICTURE = /<(?:\w+:)?Page\s[^<>]*?\bimageFilename\s*=\s*(?:"([^"<]+)"|'([^'<]+)')/i;
const ALTO = /<(?:\w+:)?alto[\s>]/i;
const ALTO_PICTURE = /<(?:\w+:)?fileName\s*>([^<]+)</i;

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

/** Names of pictures that PAGE-XML and ALTO say they are the words of, by the paths of those that are called otherwise. */
async function picturesNamed(files: readonly ArchiveFile[]): Promise<Map<string, string>> {
  const stems = new Set(files.filter(({ path }) => !TEXTS.test(path)).map(({ path }) => stemOf(path)));
  const unknown = files.filter(
    ({ path, bytes }) => /\.xml$/i.test(path) && !stems.has(stemOf(path)) && bytes <= MOST_NAMING_BYTES,
  );
  const named = new Map<string, string>();
  if (stems.size === 0) return named;
  for (const file of unknown.slice(0, MOST_NAMING)) {
    const head = (await file.read()).toString("utf8", 0, HEAD_BYTES);
    const found = PAGE_PICTURE.exec(head) ?? (ALTO.test(head) ? ALTO_PICTURE.exec(head) : null);
    const picture = unescaped(found?.[1] ?? found?.[2] ?? "").trim();
    if (picture) named.set(file.path, baseOf(picture.replaceAll("\\", "/")));
  }
  return named;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** A name as it is meant where XML writes it with the entities that every reader knows. */
function unescaped(text: string): string {
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi,
    (all, name, decimal, hex) => {
      if (name) return ENTITIES[String(name).toLowerCase()]!;
      const code = decimal ? Number(decimal) : Number.parseInt(String(hex), 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : String(all);
    },
  );
}

/** Words that a picture may have, those that are surely its own first. */
type WordsOf = (picture: ArchiveFile) => ArchiveFile[];

/** Words by what their pictures may be called: beside them, in a folder for words below, and by the name they say. */
function indexTexts(
  files: readonly ArchiveFile[],
  pictures: readonly ArchiveFile[],
  named: ReadonlyMap<string, string>,
): WordsOf {
  const texts = new Map<string, ArchiveFile[]>();
  const add = (key: string, file: ArchiveFile): void => {
    texts.set(key, [file, ...(texts.get(key) ?? [])]);
  };
  for (const file of files) {
    const stem = stemOf(folded(file.path));
    const folder = folderOf(stem);
    const above = folder.replace(OF_WORDS, "");
    const picture = folded(named.get(file.path) ?? "");
    add(stem, file);
    if (above !== folder) add(`//below/${above}/${baseOf(stem)}`, file);
    if (picture) for (const key of [`//named/${above}/${picture}`, `//named//${picture}`]) add(key, file);
  }
  const names = new Map<string, number>();
  for (const name of pictures.map(({ path }) => baseOf(folded(path))))
    names.set(name, (names.get(name) ?? 0) + 1);
  return ({ path }) => {
    const whole = folded(path);
    const [folder, name] = [folderOf(whole), baseOf(whole)];
    const far = texts.get(`//named//${name}`) ?? [];
    // Every volume has its 0001.jpg: from another folder the name alone tells only where one picture and one text have it.
    const isSure = far.length === 1 && names.get(name) === 1;
    // scan.tif.xml is called by the whole name.
    const near = [
      stemOf(whole),
      whole,
      `//below/${folder}/${baseOf(stemOf(whole))}`,
      `//named/${folder}/${name}`,
    ];
    return [...near.flatMap((key) => texts.get(key) ?? []), ...(isSure ? far : [])];
  };
}

/** Puts the files of an archive in order. `Texts` beside pictures and the one table are no media; few are read for it. */
export async function indexFiles(files: readonly ArchiveFile[]): Promise<FileIndex> {
  const named = await picturesNamed(files);
  const sorted = [...files].sort((a, b) => natural.compare(a.path, b.path));
  const media = sorted.filter(({ path }) => !TEXTS.test(path) && !TABLE.test(path) && !RECORDS.test(path));
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
  const wordsOf = indexTexts(
    sorted.filter((file) => TEXTS.test(file.path)),
    media,
    named,
  );
  const spoken = new Set(media.flatMap(wordsOf));
  const find = (name: string): ArchiveFile[] => {
    const key = folded(name.trim().replaceAll("\\", "/")).replace(/\/$/, "");
    return by.get(key) ?? by.get(`${key}/`) ?? [];
  };
  return {
    table: sorted.find((file) => TABLE.test(file.path)) ?? null,
    records: sorted.filter((file) => RECORDS.test(file.path) && !spoken.has(file) && !named.has(file.path)),
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
    textOf: (file) => wordsOf(file)[0] ?? null,
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
