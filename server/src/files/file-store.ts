import type { Readable } from "node:stream";

/** A file as it is kept: `type` is its media type, `bytes` its size; of `part` both ends are in it. */
export type StoredFile = {
  type: string;
  bytes: number;
  stream(part?: { start: number; end: number }): Readable;
};

/** A file's name and when it was written, for sweeping. */
export type ListedFile = { key: string; writtenAt: Date };

/**
 * Where files are kept, by key: `copies/0199….jpg`. A key is written once: what changes gets a new key. Files are
 * written before the transaction whose row names them and removed by a job after the commit; what no row names is
 * swept (`sweepFiles`), so that a row never stands without its file.
 */
export type FileStore = {
  /** Keeps a file durably; it is there, whole, or not at all. The key's ending tells its type. */
  put(key: string, content: Buffer | Readable): Promise<void>;
  /** Undefined when there is none. */
  get(key: string): Promise<StoredFile | undefined>;
  /** Nothing happens when there is none. */
  delete(key: string): Promise<void>;
  /** Files whose key begins with `prefix`, which ends with a slash, is empty, or begins a name in its folder. */
  list(prefix: string): AsyncIterable<ListedFile>;
};

const TYPES: Record<string, string> = {
  ...{ jpg: "image/jpeg", png: "image/png", webp: "image/webp", tif: "image/tiff", pdf: "application/pdf" },
  ...{ mp3: "audio/mpeg", wav: "audio/wav", m4a: "audio/mp4", mp4: "video/mp4", webm: "video/webm" },
  ...{ flac: "audio/flac", ogg: "audio/ogg", aif: "audio/aiff", aac: "audio/aac", ogv: "video/ogg" },
  ...{ mkv: "video/x-matroska", avi: "video/x-msvideo", mpg: "video/mpeg", asf: "video/x-ms-asf" },
  ...{ glb: "model/gltf-binary", vtt: "text/vtt", zip: "application/zip" },
};

const KEY = /^(?:[a-z0-9][a-z0-9-]*\/)+[A-Za-z0-9][A-Za-z0-9_-]*\.([a-z0-9]+)$/;

const PLACE = /^(?:[A-Za-z0-9][\w-]*\/)*[A-Za-z0-9][\w.-]*$/;

/** A name that `list` gave, also of a file that never became whole. Throws on anything that could leave the store. */
export function demandPlace(key: string): string {
  if (!PLACE.test(key)) throw new RangeError(`no place of a file: ${JSON.stringify(key)}`);
  return key;
}

/** The media type a key's ending tells. Throws on anything that is no key: keys are made by us, never by who uploads. */
export function typeOfKey(key: string): string {
  const type = TYPES[KEY.exec(key)?.[1] ?? ""];
  if (type === undefined) throw new RangeError(`no key of a file: ${JSON.stringify(key)}`);
  return type;
}
