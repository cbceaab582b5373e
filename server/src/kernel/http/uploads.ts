import type { Readable } from "node:stream";
import type { Request } from "../http.ts";
import { Problem } from "../problem.ts";

/** What a route takes of a request with a file. */
export type UploadLimits = {
  /** Bytes of the file. */
  fileBytes: number;
  /** Bytes of the whole request. */
  requestBytes: number;
};

/** A file on its way in, and the fields that came before it. */
export type Upload = { fields: Record<string, string>; fileName: string; stream: Readable };

const FIELDS = 20;
const FIELD_BYTES = 8192;
const NAME_BYTES = 100;
const HEADERS = 20;
const LONGEST_NAME = 200;
const SOMEWHAT_TOO_LARGE = 16 * 2 ** 20;
/** RFC 2046, 5.1.1: as many characters as there may be. */
const BOUNDARY = /;\s*boundary=(?:([^\s";]{1,70})|"([^"\\\r\n]{1,70})")\s*(?:;|$)/i;
/** Nobody's line rests so long. */
const STALL_MS = 30_000;
/** The least pace of a sender, once it has had its first minute. */
const LEAST_BYTES_PER_SECOND = 2000;
const LOOK_EVERY_MS = 1000;
/** Bytes of files arriving in memory, of everybody together. */
const MOST_HELD = 64 * 2 ** 20;
const BUSY_SECONDS = 5;
let heldBytes = 0;

/** What a request with a file may hold: the file, its fields, and what lets the sender of one somewhat too large hear why. */
export function requestBytesFor(fileBytes: number): number {
  return fileBytes + FIELDS * FIELD_BYTES + Math.min(fileBytes, SOMEWHAT_TOO_LARGE);
}

/**
 * Reads a request up to its file and hands it to `take`, which has to have checked every right that does not hang on
 * the fields. Fields, their number, names and sizes, and the bytes of the whole request are bounded; a sender that
 * stalls is cut off.
 * Refuses: `file-missing` 400, `invalid-request` 400 (no boundary), `body-incomplete` 400 (cut off, or its sender gone), `too-large` 413, `body-slow` 408.
 */
export async function readUpload<T>(
  request: Request,
  limits: UploadLimits,
  take: (upload: Upload) => Promise<T>,
): Promise<T> {
  if (!request.isMultipart()) throw new Problem("file-missing", 400);
  if (!BOUNDARY.test(request.headers["content-type"] ?? ""))
    throw new Problem("invalid-request", 400, { place: "headers/content-type", reason: "no boundary" });
  const parts = request.parts({
    limits: {
      fileSize: limits.fileBytes,
      files: 1,
      fields: FIELDS,
      fieldSize: FIELD_BYTES,
      fieldNameSize: NAME_BYTES,
      parts: FIELDS + 1,
      headerPairs: HEADERS,
    },
  });
  // The first step begins to read; what counts the bytes has to listen from the same moment on.
  const first = parts.next();
  const sender = watchSender(request, limits);
  try {
    const upload = await Promise.race([
      untilFile(parts, first).catch((error: unknown) => throwAsCut(error)),
      sender.failed,
    ]);
    sender.onFail((problem) => upload.stream.destroy(problem));
    upload.stream.on("error", () => undefined); // nobody may be reading any more
    const asSent = (error: unknown): never => throwAsCut(error, error === upload.stream.errored);
    const taken = await Promise.race([take(upload).catch(asSent), sender.failed]);
    if ((upload.stream as { truncated?: boolean }).truncated)
      throw new Problem("too-large", 413, { limit: limits.fileBytes });
    return taken;
  } finally {
    sender.stop();
  }
}

/** What the parser says of a body that ends in the middle, and the line of a sender that is gone, are the sender's faults. */
function throwAsCut(error: unknown, isOfBody = true): never {
  const isRefusal = error instanceof Problem || (error as { statusCode?: number }).statusCode !== undefined;
  throw isOfBody && !isRefusal ? new Problem("body-incomplete", 400) : error;
}

/**
 * What tells a form with a file from another of the same page, before the file is read: the file's name, and the bytes of the
 * request without its boundaries, which a browser draws anew at every tap. A sender that does not say how much it sends is
 * known by its boundary.
 */
export function markOfFile(request: Request, { fields, fileName }: Upload): (string | number)[] {
  const type = request.headers["content-type"] ?? "";
  const bytes = Number(request.headers["content-length"] ?? Number.NaN);
  if (Number.isNaN(bytes)) return [fileName, type];
  const found = BOUNDARY.exec(type);
  const boundary = (found?.[1] ?? found?.[2] ?? "").length;
  // One before each field, one before the file, and the last.
  return [fileName, bytes - (Object.keys(fields).length + 2) * boundary];
}

/** A file on its way in, in memory. Refuses `file-missing` 400, `too-large` 413, `server-busy` 503 (too much of all together). */
export async function bytesOf({ stream }: Upload): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let own = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      own += chunk.length;
      heldBytes += chunk.length;
      if (heldBytes > MOST_HELD) throw new Problem("server-busy", 503, { retryAfterSeconds: BUSY_SECONDS });
      chunks.push(chunk);
    }
    if ((stream as { truncated?: boolean }).truncated) throw new Problem("too-large", 413, { limit: own });
    if (chunks.length === 0) throw new Problem("file-missing", 400);
    return Buffer.concat(chunks);
  } finally {
    heldBytes -= own;
  }
}

type Part = Awaited<ReturnType<ReturnType<Request["parts"]>["next"]>>;

async function untilFile(parts: ReturnType<Request["parts"]>, first: Promise<Part>): Promise<Upload> {
  const fields: Record<string, string> = {};
  for (let next = await first; !next.done; next = await parts.next()) {
    const part = next.value;
    if (part.type === "file")
      return { fields, fileName: part.filename.slice(0, LONGEST_NAME) || "upload", stream: part.file };
    if (part.fieldnameTruncated || part.valueTruncated)
      throw new Problem("too-large", 413, { limit: FIELD_BYTES });
    const text = String(part.value);
    if (text.includes("\u0000")) throw new Problem("text-malformed", 400, { place: "body" });
    fields[part.fieldname] = text;
  }
  throw new Problem("file-missing", 400);
}

/** Whether a sender rests too long, or is slower on the whole than any line after its first minute. Pure. */
export function isTooSlow(sent: { bytes: number; ms: number; restedMs: number; isWhole: boolean }): boolean {
  const allowedMs = 2 * STALL_MS + (sent.bytes / LEAST_BYTES_PER_SECOND) * 1000;
  return sent.restedMs > STALL_MS || (!sent.isWhole && sent.ms > allowedMs);
}

/** Counts what arrives, and looks whether anything still does. */
function watchSender(
  request: Request,
  limits: UploadLimits,
): { failed: Promise<never>; onFail(act: (problem: Problem) => void): void; stop(): void } {
  const { raw } = request;
  const began = performance.now();
  let bytes = 0;
  let movedAt = began;
  let failure: Problem | undefined;
  let act: (problem: Problem) => void = () => undefined;
  const { promise: failed, reject } = Promise.withResolvers<never>();
  // Nobody may be waiting any more when a late sender fails.
  failed.catch(() => undefined);
  const fail = (problem: Problem): void => {
    if (failure) return;
    failure = problem;
    raw.unpipe();
    act(problem);
    reject(problem);
  };
  const count = (chunk: Buffer): void => {
    bytes += chunk.length;
    movedAt = performance.now();
    if (bytes > limits.requestBytes) fail(new Problem("too-large", 413, { limit: limits.requestBytes }));
  };
  const look = setInterval(() => {
    const now = performance.now();
    if (isTooSlow({ bytes, ms: now - began, restedMs: now - movedAt, isWhole: raw.complete }))
      fail(new Problem("body-slow", 408));
  }, LOOK_EVERY_MS);
  look.unref();
  raw.on("data", count);
  return {
    failed,
    onFail: (given) => {
      act = given;
      if (failure) given(failure);
    },
    stop: () => {
      clearInterval(look);
      raw.off("data", count);
    },
  };
}
