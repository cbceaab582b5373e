import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

const GZIP = [0x1f, 0x8b];

/** A file of records as a stream of bytes, unpacked when it is gzip. */
export type OpenFile = {
  bytes: AsyncIterable<Uint8Array>;
  /** Bytes of the file that are through. */
  read: () => number;
  close: () => void;
};

/** Opens a file; `onRaw` sees its bytes as they are on disk. A packed file that is cut off throws where it ends. */
export function openFile(path: string, onRaw?: (chunk: Uint8Array) => void): OpenFile {
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  if (onRaw) file.on("data", (chunk) => onRaw(chunk as Uint8Array));
  return { bytes: unpack(file), read: () => file.bytesRead, close: () => file.destroy() };
}

async function* unpack(file: AsyncIterable<Uint8Array> & NodeJS.ReadableStream): AsyncGenerator<Uint8Array> {
  const chunks = file[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const head = first.value as Uint8Array;
  const rest = (async function* (): AsyncGenerator<Uint8Array> {
    yield head;
    for (let next = await chunks.next(); !next.done; next = await chunks.next())
      yield next.value as Uint8Array;
  })();
  if (head[0] !== GZIP[0] || head[1] !== GZIP[1]) {
    yield* rest;
    return;
  }
  const gunzip = createGunzip();
  const source = Readable.from(rest);
  source.once("error", (error) => gunzip.destroy(error));
  yield* source.pipe(gunzip) as AsyncIterable<Uint8Array>;
}
