import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { Problem } from "../kernel/problem.ts";
import type { S3Settings } from "../kernel/settings/cluster.ts";
import { demandPlace, type FileStore, type ListedFile, type StoredFile, typeOfKey } from "./file-store.ts";

type Sdk = typeof import("@aws-sdk/client-s3");
type Bucket = { sdk: Sdk; client: S3Client };

const CONNECT_MS = 3000;
const ANSWER_MS = 30_000;
const LATER_SECONDS = 5;
/** Most keys of one answer (Amazon S3 API, ListObjectsV2). */
const LISTED = 1000;

/**
 * Files in a bucket of a server that speaks S3. A file is there once the server has all of it, under the same keys as in a
 * folder, below `prefix`. What is not a missing file is refused by `files-unavailable` 503.
 */
export function createS3Store(settings: S3Settings): FileStore {
  let opened: Promise<Bucket> | undefined;
  // The library is loaded by who uses it: half a second at a start without a bucket.
  const open = (): Promise<Bucket> => {
    opened ??= import("@aws-sdk/client-s3").then((sdk) => ({ sdk, client: clientOf(sdk, settings) }));
    return opened;
  };
  const place = (key: string): { Bucket: string; Key: string } => ({
    Bucket: settings.bucket,
    Key: settings.prefix + key,
  });
  return {
    put: async (key, content) => {
      const type = typeOfKey(key);
      const { sdk, client } = await open();
      await withWhole(content, async (body, bytes) => {
        const command = new sdk.PutObjectCommand({
          ...place(key),
          Body: body,
          ContentLength: bytes,
          ContentType: type,
        });
        await asked(() => client.send(command));
      });
    },
    get: async (key) => {
      const type = typeOfKey(key);
      const { sdk, client } = await open();
      const head = await asked(() => client.send(new sdk.HeadObjectCommand(place(key))));
      if (!head) return undefined;
      return { type, bytes: head.ContentLength ?? 0, stream: (part) => streamOf(open, place(key), part) };
    },
    delete: async (key) => {
      const { sdk, client } = await open();
      await asked(() => client.send(new sdk.DeleteObjectCommand(place(demandPlace(key)))));
    },
    list: (prefix) => listBucket(open, settings, prefix),
  };
}

function clientOf(sdk: Sdk, { endpoint, region, accessKey, secretKey }: S3Settings): S3Client {
  return new sdk.S3Client({
    endpoint,
    region,
    // Without keys of ours the library takes the machine's role or its own variables.
    ...(accessKey && secretKey
      ? { credentials: { accessKeyId: accessKey, secretAccessKey: secretKey } }
      : {}),
    // Servers of one's own have no name for each bucket.
    forcePathStyle: endpoint !== undefined,
    // Checksums of the newest kind are not understood by every server.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    maxAttempts: 3,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS },
  });
}

/** A stream is first received whole: the server is told the size, and a file that breaks off is never begun. */
async function withWhole(
  content: Buffer | Readable,
  use: (body: Buffer | Readable, bytes: number) => Promise<void>,
): Promise<void> {
  if (Buffer.isBuffer(content)) return use(content, content.length);
  const path = join(tmpdir(), `commonshelf-${randomUUID()}.part`);
  try {
    await pipeline(content, createWriteStream(path, { flags: "wx", mode: 0o600 }));
    await use(createReadStream(path), (await stat(path)).size);
  } finally {
    await rm(path, { force: true });
  }
}

/** Undefined for a file that is not there. */
async function asked<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
    if (name === "NoSuchKey" || name === "NotFound") return undefined;
    if ($metadata?.httpStatusCode === 404 && name !== "NoSuchBucket") return undefined;
    const problem = new Problem("files-unavailable", 503, { retryAfterSeconds: LATER_SECONDS });
    problem.cause = error;
    throw problem;
  }
}

/** Reads when it is read; a reader that leaves ends the transfer. */
function streamOf(
  open: () => Promise<Bucket>,
  place: { Bucket: string; Key: string },
  part: Parameters<StoredFile["stream"]>[0],
): Readable {
  const read = async function* (): AsyncGenerator<Buffer> {
    const { sdk, client } = await open();
    const range = part && `bytes=${part.start}-${part.end}`;
    const answer = await asked(() => client.send(new sdk.GetObjectCommand({ ...place, Range: range })));
    if (!answer?.Body) throw new Problem("files-unavailable", 503, { retryAfterSeconds: LATER_SECONDS });
    yield* answer.Body as Readable as AsyncIterable<Buffer>;
  };
  return Readable.from(read(), { objectMode: false });
}

async function* listBucket(
  open: () => Promise<Bucket>,
  { bucket, prefix: above }: S3Settings,
  prefix: string,
): AsyncIterable<ListedFile> {
  const { sdk, client } = await open();
  let next: string | undefined;
  do {
    const command = new sdk.ListObjectsV2Command({
      Bucket: bucket,
      Prefix: above + prefix,
      MaxKeys: LISTED,
      ContinuationToken: next,
    });
    const page = await asked(() => client.send(command));
    for (const { Key, LastModified } of page?.Contents ?? [])
      if (Key && LastModified) yield { key: Key.slice(above.length), writtenAt: LastModified };
    next = page?.NextContinuationToken;
  } while (next !== undefined);
}
