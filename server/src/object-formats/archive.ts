import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { type Entry, fromBuffer, open, type ZipFile } from "yauzl";
import { refuse } from "./refusals.ts";

/** Files of one archive, bytes of one of them and of all together when unpacked, and how much smaller they may be packed. */
const MOST_FILES = 50_000;
const MOST_FILE_BYTES = 512 * 2 ** 20;
const MOST_UNPACKED = 64 * 2 ** 30;
const MOST_RATIO = 200;
const RATIO_FROM_BYTES = 2 ** 20;
const LONGEST_PATH = 500;

/** A file of an archive: its path with slashes, and its bytes when they are asked for. */
export type ArchiveFile = { path: string; bytes: number; read(): Promise<Buffer> };
/** An archive that is open. */
export type Archive = { files: ArchiveFile[]; close(): void };

const openZip = promisify<string, object, ZipFile>(open as never);
const openBuffer = promisify<Buffer, object, ZipFile>(fromBuffer as never);
const OPTIONS = { lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true };

/** What systems put beside files: never meant. */
const BESIDE = /(?:^|\/)(?:__MACOSX|\.(?!rels$)[^/]*|Thumbs\.db|desktop\.ini)(?:\/|$)/i;

/** A name as its system wrote it: UTF-8, else GB 18030 as Chinese Windows does. */
function nameOf(raw: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(raw);
  } catch {
    return new TextDecoder("gb18030").decode(raw);
  }
}

/** Refuses `import-path-wrong` 400: absolute, upwards, with a drive, with control characters, too long. */
function safePath(raw: Buffer): string {
  const path = nameOf(raw).replaceAll("\\", "/").normalize("NFC");
  const parts = path.split("/");
  const isWrong =
    path.startsWith("/") ||
    /^[A-Za-z]:/.test(path) ||
    path.length > LONGEST_PATH ||
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are refused
    /[\u0000-\u001f\u007f]/.test(path) ||
    parts.some((part) => part === ".." || part === ".");
  if (isWrong) throw refuse("import-path-wrong", { path: path.slice(0, 100) });
  return path;
}

/**
 * Opens a zip archive and lists its files without unpacking any. Refuses `import-archive-wrong` 400 (no zip, encrypted,
 * a file that says another size than it has), `import-archive-large` 413 (too many, too large, or packed so tightly that it
 * is a trap), `import-path-wrong` 400.
 */
export async function openArchive(source: string | Buffer): Promise<Archive> {
  let zip: ZipFile;
  try {
    zip = await (typeof source === "string" ? openZip(source, OPTIONS) : openBuffer(source, OPTIONS));
  } catch (error) {
    throw wrongArchive(error);
  }
  try {
    return { files: await listFiles(zip), close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function wrongArchive(cause: unknown): Error {
  const problem = refuse("import-archive-wrong");
  problem.cause = cause;
  return problem;
}

async function listFiles(zip: ZipFile): Promise<ArchiveFile[]> {
  if (zip.entryCount > MOST_FILES) throw refuse("import-archive-large", { files: MOST_FILES });
  const files: ArchiveFile[] = [];
  let unpacked = 0;
  await new Promise<void>((done, fail) => {
    zip.on("error", (error: unknown) => fail(wrongArchive(error)));
    zip.on("end", done);
    zip.on("entry", (entry: Entry) => {
      try {
        const path = safePath(entry.fileName as unknown as Buffer);
        unpacked += entry.uncompressedSize;
        demandSizes(entry, unpacked);
        if (!path.endsWith("/") && !BESIDE.test(path))
          files.push({ path, bytes: entry.uncompressedSize, read: () => readEntry(zip, entry) });
        zip.readEntry();
      } catch (error) {
        fail(error);
      }
    });
    zip.readEntry();
  });
  return files;
}

function demandSizes(entry: Entry, unpacked: number): void {
  if (entry.isEncrypted()) throw refuse("import-archive-wrong");
  const isBomb =
    entry.uncompressedSize > RATIO_FROM_BYTES &&
    entry.uncompressedSize > MOST_RATIO * Math.max(1, entry.compressedSize);
  if (isBomb || entry.uncompressedSize > MOST_FILE_BYTES || unpacked > MOST_UNPACKED)
    throw refuse("import-archive-large", { files: MOST_FILES });
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  try {
    const stream = await promisify(zip.openReadStream.bind(zip))(entry);
    return await buffer(stream as NodeJS.ReadableStream);
  } catch (error) {
    throw wrongArchive(error);
  }
}
