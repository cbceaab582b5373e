import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { analyserVersion } from "@commonshelf/cjk";
import { type Index, IndexRefusal, loadIndex } from "@commonshelf/postings";
import { syncFolder } from "../../../files/index.ts";
import type { Db } from "../../../kernel/database.ts";
import { readSecret } from "../../../kernel/secrets.ts";
import { DOCUMENT_VERSION, indexSchema } from "./index-schema.ts";

const SNAPSHOT = "catalogue.index";
const VERSIONS = "catalogue.versions";

/** An index and the version in which it has every title. */
export type Held = { index: Index; versions: Map<number, number> };

/** A part of an index that was built in a thread of its own: where its snapshot is, and what is in it. */
export type BuiltPart = { folder: string; versions: Float64Array<ArrayBuffer>; indexed: number };

/** `sources`: the rooms that say something of titles; another one has every title read anew. */
type Header = { documentVersion: number; analyserVersion: number; region: string; sources: string[] };
type Sources = readonly { readonly name: string }[];

async function headerOf(db: Db, sources: Sources): Promise<string> {
  const region = await readSecret(db, "region-id");
  const header: Header = {
    documentVersion: DOCUMENT_VERSION,
    analyserVersion,
    region: region.toString("hex"),
    sources: sources.map(({ name }) => name).sort(),
  };
  return JSON.stringify(header);
}

/** The snapshot in a folder when it is whole and fits this program and database; else null. */
export async function loadSnapshot(db: Db, folder: string, sources: Sources): Promise<Held | null> {
  const expected = await headerOf(db, sources);
  const bytes = await readFile(join(folder, VERSIONS)).catch(() => undefined);
  // None, or one cut short by a loss of power.
  if (!bytes || bytes.length < 4) return null;
  const headerBytes = bytes.readUInt32LE(0);
  if (bytes.toString("utf8", 4, 4 + headerBytes) !== expected) return null;
  const pairs = bytes.subarray(4 + headerBytes);
  const numbers = new Float64Array(new Uint8Array(pairs.subarray(0, pairs.length & ~15)).buffer);
  let index: Index;
  try {
    index = await loadIndex(createReadStream(join(folder, SNAPSHOT), { highWaterMark: 1 << 22 }), {
      schema: indexSchema,
      now: () => performance.now(),
    });
  } catch (error) {
    if (error instanceof IndexRefusal || (error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  // Titles whose versions were lost could not be forgotten again.
  if (index.size !== numbers.length / 2 || pairs.length !== numbers.byteLength) return null;
  const versions = new Map<number, number>();
  addPairs(versions, numbers);
  return { index, versions };
}

/**
 * Writes a snapshot beside the old one and puts it in place whole. When it cannot be written (a full disk) the old one
 * stays, and what was begun is removed.
 */
export async function writeSnapshot(
  db: Db,
  folder: string,
  { index, versions }: Held,
  sources: Sources,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const header = Buffer.from(await headerOf(db, sources));
  const numbers = versionPairs(versions);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const [snapshotPath, versionsPath] = [join(folder, SNAPSHOT), join(folder, VERSIONS)];
  try {
    await writeFileWhole(`${snapshotPath}.new`, index.save());
    await writeFileWhole(`${versionsPath}.new`, [length, header, Buffer.from(numbers.buffer)]);
  } catch (error) {
    // Half a snapshot only takes the room others need.
    await Promise.all([snapshotPath, versionsPath].map((path) => rm(`${path}.new`, { force: true })));
    throw error;
  }
  await rm(versionsPath, { force: true });
  await rename(`${snapshotPath}.new`, snapshotPath);
  await rename(`${versionsPath}.new`, versionsPath);
  await syncFolder(folder);
}

/**
 * Writes all of `chunks` to `path` (made anew) and waits until the disk has them; the caller renames it into place.
 * Every failure is the caller's to hear, also one between two chunks: a stream's error without a listener would end the
 * process.
 */
async function writeFileWhole(path: string, chunks: Iterable<Uint8Array>): Promise<void> {
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

/** Takes over what another thread has built and saved. */
export async function absorbPart(held: Held, part: BuiltPart): Promise<void> {
  await held.index.absorb(createReadStream(join(part.folder, SNAPSHOT), { highWaterMark: 1 << 22 }));
  addPairs(held.versions, part.versions);
}

/** Id and version of every title, in turn. */
export function versionPairs(versions: ReadonlyMap<number, number>): Float64Array<ArrayBuffer> {
  const numbers = new Float64Array(versions.size * 2);
  let at = 0;
  for (const [id, version] of versions) {
    numbers[at++] = id;
    numbers[at++] = version;
  }
  return numbers;
}

function addPairs(versions: Map<number, number>, numbers: Float64Array): void {
  for (let i = 0; i + 1 < numbers.length; i += 2) versions.set(numbers[i]!, numbers[i + 1]!);
}
