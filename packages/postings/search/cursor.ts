import { crc32 } from "node:zlib";
import { IndexRefusal } from "../refusal.ts";
import { ORDERING } from "./top.ts";

/** The place behind a hit as an opaque text: a tag for the order it belongs to, the keys and the id. */
export function writeCursor(tag: string, row: Float64Array): string {
  const bytes = Buffer.alloc(4 + ORDERING * 8);
  bytes.writeUInt32LE(crc32(tag), 0);
  for (let i = 0; i < ORDERING; i++) bytes.writeDoubleLE(row[i]!, 4 + i * 8);
  return bytes.toString("base64url");
}

/** The keys and id of a cursor. Refuses `cursor-invalid` for another order's or something that is no cursor. */
export function readCursor(tag: string, cursor: string): Float64Array {
  const bytes = Buffer.from(cursor, "base64url");
  if (bytes.length !== 4 + ORDERING * 8)
    throw new IndexRefusal("cursor-invalid", "not a cursor of this index");
  if (bytes.readUInt32LE(0) !== crc32(tag))
    throw new IndexRefusal("cursor-invalid", "belongs to another order");
  return Float64Array.from({ length: ORDERING }, (_, i) => bytes.readDoubleLE(4 + i * 8));
}
