import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { sql } from "kysely";
import { z } from "zod";
import { type AssetFile, findFile, kindOf, ORIGINAL_KEPT } from "../assets/index.ts";
import { setPageText } from "../collections/index.ts";
import { type FilesPlace, regionFiles } from "../files/index.ts";
import { type Db, inTransaction, type Tx } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { enqueue, type JobHandlers } from "../kernel/jobs.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { findPrograms, recognise } from "./programs.ts";
import { type PdfOutline, readPdf } from "./read-pdf.ts";

const READ_JOB = "media-read";
const BATCH = 500;
const keptSchema = z.object({ documents: z.array(z.string()) });
const payloadSchema = z.object({ fileIds: z.array(z.string()), languages: z.array(z.string()).default([]) });

/** Reads these originals in the background: documents by their characters, pictures by recognition in these languages. */
export async function readLater(
  tx: Tx,
  fileIds: readonly string[],
  languages: readonly string[] = [],
): Promise<void> {
  await sql`insert into media.reading (file_id) select unnest(${[...fileIds]}::uuid[])
    on conflict (file_id) do update set state = 'waiting', problem = null`.execute(tx);
  for (let at = 0; at < fileIds.length; at += BATCH)
    await enqueue(tx, READ_JOB, { fileIds: fileIds.slice(at, at + BATCH), languages }, { queue: READ_JOB });
}

/** Documents that were kept are read by themselves. */
export const documentsSubscriber: Subscriber = {
  name: "media-documents",
  topic: ORIGINAL_KEPT,
  handle: async (tx, messages) => {
    const ids = messages.flatMap((message) => keptSchema.parse(message.payload).documents);
    if (ids.length > 0) await readLater(tx, [...new Set(ids)]);
  },
};

/** Background work: what is said on pages. A file that cannot be read is noted and passed over. */
export function readingJobs(deps: RouteDeps): JobHandlers {
  return {
    [READ_JOB]: async (payload, stopping) => {
      const { fileIds, languages } = payloadSchema.parse(payload);
      for (const id of fileIds) {
        if (stopping?.aborted) throw new Error("stopped between two readings");
        const file = await findFile(deps.db, id);
        if (file && (await isWaiting(deps.db, id))) await readOne(deps, file, languages);
      }
    },
  };
}

async function isWaiting(db: Db, fileId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from media.reading r
    where r.file_id = ${fileId} and r.state = 'waiting'`.execute(db);
  return rows.length > 0;
}

type Read = {
  text: string;
  engine: string;
  confidence: number | null;
  leaves: number;
  outline: PdfOutline;
};

async function readOne(deps: RouteDeps, file: AssetFile, languages: readonly string[]): Promise<void> {
  let read: Read;
  try {
    read = await onDisk(deps.config, file, (path) =>
      kindOf(file.type) === "document" ? readDocument(path) : readPicture(path, languages),
    );
  } catch (error) {
    const problem = error instanceof Error ? error.message.slice(0, 300) : "unknown";
    await sql`update media.reading set state = 'failed', problem = ${problem}, read_at = now()
      where file_id = ${file.id}`.execute(deps.db);
    return;
  }
  await inTransaction(deps.db, async (tx) => {
    await setPageText(tx, file.id, read.text);
    await sql`update media.reading set state = 'done', problem = null, engine = ${read.engine},
      confidence = ${read.confidence}, leaves = ${read.leaves}, outline = ${JSON.stringify(read.outline)}::jsonb,
      read_at = now() where file_id = ${file.id}`.execute(tx);
  });
}

async function readDocument(path: string): Promise<Read> {
  const { leaves, outline } = await readPdf(path);
  const text = leaves.join("\f");
  return { text, engine: "pdf.js", confidence: null, leaves: Math.max(1, leaves.length), outline };
}

async function readPicture(path: string, languages: readonly string[]): Promise<Read> {
  const { tesseract, languages: known } = await findPrograms();
  if (tesseract === null) throw new Error("tesseract is not installed");
  const usable = languages.filter((one) => known.includes(one));
  const { text, confidence } = await recognise(path, usable.length > 0 ? usable : known.slice(0, 1));
  return { text, engine: `tesseract ${tesseract}`, confidence, leaves: 1, outline: [] };
}

/** Gives a program an original as a file of its own, whichever store it stands in, and takes it away again. */
async function onDisk<T>(place: FilesPlace, file: AssetFile, work: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "commonshelf-media-"));
  try {
    const stored = await regionFiles(place).get(file.key);
    if (!stored) throw new Error("the original is gone");
    const path = join(folder, "original");
    await pipeline(stored.stream(), createWriteStream(path));
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How far the reading of an object's files is. */
export async function readingsOf(
  db: Db,
  fileIds: readonly string[],
): Promise<{ waiting: number; done: number; failed: number; confidence: number | null }> {
  const { rows } = await sql<{ waiting: number; done: number; failed: number; confidence: number | null }>`
    select count(*) filter (where r.state = 'waiting')::int as waiting,
      count(*) filter (where r.state = 'done')::int as done, count(*) filter (where r.state = 'failed')::int as failed,
      avg(r.confidence)::real as confidence
    from media.reading r where r.file_id = any(${[...fileIds]}::uuid[])`.execute(db);
  return rows[0]!;
}

/** Whether a document was read, and its bookmarks; undefined: nobody has tried. */
export async function readingOf(
  db: Db,
  fileId: string,
): Promise<{ state: "waiting" | "done" | "failed"; outline: PdfOutline } | undefined> {
  const { rows } = await sql<{ state: "waiting" | "done" | "failed"; outline: PdfOutline }>`
    select r.state, r.outline from media.reading r where r.file_id = ${fileId}`.execute(db);
  return rows[0];
}
